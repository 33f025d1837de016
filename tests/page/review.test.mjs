// From sample events to calls.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readJson } from "../../scripts/lib/project.mjs";
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
