// Segment's own SDKs, unmodified, pointed here by their setting `host` and nothing else.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Analytics } from "@segment/analytics-node";
import { pythonWithSegment } from "../../scripts/lib/python.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { startEdge, WRITE_KEY } from "./harness.mjs";

/** @import { Edge } from "./harness.mjs" */

/** The standard mappings, and one of the merchant's own. */
const DESTINATION = {
  version: 1,
  mappings: [
    { id: "customer", action: "trackCustomer", trigger: 'type = "identify"' },
    {
      id: "purchase",
      action: "trackPurchase",
      trigger: 'type = "track" and event = "Order Completed"',
    },
    { id: "sign-up", action: "trackSignUp", trigger: 'type = "track" and event = "Signed Up"' },
    {
      id: "review",
      action: "trackCustomEvent",
      trigger: 'type = "track" and event = "Review Written"',
      fields: {
        eventType: "review",
        deduplicationId: { "@template": "{{userId}}/{{properties.product}}" },
        eventProperties: { "@path": "$.properties.review" },
      },
    },
  ],
};

const USER = "user-1";
const EMAIL = "joe@example.com";

/** @type {{ method: "identify" | "track", event?: string, data: Record<string, unknown> }[]} */
const EVENTS = [
  { method: "identify", data: { email: EMAIL, firstName: "Joe", lastName: "Doe", age: 33 } },
  {
    method: "track",
    event: "Order Completed",
    data: {
      order_id: "o-1",
      total: 54.82,
      currency: "USD",
      email: EMAIL,
      coupon: "SAVE10",
      products: [{ sku: "s-1", name: "Socks", quantity: 2, price: 7.5 }],
      friendbuyAttributes: { promotion: "black friday" },
    },
  },
  { method: "track", event: "Signed Up", data: { email: EMAIL, referralCode: "r-1" } },
  {
    method: "track",
    event: "Review Written",
    data: { email: EMAIL, product: "s-1", review: { stars: "5", title: "Löve it 🧦" } },
  },
];

/** What Friendbuy is to receive, whichever SDK sent it. */
const CALLS = [
  {
    path: "/v1/customer",
    body: {
      email: EMAIL,
      customerId: USER,
      firstName: "Joe",
      lastName: "Doe",
      age: 33,
      additionalProperties: { name: "Joe Doe" },
    },
  },
  {
    path: "/v1/event/purchase",
    body: {
      orderId: "o-1",
      amount: 54.82,
      currency: "USD",
      couponCode: "SAVE10",
      customerId: USER,
      email: EMAIL,
      products: [{ sku: "s-1", name: "Socks", quantity: 2, price: 7.5 }],
      additionalProperties: { promotion: "black friday" },
    },
  },
  {
    path: "/v1/event/account-sign-up",
    body: { customerId: USER, email: EMAIL, referralCode: "r-1" },
  },
  {
    path: "/v1/event/custom",
    body: {
      eventType: "review",
      customerId: USER,
      email: EMAIL,
      deduplicationId: "user-1/s-1",
      additionalProperties: { stars: "5", title: "Löve it 🧦" },
    },
  },
];

/** A program: where to, the write key, who, the events and whether to pack them, all as one JSON argument. */
const PYTHON = `
import json, sys
import segment.analytics as analytics
analytics.host, analytics.write_key, user, events, analytics.gzip = json.loads(sys.argv[1])
errors = []
analytics.on_error = lambda error, events: errors.append(str(error))
for event in events:
    if event["method"] == "identify":
        analytics.identify(user, event["data"])
    else:
        analytics.track(user, event["event"], event["data"])
analytics.shutdown()
sys.exit("; ".join(errors) or 0)
`;

describe("four events become four calls", () => {
  /** @type {Edge} */
  let edge;
  before(async () => {
    edge = await startEdge({ settings: { DESTINATION } });
  });
  after(() => edge?.stop());

  /** @param {() => Promise<void>} sendAll */
  async function check(sendAll) {
    edge.sandbox.clear();
    await sendAll();
    const isEvent = (/** @type {{ path: string }} */ { path }) => path !== "/v1/authorization";
    await edge.sandbox.waitForCalls(1, { path: "/v1/customer" });
    await edge.sandbox.waitForCalls(3, { path: "/v1/event/*" });
    const calls = edge.sandbox.calls().filter(isEvent);
    const byPath = (/** @type {{ path: string }} */ a, /** @type {{ path: string }} */ b) =>
      a.path.localeCompare(b.path);
    assert.deepEqual(
      calls.map(({ path, body }) => ({ path, body })).sort(byPath),
      [...CALLS].sort(byPath),
    );
    assert.ok(calls.every(({ accepted }) => accepted));
  }

  it("@segment/analytics-node", () =>
    check(async () => {
      const analytics = new Analytics({ writeKey: WRITE_KEY, host: edge.url });
      /** @type {unknown[]} */
      const errors = [];
      analytics.on("error", (error) => errors.push(error));
      for (const { method, event = "", data } of EVENTS) {
        if (method === "identify") analytics.identify({ userId: USER, traits: data });
        else analytics.track({ userId: USER, event, properties: data });
      }
      await analytics.closeAndFlush();
      assert.deepEqual(errors, []);
    }));

  for (const gzip of [false, true]) {
    it(`segment-analytics-python${gzip ? " with gzip" : ""}`, () =>
      check(async () => {
        const input = JSON.stringify([edge.url, WRITE_KEY, USER, EVENTS, gzip]);
        await run(await pythonWithSegment(), ["-c", PYTHON, input]);
      }));
  }
});
