import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";

/** @typedef {import("playwright-core").Page} Page */

/** What axe has to say about the page. @param {Page} page @param {string[]} [rules] all of them, if not named */
async function violations(page, rules) {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
}

/** Fails if axe finds something on the page as it is, or if 360 pixels are not wide enough for it. @param {Page} page */
export async function assertAccessible(page) {
  await page.waitForTimeout(100);
  assert.deepEqual(await violations(page), []);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 360, height: 640 });
  await page.waitForTimeout(100);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(width, 360);
  assert.deepEqual(await violations(page, ["color-contrast"]), []);
}
