// The page for everybody: by keyboard, by screen reader, in a narrow window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "./support/axe.mjs";
import { body, eventually, field, openTool, triggerText } from "./support/playground.mjs";
import { states } from "./support/states.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

for (const [state, reach] of Object.entries(states)) {
  test(
    `axe finds nothing, and 360 pixels are wide enough: ${state}`,
    onPage(async (page) => {
      await reach(page);
      await assertAccessible(page);
    }),
  );
}

/** What has the focus: its role or element, its name, and whether that can be seen. @param {Page} page */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : "";
    const name = element?.getAttribute("aria-label") || label || element?.textContent || "";
    const style = element && getComputedStyle(element);
    return { name: name.trim(), outline: `${style?.outlineStyle} ${style?.outlineWidth}` };
  });

/** Tab, until something of that name has the focus. @param {Page} page @param {RegExp} name */
async function tabTo(page, name) {
  const trail = [];
  for (let step = 0; step < 140; step++) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    trail.push(at.name.slice(0, 30));
    if (name.test(at.name)) return at;
  }
  throw new Error(`no way by Tab to ${name}: ${trail.join(" → ")}`);
}

test(
  "everything by keyboard: a condition, a sample, a field by completion, a value's reason, a copied call",
  onPage(async (page) => {
    await page.getByLabel("As text").waitFor();
    const condition = await tabTo(page, /^Condition$/);
    assert.equal(condition.outline, "solid 2px");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Shift+Tab");
    assert.match((await focused(page)).name, /^Name of the property/);
    await page.keyboard.type("currency");
    await eventually(async () =>
      assert.match(await triggerText(page).inputValue(), /properties\.currency != null$/),
    );

    await tabTo(page, /^Test event trigger$/);
    await page.keyboard.press("Enter");
    await page.getByLabel("Events to add").waitFor();
    await page.getByRole("listbox", { name: "Sample events" }).focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await tabTo(page, /^Configure action fields$/);
    await page.keyboard.press("Enter");
    await field(page, "coupon").waitFor();
    await field(page, "coupon").getByRole("combobox", { name: /^Path/ }).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("promo");
    await page.getByRole("option").filter({ hasText: "promotion" }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await eventually(async () =>
      assert.match(await field(page, "coupon").locator(".live").innerText(), /"black friday"/),
    );

    await tabTo(page, /^Review mappings$/);
    await page.keyboard.press("Enter");
    await page.locator("button.value").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.getByText("From properties.total").waitFor();
    await tabTo(page, /^Next event$/);
    await page.getByRole("button", { name: "Copy JSON" }).focus();
    await page.keyboard.press("Enter");
    const shown = await body(page);
    await eventually(async () =>
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), shown),
    );
  }),
);

test(
  "Escape closes what is open and gives the focus back",
  onPage(async (page) => {
    const button = page.getByRole("button", { name: "Tools" });
    const expanded = (/** @type {string} */ state) =>
      eventually(async () => assert.equal(await button.getAttribute("aria-expanded"), state));
    await button.press("Enter");
    await expanded("true");
    await page.keyboard.press("Escape");
    await expanded("false");
    assert.equal((await focused(page)).name, "Tools");
    const dialog = await openTool(page, "Export");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.equal((await focused(page)).name, "Tools");
  }),
);
