// The page for everybody: by keyboard, by screen reader, in a narrow window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import {
  body,
  card,
  chooseExample,
  chooseMode,
  eventually,
  fates,
  paste,
} from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

/** @type {Record<string, (page: Page) => Promise<unknown>>} */
const STATES = {
  "a call": async () => {},
  "the menu": (page) => page.getByRole("button", { name: "Examples" }).click(),
  "warnings and a notice": (page) => chooseExample(page, "Eleven custom attributes"),
  async "a refusal"(page) {
    await chooseExample(page, "Attributes that are no text");
    await chooseMode(page, "Strict");
  },
  "several events": (page) => chooseExample(page, "One event a line"),
  "no event": (page) => page.getByRole("button", { name: "Clear" }).click(),
  "no JSON": (page) => paste(page, "Events", "{"),
  "a document that can't be used": (page) => paste(page, "Mappings", { version: 2, mapings: [] }),
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
      await card(page, "Track Purchase").waitFor();
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

/** Tab, until something of that role and name has the focus. @param {Page} page @param {RegExp} name */
async function tabTo(page, name) {
  const trail = [];
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const label = element?.closest("label")?.textContent;
      const text = element?.getAttribute("aria-label") ?? label ?? element?.textContent ?? "";
      const { outlineStyle = "none", outlineWidth = "0px" } = element
        ? getComputedStyle(element)
        : {};
      return { text: text.trim(), outline: `${outlineStyle} ${outlineWidth}` };
    });
    trail.push(focused.text);
    if (name.test(focused.text)) return focused;
  }
  throw new Error(`no way by Tab to ${name}: ${trail.join(" → ")}`);
}

test(
  "everything by keyboard: an example, a changed event, the mode, a copied call",
  onPage(async (page) => {
    await card(page, "Track Purchase").waitFor();
    const menu = await tabTo(page, /^Examples/);
    assert.equal(menu.outline, "solid 2px");
    await page.keyboard.press("Enter");
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Home");
    for (let step = 0; step < 6; step++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await eventually(async () => assert.equal(await page.locator(".finding.warning").count(), 2));

    // Tab leaves the editor rather than writing into it.
    await tabTo(page, /^Events$/);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    await page.keyboard.type('"anonymousId": "typed",');
    await tabTo(page, /^Documented$/);
    await page.keyboard.press("ArrowRight");
    await eventually(async () => assert.equal((await fates(page))["Track Purchase"], "Refused"));
    await page.keyboard.press("ArrowLeft");
    await card(page, "Track Purchase").locator("pre").waitFor();
    await tabTo(page, /^Copy JSON$/);
    await page.keyboard.press("Enter");
    const shown = await body(page, "Track Purchase");
    await eventually(async () =>
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown),
    );
    await tabTo(page, /^Mappings, /);
  }),
);

test(
  "Escape closes the menu and gives the focus back",
  onPage(async (page) => {
    const button = page.getByRole("button", { name: "Examples" });
    await button.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    await page.keyboard.press("Escape");
    assert.equal(await button.getAttribute("aria-expanded"), "false");
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  }),
);

test(
  "the arrow keys walk through the events",
  onPage(async (page) => {
    await chooseExample(page, "One event a line");
    await page.locator(".event-list button").first().press("ArrowDown");
    await eventually(async () => assert.equal((await fates(page))["Track Purchase"], "Call"));
    await page.keyboard.press("ArrowDown");
    await eventually(async () => assert.equal((await fates(page))["Track Sign Up"], "Call"));
  }),
);
