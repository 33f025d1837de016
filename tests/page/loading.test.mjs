// What the page loads, and what it promises about it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loaded } from "./support/browser.mjs";
import { firstParts, sizesOf } from "./support/first-load.mjs";
import {
  body,
  chooseMapping,
  chooseMode,
  eventually,
  goTo,
  openDocument,
  openTool,
  paste,
} from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

/** The most that a first visit loads beside the wasm before it shows a result, after gzip. The wasm has its own ceiling. */
const BUDGET_BYTES = 60_000;

test(
  "a call is counted before the code of steps, editors and dragging has come, within the budget",
  onPage(
    async (page) => {
      await page.waitForLoadState("networkidle");
      const isFirst = await firstParts(page.url());
      const sizes = sizesOf(page, (address) => !address.endsWith(".wasm"));
      await page.route(
        ({ href, pathname }) => pathname.startsWith("/assets/") && !isFirst(href),
        (route) => route.abort(),
      );
      await firstResult(page);
      const total = (await Promise.all(sizes.values())).reduce((sum, size) => sum + size, 0);
      assert.ok(total > 20_000 && total < BUDGET_BYTES, `${total} bytes`);
    },
    { mayFail: true },
  ),
);

test(
  "the page comes with a strict Content-Security-Policy, and so does its engine",
  onPage(async (page) => {
    /** @type {import("playwright-core").Response[]} */
    const responses = [];
    page.on("response", (response) => responses.push(response));
    await page.reload();
    await loaded(page);
    for (const name of [/\/$/, /engine\.worker/]) {
      const response = responses.find((response) => name.test(response.url()));
      const policy = (await response?.headerValue("content-security-policy")) ?? "";
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /script-src 'self' 'wasm-unsafe-eval';/);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*|https?:|data:/);
    }
  }),
);

/** The part of the core that comes after the first result. */
const REST = "**/assets/core-rest-*.wasm";

/** Loads the page once more, up to its first result. @param {Page} page */
async function firstResult(page) {
  await page.reload();
  await page.locator(".badge.call").first().waitFor();
}

/** Loads the page up to its first result, and keeps the rest of the core back. @param {Page} page */
async function withoutRest(page) {
  await page.waitForLoadState("networkidle");
  /** @type {(() => Promise<void>)[]} */
  const held = [];
  await page.route(REST, (route) => {
    held.push(() => route.continue());
  });
  await firstResult(page);
  await eventually(() => assert.equal(held.length, 1));
  return { release: () => held[0]?.() };
}

/** Imports what only the whole core can read. @param {Page} page @returns the first line of the report */
async function importMappings(page) {
  const dialog = await openTool(page, "Import from Segment");
  await dialog
    .getByRole("textbox")
    .fill('resource "segment_destination_subscription" "purchase" {}');
  return dialog.locator(".import-report li, .finding").first();
}

test(
  "the beginning of the core is enough to look around; what needs the rest waits for it",
  onPage(async (page) => {
    const rest = await withoutRest(page);
    await chooseMode(page, "Strict");
    await goTo(page, "Review mappings");
    await page.locator("article .call-head").first().waitFor();
    const report = await importMappings(page);
    await page.waitForTimeout(300);
    assert.equal(await report.count(), 0);
    await rest.release();
    await report.waitFor();
  }),
);

test(
  "a document that the beginning of the core can't read is read when the rest has come",
  onPage(async (page) => {
    const rest = await withoutRest(page);
    const trigger = 'type = "track"';
    const fields = { coupon: { "@liquid": "{{ properties.order_id | upcase | truncate: 8 }}" } };
    const mappings = [{ id: "template", action: "trackPurchase", trigger, fields }];
    await openDocument(page);
    await paste(page, "Document", { mappings });
    await chooseMapping(page, "template");
    await goTo(page, "Review mappings");
    await page.waitForTimeout(300);
    assert.doesNotMatch(await page.locator("#page").innerText(), /82F25/);
    await rest.release();
    await eventually(async () => assert.match(await body(page), /"82F25\.\.\."/));
  }),
);

test(
  "without the rest of the core the page says so, and tries again when that is needed again",
  onPage(
    async (page) => {
      await page.waitForLoadState("networkidle");
      await page.route(REST, (route) => route.abort());
      await firstResult(page);
      await importMappings(page);
      await page.locator(".notice", { hasText: "did not load" }).waitFor();
      await page.unrouteAll();
      await page.keyboard.press("Escape");
      const report = await importMappings(page);
      await report.waitFor();
    },
    { mayFail: true },
  ),
);

test(
  "once loaded, it needs no network",
  onPage(async (page) => {
    await page.locator(".badge.call").first().waitFor();
    await page.waitForLoadState("networkidle");
    await page.context().setOffline(true);
    await chooseMode(page, "Strict");
    await goTo(page, "Review mappings");
    await eventually(async () => assert.equal(await page.locator("article .call").count(), 1));
  }),
);

test(
  "the styles that come later move nothing of what is there first",
  onPage(async (page) => {
    await page.locator(".badge.call").first().waitFor();
    await page.waitForLoadState("networkidle");
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport);
      const [without, withThem] = await page.evaluate(() => {
        const sheet = [...document.styleSheets].find(({ href }) => href?.includes("/later-"));
        if (!sheet) throw new Error("there are no styles that come later");
        return [true, false].map((disabled) => {
          sheet.disabled = disabled;
          return [...document.querySelectorAll("#page *")].map((element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            const { color, backgroundColor, font } = getComputedStyle(element);
            const name = `${element.tagName} ${element.getAttribute("class") ?? ""}`;
            return [name, x, y, width, height, color, backgroundColor, font].join();
          });
        });
      });
      assert.deepEqual(withThem, without);
    }
  }),
);

test(
  "a step whose code does not come says so, and can be tried again",
  onPage(
    async (page) => {
      await page.waitForLoadState("networkidle");
      const isFirst = await firstParts(page.url());
      let isGone = true;
      await page.route(
        ({ href, pathname }) => pathname.startsWith("/assets/step-") && !isFirst(href),
        (route) => (isGone ? route.abort() : route.continue()),
      );
      await firstResult(page);
      await goTo(page, "Review mappings");
      const sorry = page.getByRole("alert").filter({ hasText: "did not load" });
      await sorry.waitFor();
      isGone = false;
      await sorry.getByRole("button", { name: "Try again" }).click();
      await page.locator("article .call-head").first().waitFor();
    },
    { mayFail: true },
  ),
);
