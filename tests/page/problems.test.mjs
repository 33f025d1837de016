// What the page says when something is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loaded } from "./support/browser.mjs";
import { body, card, editor, eventually, fates, findings, paste } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

const onPage = pageSuite();

test(
  "a syntax error has a line and a column, and leads there",
  onPage(async (page) => {
    await paste(page, "Events", '{\n  "type": "track",\n  "event": ,\n  "userId": "u"\n}');
    await page.getByText("This is not JSON yet").waitFor();
    await page.getByRole("button", { name: "Event, line 3, column 12" }).click();
    await page.keyboard.type('"Order Completed",'); // the comma was selected
    await card(page, "Track Purchase").waitFor();
  }),
);

test(
  "a mistake in the document is found, named, marked and led to",
  onPage(async (page) => {
    await paste(page, "Mappings", {
      version: 1,
      mappings: [{ id: "m", action: "trackPurchse", trigger: 'type = "track" and' }],
    });
    await page.getByText("The mappings can’t be used yet").waitFor();
    const found = await findings(page);
    assert.equal(found.length, 2);
    assert.match(String(found[0]), /trackPurchse is no action\s+Did you mean trackPurchase\?/);
    await eventually(async () =>
      assert.equal(await page.locator(".cm-lintRange-error").count(), 2),
    );
    await page.getByRole("button", { name: "Mappings, line 6, column 17" }).click();
    await page.keyboard.type('"trackPurchase"');
    await eventually(async () => assert.equal((await findings(page)).length, 1));
  }),
);

test(
  "a value inside a text is marked where it stands, escapes counted",
  onPage(async (page) => {
    const trigger = String.raw`type = \"track\" and \u0065vent ~ \"x\"`;
    await paste(
      page,
      "Mappings",
      `{"version": 1, "mappings": [{"id": "m", "action": "trackCustomer", "trigger": "${trigger}"}]}`,
    );
    await page.getByText("The mappings can’t be used yet").waitFor();
    await eventually(async () =>
      assert.equal(await page.locator(".cm-lintRange-error").first().textContent(), "~"),
    );
  }),
);

test(
  "while the document can't be read, the mode can't be changed",
  onPage(async (page) => {
    await paste(page, "Mappings", "{");
    await page.getByText("The mappings have to be readable first.").waitFor();
    assert.equal(await page.getByRole("radio", { name: "Strict" }).isDisabled(), true);
    await page.getByRole("button", { name: "Reset" }).click();
    await eventually(async () => assert.equal((await fates(page))["Track Purchase"], "Call"));
  }),
);

test(
  "markup in events, names and attributes stays text",
  onPage(async (page) => {
    const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await paste(page, "Mappings", {
      version: 1,
      mappings: [{ id: markup, name: markup, action: "trackPurchase", trigger: 'type = "track"' }],
    });
    await paste(page, "Events", [
      { type: "track", event: markup, userId: markup, properties: { order_id: markup } },
      { type: markup, properties: { [markup]: 1 } },
    ]);
    await eventually(async () => assert.ok((await findings(page)).length > 0));
    await page.getByText("2 events").waitFor();
    assert.equal(await page.locator("main img, main script").count(), 0);
    assert.doesNotMatch(await page.title(), /^[12]$/);
    assert.equal(await page.locator(".event-title").first().textContent(), markup);
  }),
);

test(
  "work survives a reload, and nothing but text and a name of a look is taken from the storage",
  onPage(async (page) => {
    await paste(page, "Events", { type: "identify", userId: "kept" });
    await page.getByRole("radio", { name: "Dark" }).check();
    await page.reload();
    await loaded(page);
    await editor(page, "Events").filter({ hasText: "kept" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");

    const hostile = [
      "{",
      "null",
      "[]",
      '{"events":{"a":1},"document":7,"theme":"<b>"}',
      `{"events":"${"x".repeat(2_000_000)}","__proto__":{"theme":"dark"}}`,
    ];
    for (const value of hostile) {
      await page.evaluate((value) => {
        addEventListener("pagehide", () => {
          const [key] = Object.keys(localStorage);
          if (key) localStorage.setItem(key, value);
        });
      }, value);
      await page.reload();
      await loaded(page);
      await card(page, "Track Purchase").waitFor();
      assert.match(await body(page, "Track Purchase"), /82f250a3/);
      assert.equal(await page.locator("html").getAttribute("data-theme"), "system");
    }
  }),
);

/** A script in the place of the engine. @param {import("playwright-core").Page} page @param {string} script */
const replaceEngine = (page, script) =>
  page.route("**/assets/engine.worker*.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: script }),
  );

test(
  "an engine that hangs is stopped, and the next try has a new one",
  onPage(
    async (page) => {
      await page.getByText("That took too long").waitFor();
      await page.unrouteAll();
      await page.getByRole("button", { name: "Try again" }).click();
      await card(page, "Track Purchase").waitFor();
    },
    {
      prepare: (page) =>
        replaceEngine(
          page,
          'addEventListener("message", () => { for (;;); }); postMessage({ type: "ready", catalogue: [] });',
        ),
    },
  ),
);

test(
  "an engine that does not load is said so, and can be tried again",
  onPage(
    async (page) => {
      await page.getByText("The mapping engine did not load").waitFor();
      await page.unrouteAll();
      await page.getByRole("button", { name: "Try again" }).click();
      await card(page, "Track Purchase").waitFor();
    },
    {
      mayFail: true,
      prepare: (page) => page.route("**/*.wasm", (route) => route.abort()),
    },
  ),
);
