// Real SDKs, unmodified, pointed here by the one setting they have for it and nothing else.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { pythonWithSegment } from "../../scripts/lib/python.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { sendFromBrowser } from "./browser.mjs";
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

const EMAIL = "joe@example.com";

/**
 * What happens in a shop; each SDK has a user and an order of its own, as nothing is sent to Friendbuy twice.
 *
 * @param {string} user
 * @returns {{ method: "identify" | "track", event?: string, data: Record<string, unknown> }[]}
 */
const eventsOf = (user) => [
  { method: "identify", data: { email: EMAIL, firstName: "Joe", lastName: "Doe", age: 33 } },
  {
    method: "track",
    event: "Order Completed",
    data: {
      order_id: `order of ${user}`,
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

/** What Friendbuy is to receive, whichever SDK sent it. @param {string} user */
const callsOf = (user) => [
  {
    path: "/v1/customer",
    body: {
      email: EMAIL,
      customerId: user,
      firstName: "Joe",
      lastName: "Doe",
      age: 33,
      additionalProperties: { name: "Joe Doe" },
    },
  },
  {
    path: "/v1/event/purchase",
    body: {
      orderId: `order of ${user}`,
      amount: 54.82,
      currency: "USD",
      couponCode: "SAVE10",
      customerId: user,
      email: EMAIL,
      products: [{ sku: "s-1", name: "Socks", quantity: 2, price: 7.5 }],
      additionalProperties: { promotion: "black friday" },
    },
  },
  {
    path: "/v1/event/account-sign-up",
    body: { customerId: user, email: EMAIL, referralCode: "r-1" },
  },
  {
    path: "/v1/event/custom",
    body: {
      eventType: "review",
      customerId: user,
      email: EMAIL,
      deduplicationId: `${user}/s-1`,
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

  /**
   * @param {string} user
   * @param {(events: ReturnType<typeof eventsOf>) => Promise<void>} sendAll
   * @param {(body: any) => unknown} [ofAll] what is left to compare of a body
   */
  async function check(user, sendAll, ofAll = (body) => body) {
    edge.sandbox.clear();
    await sendAll(eventsOf(user));
    const isEvent = (/** @type {{ path: string }} */ { path }) => path !== "/v1/authorization";
    await edge.sandbox.waitForCalls(1, { path: "/v1/customer" });
    await edge.sandbox.waitForCalls(3, { path: "/v1/event/*" });
    const calls = edge.sandbox.calls().filter(isEvent);
    const byPath = (/** @type {{ path: string }} */ a, /** @type {{ path: string }} */ b) =>
      a.path.localeCompare(b.path);
    assert.deepEqual(
      calls.map(({ path, body }) => ({ path, body: ofAll(body) })).sort(byPath),
      callsOf(user).sort(byPath),
    );
    assert.ok(calls.every(({ accepted }) => accepted));
  }

  it("@segment/analytics-node", () =>
    check("node", async (events) => {
      const analytics = new Analytics({ writeKey: WRITE_KEY, host: edge.url });
      /** @type {unknown[]} */
      const errors = [];
      analytics.on("error", (error) => errors.push(error));
      for (const { method, event = "", data } of events) {
        if (method === "identify") analytics.identify({ userId: "node", traits: data });
        else analytics.track({ userId: "node", event, properties: data });
      }
      await analytics.closeAndFlush();
      assert.deepEqual(errors, []);
    }));

  for (const gzip of [false, true]) {
    const user = `python ${gzip}`;
    it(`segment-analytics-python${gzip ? " with gzip" : ""}`, () =>
      check(user, async (events) => {
        const input = JSON.stringify([edge.url, WRITE_KEY, user, events, gzip]);
        await run(await pythonWithSegment(), ["-c", PYTHON, input]);
      }));
  }

  /** Takes off what only a browser knows: where the person is, and with what. @param {any} body */
  function ofBrowser({ ipAddress, userAgent, additionalProperties, ...body }) {
    const { anonymousId, ...others } = additionalProperties;
    assert.equal(ipAddress, "127.0.0.1");
    assert.match(userAgent, /HeadlessChrome/);
    assert.match(anonymousId, /^[0-9a-f-]{36}$/);
    return Object.keys(others).length > 0 ? { ...body, additionalProperties: others } : body;
  }

  const batching = {
    deliveryStrategy: { strategy: "batching", config: { size: 4, timeout: 200 } },
  };
  for (const [title, settings, paths] of /** @type {const} */ ([
    ["one by one", {}, ["/v1/i", "/v1/t", "/v1/t", "/v1/t"]],
    ["in a batch", { integrations: { "Segment.io": batching } }, ["/v1/b"]],
  ])) {
    it(`analytics.js in Chromium, ${title}`, () =>
      check(
        title,
        async (events) => {
          const { url } = edge;
          const sent = { url, writeKey: WRITE_KEY, user: title, events, settings };
          assert.deepEqual(await sendFromBrowser(sent), [
            `GET /v1/projects/${WRITE_KEY}/settings 200`,
            ...paths.map((path) => `POST ${path} 200`),
          ]);
        },
        ofBrowser,
      ));
  }

  for (const gzip of [false, true]) {
    const user = `rudder ${gzip}`;
    it(`@rudderstack/rudder-sdk-node${gzip ? " with gzip" : ""}`, () =>
      check(user, async (events) => {
        const client = new RudderAnalytics(WRITE_KEY, { dataPlaneUrl: edge.url, gzip });
        for (const { method, event = "", data } of events) {
          const known = { userId: user };
          if (method === "identify")
            client.identify({ ...known, traits: /** @type {any} */ (data) });
          else client.track({ ...known, event, properties: /** @type {any} */ (data) });
        }
        await client.flush();
      }));
  }
});
