import { defineConfig, type Plugin } from "vite";
import { coreInParts } from "./core/plugin.ts";

// The first releases with CSS `light-dark()`.
const browsers = ["chrome123", "edge123", "firefox120", "safari17.5"];

/** Has the browser load the engine and its wasm at once, beside the page's own code and not after it. */
const preload: Plugin = {
  name: "preload",
  transformIndexHtml: {
    order: "post",
    handler(_, { bundle = {} }) {
      const link = (file: RegExp, attrs: Record<string, string | true>) =>
        Object.keys(bundle)
          .filter((name) => file.test(name))
          .map((name) => ({
            tag: "link",
            attrs: { ...attrs, href: `/${name}` },
            injectTo: "head" as const,
          }));
      return [
        ...link(/\/core-(?!rest-).*\.wasm$/, {
          rel: "preload",
          as: "fetch",
          type: "application/wasm",
          crossorigin: true,
        }),
        ...link(/\/engine\.worker-.*\.js$/, { rel: "modulepreload" }),
      ];
    },
  },
};

export default defineConfig({
  plugins: [coreInParts(), preload],
  build: {
    target: browsers,
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
});
