// From sample events to calls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { body, chooseMode, eventually, goTo, paste } from "./support/playground.mjs";
import { pageSuite } from "./support/suite.mjs";

const onPage = pageSuite();

/** The worked example of Segment's page. */
const documentation = readJson("tests/fixtures/payload/segment/documentation-example.json")
  .cases[0];

const DOCUMENTATION_BODY = {
  orderId: "82f250a3-32eb-40be-95fc-77e685ed8448",
  email: "joe.customer@example.com",
  customerId: "customer-12345",
  amount: 54.82,
  currency: "USD",
  additionalProperties: { orderNumber: "3", promotion: "black friday" },
};

/** @param {Record<string, unknown>} properties */
const order = (properties) => ({
  type: "track",
  event: "Order Completed",
  userId: "customer-1",
  properties: {
    order_id: "order-1",
    total: 10,
    currency: "USD",
    email: "joe@example.com",
    ...properties,
  },
});

test(
  "a pasted event becomes the call of the documentation",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    await paste(page, "Event", documentation.event);
    await eventually(async () =>
      assert.deepEqual(JSON.parse(await body(page)), DOCUMENTATION_BODY),
    );
  }),
);

test(
  "the modes treat what does not fit as they say",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    const attributes = { number: 3, text: "x", long: "y".repeat(129) };
    await paste(page, "Event", order({ friendbuyAttributes: attributes }));
    const sent = async () => JSON.parse(await body(page)).additionalProperties;
    await eventually(async () => assert.deepEqual(await sent(), { text: "x" }));
    await chooseMode(page, "Segment");
    await eventually(async () => assert.deepEqual(await sent(), { ...attributes, number: "3" }));
    await chooseMode(page, "Strict");
    await eventually(async () => assert.equal(await page.locator(".finding.error").count(), 2));
  }),
);

test(
  "numbers are shown as they are sent, digit by digit",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    const text = JSON.stringify(order({})).replace(":10,", ":9007199254740993,");
    await paste(page, "Event", text);
    await eventually(async () => assert.match(await body(page), /"amount": 9007199254740993,/));
  }),
);

test(
  "pointing at a value lights up its place in the event, and the other way round",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    const value = page.locator("button.value", { hasText: "54.82" });
    await value.hover();
    await eventually(async () =>
      assert.equal(await page.locator(".event .cm-lit").innerText(), '"total": 54.82'),
    );
    await page.getByText("From properties.total").waitFor();
    await page.getByText("By the field’s default, @path").waitFor();

    // Of two places that could have given it, the one that did; the other only decided.
    await page.locator("button.value", { hasText: "customer-12345" }).click();
    await page.getByText("From userId").waitFor();
    await page.getByText("Decided by properties.customerId").waitFor();
    await page.getByRole("button", { name: "Customer ID" }).click();
    await eventually(async () =>
      assert.equal(
        await page.evaluate(() => document.activeElement?.closest(".field")?.id),
        "field-customerId",
      ),
    );

    await goTo(page, "Review mappings");
    await page
      .locator(".event .cm-line", { hasText: "black friday" })
      .locator("span")
      .last()
      .hover();
    await eventually(async () =>
      assert.deepEqual(await page.locator("pre.code .lit").allInnerTexts(), [
        '"promotion"',
        '"black friday"',
      ]),
    );
    await page.locator(".event-fate", { hasText: "through Custom Attributes" }).waitFor();
  }),
);

test(
  "what is not sent says why",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    await paste(page, "Event", order({ friendbuyAttributes: { number: 3 }, unheard: "of" }));
    const row = (/** @type {string} */ path) => page.locator(".fate-row", { hasText: path });
    await row("properties.unheard").getByText("No mapping refers to it").waitFor();
    await row("properties.friendbuyAttributes.number").getByText("it is not sent").waitFor();
    await row("event").getByText("Only the trigger looks at it").first().waitFor();
    await page.locator(".other-modes").getByText("makes no call").waitFor();
  }),
);

test(
  "a copied curl line is one a shell understands, quotes and all",
  onPage(async (page) => {
    await goTo(page, "Review mappings");
    await paste(page, "Event", order({ coupon: "it's $HOME \\ `x`", friendbuyAttributes: {} }));
    await eventually(async () => assert.match(await body(page), /it's/));
    await page.getByRole("button", { name: "Copy curl" }).click();
    const shown = await body(page);
    await eventually(async () => {
      const line = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(line, /^curl /);
      const words = await run("sh", [
        "-c",
        `curl() { for word; do printf '%s\\0' "$word"; done; }; ${line}`,
      ]);
      const all = String(words).split("\0");
      assert.equal(all[all.indexOf("--data") + 1], shown);
    });
  }),
);
