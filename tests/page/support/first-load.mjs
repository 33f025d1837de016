// How long a first visit takes, with nothing cached, until the first result is painted; and how much it loads until then.

import { gzipSync } from "node:zlib";
import { loaded, openPage } from "./browser.mjs";

/**
 * Puts the time of the first painted result, in milliseconds since the navigation began, where `firstResult` finds it.
 *
 * @param {import("playwright-core").Page} page
 */
const watch = (page) =>
  page.addInitScript(() => {
    const seen = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        // How many events a mapping makes a call of.
        if (!document.querySelector(".badge.call")) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null); // comes after the paint
        });
      });
      observer.observe(document, { childList: true, subtree: true });
    });
    Object.assign(globalThis, { firstResult: seen });
  });

/**
 * What the page needs for its first result is what its HTML names; all else comes after it.
 *
 * @param {string} url of the page
 * @returns {Promise<(address: string) => boolean>}
 */
export async function firstParts(url) {
  const html = await (await fetch(url)).text();
  const names = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name);
  return (address) => address === url || names.includes(new URL(address).pathname);
}

/**
 * What a page loads from now on: bytes after gzip, by address. Some answers are told of twice, when they are preloaded and
 * when they are used.
 *
 * @param {import("playwright-core").Page} page
 * @param {(address: string) => boolean} counts
 */
export function sizesOf(page, counts) {
  /** @type {Map<string, Promise<number>>} */
  const sizes = new Map();
  page.on("response", (response) => {
    const address = response.url();
    if (!counts(address) || sizes.has(address)) return;
    const size = response.body().then((body) => gzipSync(body, { level: 9 }).length);
    sizes.set(address, size);
  });
  return sizes;
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @returns {Promise<{ millis: number, bytes: { wasm: number, rest: number } }>} bytes after gzip
 */
export async function firstLoad(browser, url) {
  const isFirst = await firstParts(url);
  /** @type {ReturnType<typeof sizesOf>} */
  let sizes = new Map();
  const { page } = await openPage(browser, url, {
    async prepare(page) {
      sizes = sizesOf(page, isFirst);
      await watch(page);
    },
  });
  const millis = await page.evaluate(() => Reflect.get(globalThis, "firstResult"));
  await loaded(page);
  const bytes = { wasm: 0, rest: 0 };
  for (const [address, size] of sizes) {
    bytes[address.endsWith(".wasm") ? "wasm" : "rest"] += await size;
  }
  await page.context().close();
  return { millis, bytes };
}
