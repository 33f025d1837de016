import assert from "node:assert/strict";
import { after, before } from "node:test";
import { openPage, startBrowser } from "./browser.mjs";
import { startSite } from "./site.mjs";

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {Parameters<typeof openPage>[2] & { mayFail?: boolean }} Options `mayFail`: the test makes requests fail
 */

/**
 * One site and one browser for the tests of a file. The result opens the page for one test, and sees to it that the page
 * kept all rules meanwhile.
 *
 * @param {typeof startSite} [start] another site
 */
export function pageSuite(start = startSite) {
  /** @type {Awaited<ReturnType<typeof startSite>>} */
  let site;
  /** @type {import("playwright-core").Browser} */
  let browser;
  before(async () => {
    site = await start();
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.stop();
  });

  return (
    /** @type {(page: Page) => Promise<void>} */ test,
    /** @type {Options} */ { mayFail = false, ...options } = {},
  ) =>
    async () => {
      const { page, problems } = await openPage(browser, site.url, options);
      try {
        await test(page);
        if (!mayFail) assert.deepEqual(problems, []);
      } finally {
        await page.context().close();
      }
    };
}
