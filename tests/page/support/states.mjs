// The states of the page: to be pictured, and to be held against the rules of accessibility.

import { readJson } from "../../../scripts/lib/project.mjs";
import {
  chooseExample,
  field,
  goTo,
  openDocument,
  openTool,
  paste,
  pasteInto,
  startEmpty,
  triggerText,
} from "./playground.mjs";

/** @typedef {import("playwright-core").Page} Page */

const terraform = readJson("tests/fixtures/import/terraform.json").cases[0].inputLines.join("\n");

/** The standard mappings once, with another currency and a mapping more. */
const earlierDocument = JSON.stringify({
  mappings: [
    {
      id: "purchase",
      action: "trackPurchase",
      trigger: 'type = "track" and event = "Order Completed"',
      fields: { currency: "EUR", coupon: { "@path": "$.properties.promotion" } },
    },
    { id: "reviews", action: "trackCustomEvent", trigger: 'event = "Review Written"' },
  ],
});

/** @type {Record<string, (page: Page) => Promise<unknown>>} */
export const states = {
  trigger: async () => {},
  async conditions(page) {
    await triggerText(page).fill(
      'type = "page" or type = "track" and (event in ["A", "B"] or !(properties.x > 5)) and any(properties.products, price > 20)',
    );
    await page.getByText("Segment reads this trigger differently").waitFor();
  },
  async "bad-trigger"(page) {
    await triggerText(page).fill('type = track and evnt = "x"');
    await page.locator(".trigger-findings li").first().waitFor();
  },
  test: (page) => goTo(page, "Test event trigger"),
  async "no-events"(page) {
    await goTo(page, "Test event trigger");
    await page.getByRole("button", { name: "Remove all" }).click();
  },
  fields: (page) => goTo(page, "Configure action fields"),
  async forms(page) {
    await goTo(page, "Configure action fields");
    for (const [key, form] of Object.entries({
      amount: "JSON",
      currency: "Fixed value",
      coupon: "Template",
      attributionId: "Condition",
    })) {
      await field(page, key)
        .getByLabel(/^Where/)
        .selectOption(form);
    }
    await field(page, "referralCode").getByRole("button", { name: "Remove" }).click();
    await field(page, "amount").locator(".cm-editor").waitFor();
    await pasteInto(field(page, "amount").getByLabel(/^JSON/), '{"@path": ');
    await field(page, "orderId").getByRole("combobox", { name: /^Path/ }).fill("prop");
    await page.getByRole("option", { name: /^properties\.total/ }).waitFor();
  },
  async attributes(page) {
    await goTo(page, "Test event trigger");
    await chooseExample(page, "Eleven custom attributes");
    await goTo(page, "Configure action fields");
    await field(page, "friendbuyAttributes").scrollIntoViewIfNeeded();
  },
  review: (page) => goTo(page, "Review mappings"),
  async reason(page) {
    await goTo(page, "Review mappings");
    await page.locator("button.value", { hasText: "USD" }).click();
    await page.getByText("From properties.currency").waitFor();
  },
  async dropped(page) {
    await goTo(page, "Test event trigger");
    await chooseExample(page, "Attributes that are no text");
    await goTo(page, "Review mappings");
    await page.locator(".other-modes").scrollIntoViewIfNeeded();
  },
  async refused(page) {
    await goTo(page, "Test event trigger");
    await chooseExample(page, "No order ID");
    await goTo(page, "Review mappings");
    await page.locator("article.refused").waitFor();
  },
  empty: startEmpty,
  term: (page) => page.getByRole("button", { name: "What is this: Mode" }).click(),
  tools: (page) => page.getByRole("button", { name: "Tools" }).click(),
  document: openDocument,
  async import(page) {
    const dialog = await openTool(page, "Import from Segment");
    await dialog.getByRole("textbox").fill(terraform);
    await dialog.locator(".import-report").waitFor();
  },
  async compare(page) {
    const dialog = await openTool(page, "Compare versions");
    await dialog.getByRole("textbox").fill(earlierDocument);
    await dialog.locator(".compare-change").first().waitFor();
  },
  share: (page) => openTool(page, "Share by link"),
  export: (page) => openTool(page, "Export"),
  worker: (page) => openTool(page, "Your Worker"),
  async "bad-document"(page) {
    await openDocument(page);
    await paste(page, "Document", {
      version: 1,
      mode: "strikt",
      mappings: [
        { id: "a", action: "trackPurchase", trigger: 'type = "track" and and' },
        { id: "a", action: "trackPurchse", trigger: "", fields: { amout: 1 } },
      ],
    });
  },
};
