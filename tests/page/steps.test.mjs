// The four steps, from nothing to a document, for each action; and what each step can do.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Destination, trigger } from "friendbuy-edge";
import {
  addCondition,
  addEvents,
  body,
  chooseExample,
  chooseMapping,
  chooseMode,
  eventually,
  exportDocument,
  field,
  goTo,
  jsonEditor,
  pasteInto,
  sampleRows,
  shownSample,
  startEmpty,
  triggerText,
} from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

const onPage = pageSuite();

/** @typedef {import("playwright-core").Page} Page */

/**
 * @typedef {object} Way
 * @property {string} [example] of the menu; otherwise an event is pasted
 * @property {string} path of the call
 * @property {[string, string, string]} condition that is added: what, name, value
 * @property {(page: Page) => Promise<unknown>} configure
 * @property {Record<string, unknown>} fields of the mapping after that
 */

const review = {
  type: "track",
  event: "Review Written",
  messageId: "review-1",
  userId: "customer-12345",
  properties: { email: "joe.customer@example.com", product: "Trail shoe", stars: 5 },
};

/** @type {Record<string, Way>} */
const WAYS = {
  "Track Customer": {
    example: "Customer",
    path: "/v1/customer",
    condition: ["Trait", "loyaltyStatus", "in"],
    async configure(page) {
      const row = field(page, "language");
      await row.getByLabel(/^Where/).selectOption("Fixed value");
      await row.getByLabel(/^Fixed value/).fill("en");
    },
    fields: { language: "en" },
  },
  "Track Purchase": {
    example: "A basket",
    path: "/v1/event/purchase",
    condition: ["Property", "currency", "USD"],
    async configure(page) {
      await field(page, "coupon").getByRole("button", { name: "Remove" }).click();
      // Completed from the samples.
      const amount = field(page, "amount").getByRole("combobox", { name: /^Path/ });
      await amount.fill("prod price");
      await page.getByRole("option", { name: /^properties\.products\[0\]\.price/ }).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    },
    fields: { coupon: null, amount: { "@path": "$.properties.products[0].price" } },
  },
  "Track Sign Up": {
    example: "Sign-up",
    path: "/v1/event/account-sign-up",
    condition: ["Property", "referralCode", "joe-4f7"],
    async configure(page) {
      const row = field(page, "name");
      await row.getByLabel(/^Where/).selectOption("Template");
      await row.getByLabel(/^Template/).fill("{{properties.first_name}}!");
    },
    fields: { name: { "@template": "{{properties.first_name}}!" } },
  },
  "Track Custom Event": {
    path: "/v1/event/custom",
    condition: ["Property", "product", "Trail shoe"],
    async configure(page) {
      const row = field(page, "deduplicationId");
      await pasteInto(await jsonEditor(row), '{"@template": "{{userId}}.{{messageId}}"}');
    },
    fields: { deduplicationId: { "@template": "{{userId}}.{{messageId}}" } },
  },
};

for (const [action, { example, path, condition, configure, fields }] of Object.entries(WAYS)) {
  test(
    `from nothing to an exported document: ${action}`,
    onPage(async (page) => {
      await startEmpty(page);
      await page.getByRole("button", { name: new RegExp(`^${action}`) }).click();

      if (action === "Track Custom Event") {
        await page.getByLabel("What it is compared with").nth(1).fill("Review Written");
      }
      await addCondition(page, ...condition);

      await page.getByRole("button", { name: "Test event trigger" }).last().click();
      if (example) await chooseExample(page, example);
      else await addEvents(page, JSON.stringify(review));
      await eventually(async () =>
        assert.match(String(await shownSample(page)), /Matches: .*1 call/s),
      );

      await page.getByRole("button", { name: "Configure action fields" }).last().click();
      await configure(page);

      await page.getByRole("button", { name: "Review mappings" }).last().click();
      await eventually(async () =>
        assert.equal(await page.locator(".request").textContent(), `POST ${path}`),
      );
      const document = await exportDocument(page);
      assert.deepEqual(document.mappings.length, 1);
      assert.deepEqual(document.mappings[0].fields, fields);
      await eventually(async () => {
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.deepEqual(JSON.parse(copied), document);
      });

      // What the page shows is what the package makes of the exported document.
      // It keeps its work a moment after it changes.
      const event = await eventually(async () =>
        JSON.parse(
          await page.evaluate(() => {
            const samples = JSON.parse(localStorage["friendbuy-edge/playground/samples"]);
            return samples[Number(localStorage["friendbuy-edge/playground/sample"])];
          }),
        ),
      );
      const { requests } = new Destination(document).map(event);
      assert.deepEqual(
        requests.map(({ body }) => body),
        [JSON.parse(await body(page))],
      );
    }),
  );
}

test(
  "conditions and text follow each other",
  onPage(async (page) => {
    const text = triggerText(page);
    await text.fill('type = "track" and (event = "A" or event = "B") and !(properties.x > 5)');
    await eventually(async () =>
      assert.equal(await page.getByLabel("What it is compared with").count(), 3),
    );
    await page.getByLabel("How many of the group have to be true").selectOption("All");
    await eventually(async () => {
      const { tree } = trigger.parse(await text.inputValue());
      const expected = 'type = "track" and (event = "A" and event = "B") and !(properties.x > 5)';
      assert.deepEqual(tree, trigger.parse(expected).tree);
    });
    await page.getByLabel("The number it is compared with").fill("7.5");
    await eventually(async () => assert.match(await text.inputValue(), /properties\.x > 7\.5/));
    await page.getByRole("button", { name: "Remove the group" }).click();
    await eventually(async () =>
      assert.equal(await text.inputValue(), 'type = "track" and !(properties.x > 7.5)'),
    );
    await page.keyboard.press("Control+z");
    await eventually(async () =>
      assert.equal(await page.getByLabel("What it is compared with").count(), 3),
    );
  }),
);

test(
  "a condition on a list",
  onPage(async (page) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("button", { name: /^In a list/ }).click();
    await eventually(async () =>
      assert.match(await triggerText(page).inputValue(), /any\(properties\.products, it = ""\)$/),
    );
    await page.getByRole("combobox", { name: "Name of the member" }).fill("category");
    await page.getByLabel("What it is compared with").last().fill("Shoes");
    await eventually(async () =>
      assert.equal(
        await triggerText(page).inputValue(),
        'type = "track" and event = "Order Completed" and any(properties.products, category = "Shoes")',
      ),
    );
  }),
);

test(
  "in mode Segment, conditions that Segment has no text for are refused, and its own are written as it reads them",
  onPage(async (page) => {
    await chooseMode(page, "Segment");
    const before = await triggerText(page).inputValue();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("button", { name: /^A group/ }).click();
    await page.getByRole("combobox", { name: /^Name of the/ }).fill("source");
    await eventually(async () =>
      assert.equal(
        await triggerText(page).inputValue(),
        `${before} and (properties.source != null)`,
      ),
    );
    // A function in a group that is not its last member ends the group, for Segment.
    await page.getByLabel("How it is tested").last().selectOption("contains");
    await page.getByRole("button", { name: "Condition", exact: true }).first().click();
    await page.getByText("A condition has no name yet.").waitFor();
    await page
      .getByRole("combobox", { name: /^Name of the/ })
      .last()
      .fill("b");
    await page.getByText("Segment has no text for this").waitFor();
  }),
);

test(
  "mistakes in a trigger have their place, and one mapping's mistake is not the others'",
  onPage(async (page) => {
    await triggerText(page).fill('type = track and evnt = "x"');
    await page.getByRole("button", { name: "Character 8" }).click();
    await page.keyboard.type('"track"');
    await page.getByText("Unknown member evnt.").waitFor();
    await eventually(async () =>
      assert.deepEqual(await page.locator(".mapping .badge.error").allInnerTexts(), ["Error"]),
    );
    assert.equal(await page.locator(".mapping .badge.call").count(), 2);
    assert.equal(await page.locator(".marked-under mark.error").textContent(), "evnt");
    assert.equal(await page.locator(".conditions").getAttribute("inert"), "");
  }),
);

test(
  "where Segment reads a trigger differently, both readings are shown, and the mode says which counts",
  onPage(async (page) => {
    await triggerText(page).fill('type = "page" or type = "track" and event = "Order Completed"');
    await page.getByText("Segment reads this trigger differently.").waitFor();
    const readings = page.locator(".readings > div");
    assert.deepEqual(await readings.locator("code").allInnerTexts(), [
      'type = "page" and type = "track" and event = "Order Completed"',
      'type = "page" or (type = "track" and event = "Order Completed")',
    ]);
    assert.match(await readings.nth(1).innerText(), /counts in this mode/);
    await goTo(page, "Test event trigger");
    await page.getByText("1 of 4 fulfil the trigger").waitFor();
    await chooseMode(page, "Segment");
    await page.getByText("0 of 4 fulfil the trigger").waitFor();
  }),
);

const order = { type: "track", event: "Order Completed", userId: "u", properties: { total: 1 } };
const three = [1, 2, 3].map((total) => ({ ...order, messageId: `m${total}` }));

const FORMS = {
  "one event": JSON.stringify(order),
  "a list": JSON.stringify(three),
  "one event a line": `${three.map((event) => JSON.stringify(event)).join("\n")}\n`,
  "one after the other": three.map((event) => JSON.stringify(event, null, 2)).join("\n\n"),
  "a batch": JSON.stringify({ batch: three, sentAt: "2026-11-01T09:30:00Z" }, null, 2),
};

for (const [form, text] of Object.entries(FORMS)) {
  test(
    `events are pasted, dropped and opened as ${form}`,
    onPage(async (page) => {
      const count = form === "one event" ? 1 : 3;
      await goTo(page, "Test event trigger");
      await addEvents(page, text);
      await page.getByText(`of ${4 + count} fulfil`).waitFor();
      const file = {
        name: "events.ndjson",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      };
      await page.locator('input[type="file"]').setInputFiles([file]);
      await page.getByText(`of ${4 + 2 * count} fulfil`).waitFor();
      await page.locator(".add-samples").evaluate((element, text) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], "dropped.json"));
        element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
      }, text);
      await page.getByText(`${1 + 3 * count} of ${4 + 3 * count} fulfil`).waitFor();
    }),
  );
}

test(
  "every sample says which condition decided",
  onPage(async (page) => {
    await goTo(page, "Test event trigger");
    await eventually(async () => {
      const whys = await page.locator(".sample-why").allInnerTexts();
      assert.deepEqual(whys, [
        'type = "track" and event = "Order Completed" is true',
        'type = "track" is not true: it is "identify"',
        'event = "Order Completed" is not true: it is "Signed Up"',
        'event = "Order Completed" is not true: it is "Review Written"',
      ]);
    });
    await chooseMapping(page, "Track Sign Up");
    await page.getByRole("radio", { name: "Matching", exact: true }).check();
    await eventually(async () => assert.deepEqual((await sampleRows(page)).length, 1));
    assert.match(String((await sampleRows(page))[0]), /Signed Up/);
  }),
);

test(
  "a field is edited in every form, and tells what it comes to",
  onPage(async (page) => {
    await goTo(page, "Configure action fields");
    const row = field(page, "coupon");
    const live = row.locator(".live");
    await row.getByRole("combobox", { name: /^Path/ }).fill("properties.currency");
    await eventually(async () => assert.match(await live.innerText(), /"USD"/));
    await row.getByLabel(/^Where/).selectOption("Template");
    assert.equal(await row.getByLabel(/^Template/).inputValue(), "{{properties.currency}}");
    await row.getByLabel(/^Template/).fill("{{properties.currency}}-{{userId}}");
    await eventually(async () => assert.match(await live.innerText(), /"USD-customer-12345"/));
    await row.getByLabel(/^Where/).selectOption("Condition");
    await row.getByRole("combobox", { name: /^What decides/ }).fill("properties.nothing");
    await eventually(async () => assert.match(await live.innerText(), /Nothing in this event/));
    await row.getByRole("button", { name: "Set a value for Coupon otherwise" }).click();
    await row.getByLabel("Where Coupon otherwise comes from").selectOption("Fixed value");
    await row.getByLabel("Fixed value of Coupon otherwise").fill("NONE");
    await eventually(async () => assert.match(await live.innerText(), /"NONE"/));
    const json = await jsonEditor(row);
    await pasteInto(json, '{"@case": {"operator": "lower", "value": ');
    await row.getByText(/No JSON yet/).waitFor();
    await pasteInto(
      json,
      '{"@case": {"operator": "lower", "value": {"@path": "$.properties.currency"}}}',
    );
    await eventually(async () => assert.match(await live.innerText(), /"usd"/));
    await pasteInto(json, '{"@cse": 1}');
    await eventually(async () => assert.match(await live.innerText(), /@cse/));
    await row.getByRole("button", { name: /^Reset/ }).click();
    assert.equal(
      await row.getByRole("combobox", { name: /^Path/ }).inputValue(),
      "properties.coupon",
    );
  }),
);

test(
  "a field's JSON is completed from the language and the samples, and says what its parts mean",
  onPage(async (page) => {
    await goTo(page, "Configure action fields");
    const row = field(page, "coupon");
    const json = await jsonEditor(row);
    await pasteInto(json, "");
    const list = row.locator(".cm-tooltip-autocomplete");
    const choose = async (/** @type {string} */ typed, /** @type {string} */ name) => {
      await json.pressSequentially(typed);
      const item = list.locator("li", { hasText: name }).first();
      await item.waitFor();
      await item.click();
    };
    await choose('{ "@cas', "@case");
    await choose("oper", "operator");
    await choose("", "upper");
    await choose(", ", "value");
    await choose("", "@path");
    await choose("pro", "$.properties.friendbuyAttributes.promotion");
    await json.press("Control+End");
    await json.pressSequentially(" }");
    await eventually(async () =>
      assert.match(await row.locator(".live").innerText(), /"BLACK FRIDAY"/),
    );
    await row.getByText('"@case"').hover();
    await row.getByText("A string in lower or upper case").waitFor();
    await row.getByText('"operator"').hover();
    await row.getByText("lower or upper").first().waitFor();
  }),
);

test(
  "custom attributes say their limits where they bite",
  onPage(async (page) => {
    await goTo(page, "Test event trigger");
    await chooseExample(page, "Eleven custom attributes");
    await goTo(page, "Configure action fields");
    const row = field(page, "friendbuyAttributes");
    await row.getByText("10 of 10 used by this event").waitFor();
    await eventually(async () =>
      assert.match((await row.locator(".live").textContent()) ?? "", /attribute11/),
    );
    await row.getByText("dropped, with a warning").waitFor();
    await chooseMode(page, "Segment");
    await row.getByText("Segment sends all of them").waitFor();
  }),
);

test(
  "saved expectations are what the package makes of the events",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    await page.getByRole("button", { name: "Save expectation" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Download all 4 events/ }).click();
    const path = await (await download).path();
    const { tests } = JSON.parse(await readFile(path, "utf8"));
    assert.equal(tests.length, 4);
    const destination = new Destination();
    for (const { event, calls } of tests) {
      const { requests } = destination.map(event);
      assert.deepEqual(
        calls,
        requests.map(({ mapping, path, body }) => ({ mapping, path, body })),
      );
    }
  }),
);
