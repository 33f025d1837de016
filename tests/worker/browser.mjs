// analytics.js in Chromium, on a page of another origin than the Worker's, as in a shop.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { inRoot } from "../../scripts/lib/project.mjs";
import { startBrowser } from "../page/support/browser.mjs";

const LIBRARY = inRoot("node_modules/@segment/analytics-next/dist/umd");

const PAGE = `<!doctype html>
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>A shop</title>
<script src="/index.js"></script>
`;

/** The page and the files of the library, as its npm package has them. */
async function startShop() {
  const server = createServer(async ({ url = "/" }, response) => {
    if (url === "/") return response.setHeader("content-type", "text/html").end(PAGE);
    const file = join(LIBRARY, normalize(url));
    const script = await readFile(file).catch(() => undefined);
    response.statusCode = script ? 200 : 404;
    return response.setHeader("content-type", "text/javascript").end(script);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, stop: () => server.close() };
}

/**
 * Sends events by analytics.js; all it is told of the Worker is `cdnURL`.
 *
 * @param {object} options
 * @param {string} options.url of the Worker
 * @param {string} options.writeKey
 * @param {string} options.user
 * @param {{ method: string, event?: string, data: Record<string, unknown> }[]} options.events
 * @param {Record<string, unknown>} [options.settings] what else analytics.js is told
 * @returns {Promise<string[]>} the requests to the Worker: method, path and status
 */
export async function sendFromBrowser({ url, writeKey, user, events, settings = {} }) {
  const [browser, shop] = await Promise.all([startBrowser(), startShop()]);
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    /** @type {string[]} */
    const requests = [];
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("response", (response) => {
      const { origin, pathname } = new URL(response.url());
      if (origin === url) {
        requests.push(`${response.request().method()} ${pathname} ${response.status()}`);
      } else if (!response.url().startsWith(shop.url))
        problems.push(`request to ${response.url()}`);
    });
    await page.goto(shop.url);
    await page.evaluate(
      async ({ url, writeKey, user, events, settings }) => {
        const { AnalyticsBrowser } = /** @type {any} */ (globalThis).AnalyticsNext;
        const analytics = AnalyticsBrowser.load({ writeKey, cdnURL: url }, settings);
        for (const { method, event, data } of events) {
          if (method === "identify") await analytics.identify(user, data);
          else await analytics.track(event, data);
        }
      },
      { url, writeKey, user, events, settings },
    );
    // Batches are sent behind the page's back, or when it is left.
    await page.waitForTimeout(500);
    await page.close({ runBeforeUnload: true });
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return requests;
  } finally {
    await browser.close();
    shop.stop();
  }
}
