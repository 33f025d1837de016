// What the page loads, and what it promises about it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { loaded } from "./support/browser.mjs";
import { firstParts } from "./support/first-load.mjs";
import { chooseMode, eventually, goTo } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

const onPage = pageSuite();

/** The most that a first visit loads beside the wasm before it shows a result, after gzip. The wasm has its own ceiling. */
const BUDGET_BYTES = 60_000;

test(
  "a call is counted before the code of steps, editors and dragging has come, within the budget",
  onPage(
    async (page) => {
      await page.waitForLoadState("networkidle");
      const isFirst = await firstParts(page.url());
      /** By address: the engine is told of twice, when it is preloaded and when it is used. @type {Map<string, Promise<number>>} */
      const sizes = new Map();
      page.on("response", (response) => {
        if (response.url().endsWith(".wasm")) return;
        const size = response.body().then((bytes) => gzipSync(bytes).length);
        if (!sizes.has(response.url())) sizes.set(response.url(), size);
      });
      await page.route(
        ({ href, pathname }) => pathname.startsWith("/assets/") && !isFirst(href),
        (route) => route.abort(),
      );
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
      await page.reload();
      await page.locator(".badge.call").first().waitFor();
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
