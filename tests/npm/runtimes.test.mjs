// The packed package beyond Node: bundled by Vite, as a bare module in a browser, and in workerd.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { chromium as browsers } from "playwright-core";
import { build, createServer as createViteServer } from "vite";
import { unstable_startWorker as startWorker } from "wrangler";
import { chromium } from "../../scripts/lib/browser.mjs";
import { packedProject } from "./support/project.mjs";

const EVENT = {
  type: "track",
  event: "Order Completed",
  userId: "customer-1",
  properties: { order_id: "order-1", total: 5, currency: "USD" },
};
const BODY = { orderId: "order-1", amount: 5, currency: "USD", customerId: "customer-1" };

const MAP = `new Destination().map(${JSON.stringify(EVENT)}).requests[0].body`;
const SCRIPT = `import { Destination } from "friendbuy-edge"; window.result = ${MAP};`;

const project = await packedProject();
after(() => project.remove());

describe("browser", () => {
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    browser = await browsers.launch({
      executablePath: await chromium(),
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
    });
  });
  after(() => browser.close());

  /** @param {string} url */
  async function resultAt(url) {
    const page = await browser.newPage();
    /** @type {unknown[]} */
    const problems = [];
    page.on("pageerror", (error) => problems.push(error));
    await page.goto(url);
    await page
      .waitForFunction(() => "result" in window, undefined, { timeout: 10_000 })
      .catch(() => {});
    assert.deepEqual(problems, []);
    const result = await page.evaluate(() => Reflect.get(window, "result"));
    await page.close();
    return result;
  }

  /** Serves a folder, and nothing else, until the test ends. @param {string} folder */
  async function serve(folder) {
    /** @type {Record<string, string>} */
    const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
    const server = createServer(async ({ url = "/" }, response) => {
      const path = url === "/" ? "/index.html" : url;
      const content = await readFile(join(folder, path)).catch(() => undefined);
      response.writeHead(content ? 200 : 404, {
        "content-type": types[extname(path)] ?? "text/plain",
      });
      response.end(content);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const address = server.address();
    assert.ok(address && typeof address === "object");
    return {
      url: `http://127.0.0.1:${address.port}/`,
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  /** @param {string} name @param {string} script @param {string} [head] */
  async function page(name, script, head = "") {
    await mkdir(join(project.folder, name), { recursive: true });
    await project.write(
      `${name}/index.html`,
      `<!doctype html><title>t</title>${head}<script type="module" src="./main.js"></script>`,
    );
    await project.write(`${name}/main.js`, script);
    return join(project.folder, name);
  }

  it("runs what Vite bundles", async () => {
    const root = await page("vite-build", SCRIPT);
    await build({ root, configFile: false, logLevel: "silent" });
    await using server = await serve(join(root, "dist"));
    assert.deepEqual(await resultAt(server.url), BODY);
  });

  it("runs in Vite's development server", async () => {
    const root = await page("vite-dev", SCRIPT);
    const vite = await createViteServer({
      root,
      configFile: false,
      logLevel: "silent",
      server: { host: "127.0.0.1", port: 0, fs: { allow: [project.folder] } },
    });
    try {
      await vite.listen();
      assert.deepEqual(await resultAt(vite.resolvedUrls?.local[0] ?? ""), BODY);
    } finally {
      await vite.close();
    }
  });

  it("runs without a bundler, through an import map", async () => {
    const map = { imports: { "friendbuy-edge": "/node_modules/friendbuy-edge/dist/browser.js" } };
    await page("bare", SCRIPT, `<script type="importmap">${JSON.stringify(map)}</script>`);
    await using server = await serve(project.folder);
    assert.deepEqual(await resultAt(`${server.url}bare/index.html`), BODY);
  });
});

describe("workerd", () => {
  it("maps in a Worker, at its top level", async () => {
    await project.write(
      "worker.js",
      `import { Destination } from "friendbuy-edge";
      const destination = new Destination();
      export default { fetch: async (request) => Response.json(destination.map(await request.json())) };`,
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
      const response = await worker.fetch("http://worker/", {
        method: "POST",
        body: JSON.stringify(EVENT),
      });
      const { requests } = /** @type {any} */ (await response.json());
      assert.deepEqual(requests[0].body, BODY);
    } finally {
      await worker.dispose();
    }
  });
});
