// What the page loads, and what it promises about it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { loaded } from "./support/browser.mjs";
import { chooseMode, eventually, goTo } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

const onPage = pageSuite();

/** The most that a first visit loads beside the wasm before it shows a result, after gzip. The wasm has its own ceiling. */
const BUDGET_BYTES = 74_000;

test(
  "a call is counted before the code of editors and of dragging has come, within the budget",
  onPage(
    async (page) => {
      /** @type {Map<string, Promise<number>>} */
      const sizes = new Map();
      await page.waitForLoadState("networkidle");
      page.on("response", (response) => {
        if (response.url().endsWith(".wasm")) return;
        // By address: the engine is told of twice, when it is preloaded and when it is used.
        const size = response.body().then((bytes) => gzipSync(bytes).length);
        if (!sizes.has(response.url())) sizes.set(response.url(), size);
      });
      await page.route(/\/assets\/(codemirror|sortable)/, (route) => route.abort());
      await page.reload();
      await page.locator(".badge.call").first().waitFor();
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

test(
  "once loaded, it needs no network",
  onPage(async (page) => {
    await page.locator(".badge.call").first().waitFor();
    await page.context().setOffline(true);
    await chooseMode(page, "Strict");
    await goTo(page, "Review mappings");
    await eventually(async () => assert.equal(await page.locator("article .call").count(), 1));
  }),
);
