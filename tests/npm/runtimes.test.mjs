// The packed package wherever JavaScript runs: every runtime maps the same fixtures to the same answers.

import assert from "node:assert/strict";
import { cp, mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { createServer as createViteServer, build as viteBuild } from "vite";
import webpack from "webpack";
import { unstable_startWorker as startWorker } from "wrangler";
import { npmPrograms } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { startBrowser } from "../page/support/browser.mjs";
import { nodes, packedProject } from "./support/project.mjs";
import { expectedAnswers, script } from "./support/runtimes.mjs";

const project = await packedProject({ byNpm: true });
after(() => project.remove());
const expected = expectedAnswers(await project.load());

const IMPORT = 'import { Destination } from "friendbuy-edge";';
const INLINE = 'import { Destination } from "friendbuy-edge/inline";';
const REQUIRE = 'const { Destination } = require("friendbuy-edge");';
const PRINT = script("console.log(answers);");
const SHOW = script("globalThis.answers = answers;");

/** @param {string} program @param {string[]} args */
const printed = async (program, ...args) =>
  (await run(program, args, { cwd: project.folder })).trim();

for (const { version, path } of await nodes()) {
  describe(`Node ${version}`, () => {
    it("imports", async () => {
      const file = await project.write("import.mjs", `${IMPORT}${PRINT}`);
      assert.equal(await printed(path, file), expected);
    });

    it("requires", async () => {
      const file = await project.write("require.cjs", `${REQUIRE}${PRINT}`);
      assert.equal(await printed(path, file), expected);
    });

    it("imports the one script", async () => {
      const file = await project.write("inline.mjs", `${INLINE}${PRINT}`);
      assert.equal(await printed(path, file), expected);
    });

    it("takes the wasm compiled, and as bytes", async () => {
      const bring = `
        import { readFileSync } from "node:fs";
        import { Destination, init } from "friendbuy-edge/init";
        const bytes = readFileSync(new URL(import.meta.resolve("friendbuy-edge/friendbuy_edge.wasm")));`;
      const compiled = "await init(new WebAssembly.Module(bytes));";
      for (const start of [compiled, "await init(bytes);"]) {
        const file = await project.write("init.mjs", `${bring}${start}${PRINT}`);
        assert.equal(await printed(path, file), expected);
      }
    });

    it("gives import and require the same classes", async () => {
      const file = await project.write(
        "same.cjs",
        `const { ConfigError } = require("friendbuy-edge");
         import("friendbuy-edge").then((loaded) => console.log(loaded.ConfigError === ConfigError));`,
      );
      assert.equal(await printed(path, file), "true");
    });

    it("requires the CommonJS of older Nodes", async () => {
      const older = REQUIRE.replace(
        "friendbuy-edge",
        "./node_modules/friendbuy-edge/dist/node.cjs",
      );
      const file = await project.write("older.cjs", `${older}${PRINT}`);
      assert.equal(await printed(path, file), expected);
    });
  });
}

describe("Deno", () => {
  it("imports", async () => {
    const file = await project.write("deno.mjs", `${IMPORT}${PRINT}`);
    const own = ["--no-remote", "--node-modules-dir=manual", "--allow-read", "--quiet"];
    assert.equal(await printed(join(npmPrograms, "deno"), "run", ...own, file), expected);
  });
});

describe("Bun", () => {
  it("imports", async () => {
    const file = await project.write("bun.mjs", `${IMPORT}${PRINT}`);
    assert.equal(await printed(join(npmPrograms, "bun"), file), expected);
  });

  it("requires", async () => {
    const file = await project.write("bun.cjs", `${REQUIRE}${PRINT}`);
    assert.equal(await printed(join(npmPrograms, "bun"), file), expected);
  });
});

describe("browser", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let server;
  before(async () => {
    server = await serve(project.folder);
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  /** @param {string} url */
  async function answersAt(url) {
    const page = await browser.newPage();
    /** @type {unknown[]} */
    const problems = [];
    page.on("pageerror", (error) => problems.push(error));
    await page.goto(url);
    await page
      .waitForFunction(() => "answers" in globalThis, undefined, { timeout: 20_000 })
      .catch(() => {});
    assert.deepEqual(problems, []);
    const answers = await page.evaluate(() => Reflect.get(globalThis, "answers"));
    await page.close();
    return answers;
  }

  /** Serves a folder, and nothing else. @param {string} folder */
  async function serve(folder) {
    /** @type {Record<string, string>} */
    const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
    const server = createServer(async ({ url = "/" }, response) => {
      const path = url.endsWith("/") ? `${url}index.html` : url;
      const content = await readFile(join(folder, path)).catch(() => undefined);
      const type = types[extname(path)] ?? "text/plain";
      response.writeHead(content ? 200 : 404, {
        "content-type": type,
        // The narrowest policy under which wasm may run.
        "content-security-policy":
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'",
      });
      response.end(content);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const address = server.address();
    assert.ok(address && typeof address === "object");
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { url: `http://127.0.0.1:${address.port}/`, close };
  }

  /** A page of its own folder. @param {string} name @param {Record<string, string>} files */
  async function folder(name, files) {
    const path = join(project.folder, name);
    await mkdir(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) await project.write(`${name}/${file}`, text);
    return path;
  }

  const html = (/** @type {string[]} */ ...tags) =>
    `<!doctype html><meta charset="utf-8"><title>t</title>${tags.join("")}`;
  const MODULE = '<script type="module" src="./main.js"></script>';

  it("runs what Vite bundles", async () => {
    const files = { "index.html": html(MODULE), "main.js": `${IMPORT}${SHOW}` };
    const root = await folder("vite-build", files);
    await viteBuild({ root, base: "./", configFile: false, logLevel: "silent" });
    assert.equal(await answersAt(`${server.url}vite-build/dist/`), expected);
  });

  it("runs in Vite's development server", async () => {
    const files = { "index.html": html(MODULE), "main.js": `${IMPORT}${SHOW}` };
    const root = await folder("vite-dev", files);
    const vite = await createViteServer({
      root,
      configFile: false,
      logLevel: "silent",
      server: { host: "127.0.0.1", port: 0, fs: { allow: [project.folder] } },
    });
    try {
      await vite.listen();
      assert.equal(await answersAt(vite.resolvedUrls?.local[0] ?? ""), expected);
    } finally {
      await vite.close();
    }
  });

  it("runs what webpack bundles", async () => {
    const context = await folder("webpack", {
      "index.html": html('<script type="module" src="./dist/main.js"></script>'),
      "main.js": `${IMPORT}${SHOW}`,
    });
    const compiler = webpack({
      context,
      mode: "production",
      entry: "./main.js",
      optimization: { minimize: false },
      performance: false,
      output: { path: join(context, "dist"), publicPath: "auto" },
    });
    const stats = await new Promise((resolve, reject) =>
      compiler?.run((error, stats) => (error ? reject(error) : resolve(stats))),
    );
    assert.equal(stats.hasErrors(), false, stats.toString());
    assert.deepEqual(stats.compilation.warnings.map(String), []);
    assert.equal(await answersAt(`${server.url}webpack/`), expected);
  });

  it("runs what esbuild and Rollup bundle of the one script", async () => {
    const files = { "index.html": html('<script type="module" src="./dist.js"></script>') };
    const input = await folder("one-script", { ...files, "main.js": `${INLINE}${SHOW}` });
    await esbuild({
      absWorkingDir: input,
      entryPoints: ["main.js"],
      bundle: true,
      format: "esm",
      outfile: "dist.js",
      logLevel: "silent",
    });
    assert.equal(await answersAt(`${server.url}one-script/`), expected);
    // Rollup alone does not look into node_modules.
    const resolveId = (/** @type {string} */ id) =>
      id === "friendbuy-edge/inline"
        ? join(project.folder, "node_modules/friendbuy-edge/dist/inline.js")
        : null;
    const plugins = [{ name: "resolve", resolveId }];
    const bundle = await rollup({ input: join(input, "main.js"), plugins });
    await bundle.write({ file: join(input, "dist.js"), format: "iife" });
    assert.equal(await answersAt(`${server.url}one-script/`), expected);
  });

  it("runs without a bundler: import map, module script, plain script", async () => {
    const dist = "/node_modules/friendbuy-edge/dist";
    const map = JSON.stringify({ imports: { "friendbuy-edge": `${dist}/browser.js` } });
    await folder("bare", {
      "map.html": html(`<script type="importmap">${map}</script>`, MODULE),
      "main.js": `${IMPORT}${SHOW}`,
      "module.html": html('<script type="module" src="./module.js"></script>'),
      "module.js": `import { Destination } from "${dist}/browser.js";${SHOW}`,
      "plain.html": html(
        `<script src="${dist}/inline.global.js"></script><script src="./plain.js"></script>`,
      ),
      "plain.js": `const { Destination } = friendbuyEdge;${SHOW}`,
    });
    for (const page of ["map", "module", "plain"])
      assert.equal(await answersAt(`${server.url}bare/${page}.html`), expected, page);
  });
});

describe("workerd", () => {
  it("maps in a Worker, at its top level", async () => {
    await project.write(
      "worker.js",
      `${IMPORT}${script("export default { fetch: () => new Response(answers) };")}`,
    );
    const config = await project.write(
      "wrangler.json",
      JSON.stringify({ name: "test", main: "worker.js", compatibility_date: "2026-10-20" }),
    );
    process.env.WRANGLER_SEND_METRICS = "false";
    const worker = await startWorker({
      config,
      dev: { inspector: false, logLevel: "none", server: { hostname: "127.0.0.1", port: 0 } },
    });
    try {
      assert.equal(await (await worker.fetch("http://worker/")).text(), expected);
    } finally {
      await worker.dispose();
    }
  });
});

describe("tools that look at packages", () => {
  it("publint finds nothing", async () => {
    const { publint } = await import("publint");
    const folder = join(project.folder, "published");
    await cp(join(project.folder, "node_modules/friendbuy-edge"), folder, { recursive: true });
    const { messages } = await publint({ pkgDir: folder, strict: true, pack: false });
    assert.deepEqual(messages, []);
  });

  it("arethetypeswrong finds nothing", async () => {
    const attw = join(npmPrograms, "attw");
    const how = ["--no-color", "--format", "json"];
    await run(attw, [
      project.tarball,
      ...how,
      "--profile",
      "node16",
      "--exclude-entrypoints",
      ...["./inline", "./init", "./friendbuy_edge.wasm"],
    ]);
    await run(attw, [
      project.tarball,
      ...how,
      "--profile",
      "esm-only",
      "--entrypoints",
      ...["./inline", "./init"],
    ]);
  });
});
