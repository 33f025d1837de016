// The page for everybody: by keyboard, by screen reader, in a narrow window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { goTo, openDocument, paste } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

/** @type {Record<string, (page: Page) => Promise<unknown>>} */
const STATES = {
  "the first step": async () => {},
  "the second step": (page) => goTo(page, "Test event trigger"),
  "the third step": (page) => goTo(page, "Configure action fields"),
  "the fourth step": (page) => goTo(page, "Review mappings"),
  "the tools": (page) => page.getByRole("button", { name: "Tools" }).click(),
  async "a document that can't be used"(page) {
    await openDocument(page);
    await paste(page, "Document", { version: 2, mapings: [] });
  },
};

/** What axe has to say about the page. @param {Page} page */
async function violations(page) {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
}

for (const [state, reach] of Object.entries(STATES)) {
  test(
    `axe finds nothing, and 360 pixels are wide enough: ${state}`,
    onPage(async (page) => {
      await reach(page);
      await page.waitForTimeout(200);
      assert.deepEqual(await violations(page), []);
      await page.emulateMedia({ colorScheme: "dark" });
      assert.deepEqual(await violations(page), []);

      await page.setViewportSize({ width: 360, height: 640 });
      await page.waitForTimeout(200);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, 360);
      assert.deepEqual(await violations(page), []);
    }),
  );
}
