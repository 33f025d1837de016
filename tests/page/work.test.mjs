// The work as a whole: its history, its life over reloads, many mappings and many events, and what is wrong with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Destination } from "friendbuy-edge";
import { loaded } from "./support/browser.mjs";
import {
  addEvents,
  body,
  chooseMapping,
  editor,
  eventually,
  field,
  goTo,
  openDocument,
  paste,
  sampleRows,
  triggerText,
} from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

/** @param {Page} page */
const names = (page) => page.locator(".mapping-name").allInnerTexts();

/** The mistakes of the document. @param {Page} page */
const problems = (page) => page.locator(".problem.error").allInnerTexts();

/** @param {Page} page @param {string} name @param {string} item */
async function chooseOf(page, name, item) {
  await page.getByRole("button", { name: `More for ${name}`, exact: true }).click();
  await page.locator(".menu-item", { hasText: item }).click();
}

test(
  "mappings are added, duplicated, moved, switched off and removed, and every step can be undone and redone",
  onPage(async (page) => {
    const states = [await names(page)];
    const did = async () => states.push(await names(page));
    await chooseOf(page, "Track Purchase", "Duplicate");
    await did();
    await chooseOf(page, "Track Purchase", "Move up");
    await did();
    await page.locator(".mapping-choose").nth(1).press("Alt+ArrowDown");
    await did();
    await page.getByRole("switch", { name: "Track Sign Up is on" }).click();
    await did();
    await chooseOf(page, "Track Sign Up", "Remove");
    await did();
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: /^Track Custom Event/ }).click();
    await did();
    assert.deepEqual(states, [
      ["Track Customer", "Track Purchase", "Track Sign Up"],
      ["Track Customer", "Track Purchase", "Track Purchase (copy)", "Track Sign Up"],
      ["Track Purchase", "Track Customer", "Track Purchase (copy)", "Track Sign Up"],
      ["Track Purchase", "Track Purchase (copy)", "Track Customer", "Track Sign Up"],
      ["Track Purchase", "Track Purchase (copy)", "Track Customer", "Track Sign Up"],
      ["Track Purchase", "Track Purchase (copy)", "Track Customer"],
      ["Track Purchase", "Track Purchase (copy)", "Track Customer", "Track Custom Event"],
    ]);
    for (const state of states.slice(0, -1).reverse()) {
      await page.keyboard.press("Control+z");
      await eventually(async () => assert.deepEqual(await names(page), state));
    }
    assert.equal(await page.getByRole("button", { name: "Undo" }).first().isDisabled(), true);
    for (const state of states.slice(1)) {
      await page.keyboard.press("Control+Shift+z");
      await eventually(async () => assert.deepEqual(await names(page), state));
    }
  }),
);

test(
  "a word typed in the editor is one step, and undo works there too",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    await eventually(async () => assert.match(await body(page), /54\.82/));
    await editor(page, "Event").focus();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("xyz");
    await page.getByText("This is not an event").waitFor();
    await page.keyboard.press("Control+z");
    await eventually(async () => assert.match(await body(page), /54\.82/));
    assert.equal(await page.getByRole("button", { name: "Undo" }).first().isDisabled(), true);
  }),
);

test(
  "work survives a reload; what is in the storage is read as if a stranger had written it",
  onPage(async (page) => {
    await triggerText(page).fill('type = "identify" and userId = "kept"');
    await paste(page, "Event", { type: "identify", userId: "kept" });
    await goTo(page, "Test event trigger");
    await page.getByText("1 of 4 fulfil the trigger").waitFor();
    await page.getByRole("button", { name: /^Colours/ }).click();
    await page.getByRole("button", { name: /^Light/ }).click();
    await page.reload();
    await loaded(page);
    await page.getByText("1 of 4 fulfil the trigger").waitFor();
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");

    const hostile = {
      document: ["{", "null", "7", '{"a":1}', '"{"', `"${"x".repeat(5_000_000)}"`],
      samples: ["{", "null", "7", '{"0":"a"}', "[7]", '[["a"]]', "[null]"],
      mapping: ["-1", "1e99", '"x"', "null", "0.5"],
      sample: ["-1", "1e99", '"x"', "null", "99"],
      theme: ['"<b>"', "null", "{}"],
      view: ['"desk"', "null", "[]"],
    };
    for (let index = 0; index < 7; index++) {
      await page.evaluate(
        ([hostile, index]) => {
          addEventListener("pagehide", () => {
            for (const [name, values] of Object.entries(hostile)) {
              localStorage.setItem(
                `friendbuy-edge/playground/${name}`,
                values[index % values.length] ?? "",
              );
            }
          });
        },
        /** @type {const} */ ([hostile, index]),
      );
      await page.reload();
      await loaded(page);
      await page.locator(".event").getByText(/of \d/).waitFor();
    }
  }),
);

test(
  "fifty mappings, and not one more",
  onPage(async (page) => {
    const mappings = Array.from({ length: 50 }, (_, index) => ({
      id: `m${index}`,
      action: "trackPurchase",
      trigger: `type = "track" and properties.total > ${index}`,
    }));
    await openDocument(page);
    await paste(page, "Document", { version: 1, mappings });
    await eventually(async () => assert.equal((await names(page)).length, 50));
    await page.getByText("50 of 50").waitFor();
    const add = page.getByRole("button", { name: "Add", exact: true });
    assert.equal(await add.isDisabled(), true);
    await page.getByRole("button", { name: "More for m0", exact: true }).click();
    await page.locator(".menu-item", { hasText: "Remove" }).waitFor();
    assert.equal(await page.locator(".menu-item", { hasText: "Duplicate" }).count(), 0);
    await page.keyboard.press("Escape");
    await chooseMapping(page, "m7");
    await goTo(page, "Review mappings");
    await page.getByText("50 calls").waitFor();
    await chooseOf(page, "m49", "Remove");
    await page.getByText("49 calls").waitFor();
    assert.equal(await add.isDisabled(), false);
  }),
);

test(
  "a thousand events: only those in sight are rows, and all are counted",
  onPage(async (page) => {
    const events = Array.from({ length: 1000 }, (_, index) => ({
      type: index % 2 ? "track" : "identify",
      event: "Order Completed",
      userId: `customer-${index}`,
      properties: { order_id: `order-${index}`, total: index, currency: "USD" },
    }));
    await goTo(page, "Test event trigger");
    await addEvents(page, JSON.stringify(events));
    await page.getByText("501 of 1004 fulfil the trigger").waitFor();
    assert.ok((await sampleRows(page)).length < 60);
    await page.getByRole("listbox", { name: "Sample events" }).press("End");
    await eventually(async () =>
      assert.match(String((await sampleRows(page)).at(-1)), /customer-999/),
    );
    await page.keyboard.press("Delete");
    await page.getByText("500 of 1003 fulfil the trigger").waitFor();
    await page.reload();
    await loaded(page);
    await page.getByText("500 of 1003 fulfil the trigger").waitFor();
  }),
);

test(
  "a mistake in the document is found, named, marked and led to",
  onPage(async (page) => {
    await openDocument(page);
    await paste(page, "Document", {
      version: 1,
      mappings: [{ id: "m", action: "trackPurchse", trigger: 'type = "track" and' }],
    });
    await eventually(async () => assert.equal((await problems(page)).length, 2));
    assert.match(
      String((await problems(page))[0]),
      /trackPurchse is no action\s+Did you mean trackPurchase\?/,
    );
    await eventually(async () =>
      assert.equal(await page.locator(".step-document .cm-lintRange-error").count(), 2),
    );
    await page.getByRole("button", { name: "Document, line 6, column 17" }).click();
    await page.keyboard.type('"trackPurchase"');
    await eventually(async () => assert.equal((await problems(page)).length, 1));
  }),
);

test(
  "another action leaves its fields behind, and fields it does not have can be removed",
  onPage(async (page) => {
    await goTo(page, "Configure action fields");
    await field(page, "amount").getByRole("combobox", { name: /^Path/ }).fill("properties.x");
    await field(page, "coupon").getByRole("combobox", { name: /^Path/ }).fill("properties.y");
    await page.getByLabel("Action", { exact: true }).selectOption("Track Sign Up");
    await eventually(async () => assert.equal(await field(page, "amount").count(), 0));
    assert.match((await field(page, "coupon").textContent()) ?? "", /Changed/);
    assert.deepEqual(await problems(page), []);
    await openDocument(page);
    const mapping = { id: "m", action: "trackCustomer", trigger: 'type = "identify"' };
    await paste(page, "Document", { mappings: [{ ...mapping, fields: { amount: 1 } }] });
    await eventually(async () => assert.equal((await problems(page)).length, 1));
    await page.getByRole("button", { name: "Go to the field" }).click();
    await page.getByRole("button", { name: "Remove amount" }).click();
    await eventually(async () => assert.deepEqual(await problems(page), []));
  }),
);

test(
  "a document that is no JSON is shown as text, and the mode can't be changed meanwhile",
  onPage(async (page) => {
    await openDocument(page);
    await paste(page, "Document", "{");
    await page.getByText("The document can’t be read. Set it right as JSON.").waitFor();
    assert.equal(await page.getByRole("radio", { name: "Strict" }).isDisabled(), true);
    await page.keyboard.press("Control+z");
    await eventually(async () => assert.equal((await names(page)).length, 3));
  }),
);

test(
  "markup in events, names and attributes stays text",
  onPage(async (page) => {
    const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    await openDocument(page);
    await paste(page, "Document", {
      version: 1,
      name: markup,
      mappings: [
        {
          id: markup,
          name: markup,
          action: "trackPurchase",
          trigger: `type = "track" and properties["${markup.replaceAll('"', "'")}"] = null`,
          fields: { coupon: markup, currency: { "@template": markup } },
        },
      ],
    });
    await chooseMapping(page, "<img");
    await goTo(page, "Test event trigger");
    await addEvents(
      page,
      JSON.stringify([
        {
          type: "track",
          event: markup,
          userId: markup,
          properties: { order_id: markup, total: 1, [markup]: markup, email: markup },
        },
        { type: markup, properties: { [markup]: 1 } },
      ]),
    );
    for (const step of /** @type {const} */ ([
      "Set up event trigger",
      "Test event trigger",
      "Configure action fields",
      "Review mappings",
    ])) {
      await goTo(page, step);
      await page.waitForTimeout(150);
      assert.equal(await page.locator("#page img, #page script").count(), 0);
    }
    await eventually(async () => assert.equal(JSON.parse(await body(page)).orderId, markup));
    assert.doesNotMatch(await page.title(), /^[12]$/);
  }),
);

test(
  "the standard document of the page is the one of the package",
  onPage(async (page) => {
    await openDocument(page);
    const text = await page
      .locator(".step-document .cm-content")
      .evaluate((content) =>
        Array.from(content.querySelectorAll(".cm-line"), (line) => line.textContent).join("\n"),
      );
    assert.deepEqual(new Destination(text).mappings, new Destination().mappings);
  }),
);

/** A script in the place of the engine. @param {Page} page @param {string} script */
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
      await page.locator(".badge.call").first().waitFor();
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
      await page.locator(".badge.call").first().waitFor();
    },
    {
      mayFail: true,
      prepare: (page) => page.route("**/*.wasm", (route) => route.abort()),
    },
  ),
);

test(
  "without the editors' code the page works with plain text areas",
  onPage(
    async (page) => {
      await page.route("**/assets/codemirror*.js", (route) => route.abort());
      await page.reload();
      await goTo(page, "Configure action fields");
      await page
        .getByRole("textbox", { name: "Event", exact: true })
        .fill('{"type": "track", "event": "Order Completed", "properties": {"total": 77}}');
      await eventually(async () =>
        assert.match((await field(page, "amount").locator(".live").textContent()) ?? "", /77/),
      );
    },
    { mayFail: true },
  ),
);
