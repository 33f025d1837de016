import { defineConfig } from "vite";

// The first releases with CSS `light-dark()`.
const browsers = ["chrome123", "edge123", "firefox120", "safari17.5"];

export default defineConfig({
  build: {
    target: browsers,
    // The Content-Security-Policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // The package starts its wasm with a top-level await.
  worker: { format: "es" },
});
