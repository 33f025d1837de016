// What the tools menu opens: import, comparison, links.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { readJson } from "../../scripts/lib/project.mjs";
import { loaded } from "./support/browser.mjs";
import { body, chooseSample, eventually, goTo, openTool, paste } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

/** @typedef {import("playwright-core").Page} Page */

const onPage = pageSuite();

const terraform = readJson("tests/fixtures/import/terraform.json").cases.find(
  (/** @type {{ name: string }} */ { name }) => name === "file",
);

/** JavaScript would round it. */
const LONG = "12345678901234567890";

/** @param {Page} page @param {string} mapping */
const hasMapping = (page, mapping) =>
  eventually(async () =>
    assert.ok((await page.locator(".mapping-choose").allInnerTexts()).join().includes(mapping)),
  );

/** @param {Page} page */
const notice = (page) => page.locator(".notice").innerText();

/** The link of the share dialog: there is none while what it is to hold is packed. @param {Page} page */
const link = (page) =>
  eventually(async () => {
    const link = await page.getByRole("textbox", { name: "The link" }).inputValue();
    assert.match(link, /#share=1\./);
    return link;
  });

test(
  "Terraform becomes a document, with a report of every mapping",
  onPage(async (page) => {
    const dialog = await openTool(page, "Import from Segment");
    await dialog.getByRole("textbox").fill(terraform.inputLines.join("\n"));
    await eventually(async () => {
      const rows = await dialog.locator(".import-report li").allInnerTexts();
      assert.ok(rows.length >= terraform.report.length);
      assert.match(rows.join("\n"), /Purchases/);
      assert.match(rows.join("\n"), /line \d+, column \d+/);
    });
    await dialog.getByRole("button", { name: "Replace the document" }).click();
    await hasMapping(page, "Purchases");
    assert.equal(await page.locator(".mapping-choose").count(), 1);
    await page.locator(".notice").getByRole("button", { name: "Undo" }).click();
    await hasMapping(page, "Track Purchase");
  }),
);

test(
  "imported mappings can join the ones there are",
  onPage(async (page) => {
    const dialog = await openTool(page, "Import from Segment");
    await dialog.getByRole("textbox").fill(terraform.inputLines.join("\n"));
    const join = dialog.getByRole("button", { name: "Add its mappings" });
    await eventually(async () => assert.ok(await join.isEnabled()));
    await join.click();
    await hasMapping(page, "Purchases");
    assert.equal(await page.locator(".mapping-choose").count(), 4);
  }),
);

for (const [form, text] of Object.entries({
  JSON: `{"name": "Long", "actionSlug": "trackPurchase", "trigger": "event = \\"Order Completed\\"",
    "settings": {"amount": ${LONG}, "orderId": "o", "currency": "USD"}}`,
  Terraform: `resource "segment_destination_subscription" "long" {
    name = "Long"
    action_slug = "trackPurchase"
    trigger = "event = \\"Order Completed\\""
    settings = jsonencode({ amount = ${LONG}, orderId = "o", currency = "USD" })
  }`,
})) {
  for (const how of ["Replace the document", "Add its mappings"]) {
    test(
      `${form}: long numbers keep their digits: ${how}`,
      onPage(async (page) => {
        const dialog = await openTool(page, "Import from Segment");
        await dialog.getByRole("textbox").fill(text);
        await dialog.getByRole("button", { name: how }).click();
        await hasMapping(page, "Long");
        await goTo(page, "Test event trigger");
        await chooseSample(page, "Order Completed");
        await goTo(page, "Review mappings");
        await eventually(async () =>
          assert.match(
            (await page.locator("article pre.code").allTextContents()).join(),
            new RegExp(`"amount": ${LONG}\\b`),
          ),
        );
      }),
    );
  }
}

test(
  "what is no mapping of Segment's says why, and changes nothing",
  onPage(async (page) => {
    const dialog = await openTool(page, "Import from Segment");
    await dialog.getByRole("textbox").fill("<b onclick=alert(1)>hello</b>");
    await eventually(async () => assert.equal(await dialog.locator(".finding.error").count(), 1));
    assert.ok(await dialog.getByRole("button", { name: "Replace the document" }).isDisabled());
    await page.keyboard.press("Escape");
    await hasMapping(page, "Track Purchase");
  }),
);

test(
  "a comparison names the calls that change, and where",
  onPage(async (page) => {
    const dialog = await openTool(page, "Compare versions");
    await eventually(async () => assert.match(await dialog.innerText(), /No call changes/));
    const before = {
      mappings: [
        {
          id: "purchase",
          action: "trackPurchase",
          trigger: 'type = "track" and event = "Order Completed"',
          fields: { currency: "EUR" },
        },
        {
          id: "old",
          action: "trackCustomEvent",
          trigger: 'event = "Review Written"',
        },
      ],
    };
    await dialog.getByRole("textbox").fill(JSON.stringify(before));
    await eventually(async () => {
      const text = await dialog.innerText();
      assert.match(text, /Calls change for 4 of 4 events/);
      assert.match(text, /Changes\s+purchase[\s\S]*\/currency\s+"EUR"\s+"USD"/);
      assert.match(text, /Vanishes\s+old/);
      assert.match(text, /Appears\s+customer/);
    });
    await dialog.getByRole("textbox").fill("{");
    await eventually(async () => assert.match(await dialog.innerText(), /can’t be used/));
  }),
);

test(
  "a link brings document and events to another browser, and nothing of it to a server",
  onPage(async (page) => {
    await paste(page, "Event", { type: "identify", userId: "u-1", traits: { email: "a@b.com" } });
    const dialog = await openTool(page, "Share by link");
    await dialog.getByRole("checkbox").uncheck();
    const url = await link(page);
    await page.evaluate(() => localStorage.clear());
    await page.goto("about:blank");
    await page.goto(url);
    await loaded(page);
    await goTo(page, "Review mappings");
    await eventually(async () =>
      assert.deepEqual(JSON.parse(await body(page)), { customerId: "u-1", email: "a@b.com" }),
    );
    assert.equal(await page.evaluate(() => location.hash), "");
  }),
);

test(
  "masked events hold nobody's data, and are mapped like the real ones",
  onPage(async (page) => {
    const dialog = await openTool(page, "Share by link");
    const url = await link(page);
    await page.goto("about:blank");
    await page.goto(url);
    await loaded(page);
    await eventually(async () => assert.match(await notice(page), /work from the link/));
    const kept = await eventually(async () => {
      const samples = await page.evaluate(() =>
        localStorage.getItem("friendbuy-edge/playground/samples"),
      );
      assert.match(String(samples), /person-\d+@example\.com/);
      return String(samples);
    });
    for (const secret of ["joe.customer", ': \\"Customer', "82f250a3", "Austin", "203.0.113.7"]) {
      assert.ok(!kept.includes(secret), `${secret} is in the masked events`);
    }
    await goTo(page, "Test event trigger");
    await chooseSample(page, "Order Completed");
    await goTo(page, "Review mappings");
    await eventually(async () => assert.equal(JSON.parse(await body(page)).amount, 54.82));
    assert.equal(await dialog.count(), 0);
  }),
);

test(
  "a link's work can be undone, so that nobody loses theirs",
  onPage(async (page) => {
    const packed = deflateRawSync(
      JSON.stringify({ document: '{"mappings":[]}', samples: ["{}"], mapping: 0, sample: 0 }),
    );
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `#share=1.${packed.toString("base64url")}`,
    );
    await eventually(async () => assert.equal(await page.locator(".mapping-choose").count(), 0));
    await page.locator(".notice").getByRole("button", { name: "Undo" }).click();
    await hasMapping(page, "Track Purchase");
  }),
);

/** @param {unknown} value */
const packed = (value) => deflateRawSync(JSON.stringify(value)).toString("base64url");

const hostile = {
  "of another version": ["#share=9.AAAA", /another version/],
  "that is cut": [`#share=1.${packed({ document: "{}", samples: [] }).slice(0, 9)}`, /damaged/],
  "of no base64": ["#share=1.%00<script>", /damaged/],
  "with nothing in it": ["#share=1.", /damaged/],
  "without a document": [`#share=1.${packed({ samples: [] })}`, /damaged/],
  "with a prototype": [
    `#share=1.${packed({ __proto__: null, document: 1, samples: {} })}`,
    /damaged/,
  ],
  "that unpacks to 40 MB": [
    `#share=1.${deflateRawSync(Buffer.alloc(40_000_000, 32)).toString("base64url")}`,
    /more than this page takes/,
  ],
};

for (const [name, [hash, message]] of Object.entries(hostile)) {
  test(
    `a link ${name} is refused, and the work stays`,
    onPage(async (page) => {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, String(hash));
      await eventually(async () =>
        assert.match(await notice(page), /** @type {RegExp} */ (message)),
      );
      await hasMapping(page, "Track Purchase");
    }),
  );
}

test(
  "a link's texts are shown as texts",
  onPage(async (page) => {
    const evil = '<img src=x onerror="document.title=1">';
    const document = JSON.stringify({
      mappings: [{ id: "a", name: evil, action: "trackCustomer", trigger: 'type = "identify"' }],
    });
    const samples = [JSON.stringify({ type: "track", event: evil, userId: evil })];
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      `#share=1.${packed({ document, samples, mapping: 0, sample: 0 })}`,
    );
    await hasMapping(page, evil);
    assert.equal(await page.locator("img").count(), 0);
  }),
);
