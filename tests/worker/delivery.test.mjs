// From the queue to Friendbuy: the calls, and what happens when they fail.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startEdge } from "./harness.mjs";

/**
 * @import { TestContext } from "node:test"
 * @import { Call } from "../sandbox/calls.js"
 * @import { Edge, Line } from "./harness.mjs"
 */

const EVENTS = { path: "/v1/event/*" };
const ACCEPTED = { ...EVENTS, accepted: true };
const CUSTOM_EVENTS = { path: "/v1/event/custom" };
const AUTHORIZATIONS = { path: "/v1/authorization" };
const PATIENCE_MS = 30_000;

/** A purchase that nobody made before. @param {string} [orderId] */
function purchase(orderId = randomUUID()) {
  return {
    type: "track",
    event: "Order Completed",
    messageId: `m-${orderId}`,
    userId: "customer-1",
    properties: { order_id: orderId, total: 10, currency: "USD", email: "joe@example.com" },
  };
}

/** @param {Edge} edge @param {unknown[]} events */
async function send(edge, ...events) {
  const response = await edge.post("/v1/batch", { batch: events });
  assert.equal(response.status, 200, await response.text());
}

/** @param {Call[]} calls */
const orderIds = (calls) => calls.map(({ body }) => /** @type {any} */ (body).orderId).sort();

/** @param {Edge} edge */
const summary = ({ sandbox }) => sandbox.calls().map(({ path, status }) => `${path} ${status}`);

/** The line about the call of an event. @param {Edge} edge @param {string} orderId @returns {Promise<Line>} */
async function callLine(edge, orderId) {
  const isIt = (/** @type {Line} */ line) =>
    line.about === "call" && line.messageId === `m-${orderId}`;
  return (await edge.logged(isIt))[0] ?? assert.fail();
}

describe("one Worker", () => {
  /** @type {Edge} */
  let edge;
  /** @type {Edge["sandbox"]} */
  let sandbox;

  before(async () => {
    // The environment in front of the secret must not be sent.
    edge = await startEdge({ settings: { FRIENDBUY_MAPI_SECRET: "sandbox:sandbox-secret" } });
    sandbox = edge.sandbox;
  });
  after(() => edge?.stop());
  beforeEach(() => {
    sandbox.clearFaults();
    sandbox.clear();
  });

  it("turns the example of Segment's documentation into its documented call", async () => {
    await send(edge, {
      type: "track",
      event: "Order Completed",
      source: "data center",
      userId: "customer-12345",
      properties: {
        order_id: "82f250a3-32eb-40be-95fc-77e685ed8448",
        email: "joe.customer@example.com",
        total: 54.82,
        currency: "USD",
        friendbuyAttributes: { orderNumber: "3", promotion: "black friday" },
      },
    });
    const [call = assert.fail()] = await sandbox.waitForCalls(1, EVENTS);
    assert.equal(call.path, "/v1/event/purchase");
    assert.deepEqual(call.body, {
      orderId: "82f250a3-32eb-40be-95fc-77e685ed8448",
      email: "joe.customer@example.com",
      customerId: "customer-12345",
      amount: 54.82,
      currency: "USD",
      additionalProperties: { orderNumber: "3", promotion: "black friday" },
    });
    assert.equal(call.status, 201);
    assert.equal(call.headers["content-type"], "application/json");
    assert.equal(call.headers.authorization, "Bearer [redacted]");
    assert.match(call.headers["user-agent"] ?? "", /^friendbuy-edge\/\d/);
  });

  it("passes a browser's address on", async () => {
    const event = { ...purchase(), context: { library: { name: "analytics.js" } } };
    await edge.post("/v1/t", event, { "cf-connecting-ip": "203.0.113.7" });
    const [call = assert.fail()] = await sandbox.waitForCalls(1, EVENTS);
    assert.equal(/** @type {any} */ (call.body).ipAddress, "203.0.113.7");
  });

  it("delivers every event of a large batch, at most six calls at once", async () => {
    const delayMs = 40;
    sandbox.fault({ ...EVENTS, every: true, delayMs });
    const batch = Array.from({ length: 240 }, (_, index) => purchase(`order-${index}`));
    await send(edge, ...batch);
    const calls = await sandbox.waitForCalls(240, EVENTS, PATIENCE_MS);
    assert.deepEqual(orderIds(calls), batch.map((event) => event.properties.order_id).sort());
    assert.ok(sandbox.calls(AUTHORIZATIONS).length <= 1);
    // Were there seven at once, the seventh would have begun before the first was answered.
    const begun = calls.map(({ at }) => Date.parse(at));
    for (const [index, at] of begun.entries()) {
      const seventh = begun[index + 6] ?? Number.POSITIVE_INFINITY;
      assert.ok(seventh - at >= delayMs - 5, `call ${index + 6} came after ${seventh - at} ms`);
    }
  });

  it("is done with events for no mapping, and with those a mapping refuses", async () => {
    await send(edge, { ...purchase("other"), event: "Other" }, purchase(""), purchase("good"));
    assert.deepEqual(orderIds(await sandbox.waitForCalls(1, EVENTS)), ["good"]);
    const [line = assert.fail()] = await edge.logged(({ about }) => about === "mapping");
    assert.deepEqual(line.refused, ["purchase"]);
    assert.equal(line.findings[0].code, "required-missing");
    const again = edge.log.filter(({ about }) => about === "retry" || about === "hold");
    assert.deepEqual(again, []);
  });

  it("renews a revoked token once, and repeats the call", async () => {
    await send(edge, purchase());
    await sandbox.waitForCalls(1, EVENTS);
    sandbox.clear();
    assert.equal(sandbox.revokeTokens(), 1);
    await send(edge, purchase());
    await sandbox.waitForCalls(1, ACCEPTED);
    assert.deepEqual(summary(edge), [
      "/v1/event/purchase 401",
      "/v1/authorization 200",
      "/v1/event/purchase 201",
    ]);
  });

  it("renews a revoked token once for many calls that meet it", async () => {
    await send(edge, purchase());
    await sandbox.waitForCalls(1, EVENTS);
    sandbox.clear();
    sandbox.revokeTokens();
    await send(edge, ...Array.from({ length: 40 }, () => purchase()));
    await sandbox.waitForCalls(40, ACCEPTED, PATIENCE_MS);
    assert.equal(sandbox.calls(AUTHORIZATIONS).length, 1);
  });

  for (const expires of /** @type {const} */ (["missing", "unparsable"])) {
    it(`uses a token once whose end is ${expires}`, async () => {
      sandbox.fault({ expires, every: true });
      sandbox.revokeTokens();
      await send(edge, purchase());
      await sandbox.waitForCalls(1, ACCEPTED);
      await send(edge, purchase());
      await sandbox.waitForCalls(2, ACCEPTED);
      assert.equal(sandbox.calls(AUTHORIZATIONS).length, 2);
    });
  }

  it("takes a token without milliseconds in its end", async () => {
    sandbox.fault({ expires: "no-milliseconds" });
    sandbox.revokeTokens();
    await send(edge, purchase());
    await sandbox.waitForCalls(1, ACCEPTED);
    await send(edge, purchase());
    await sandbox.waitForCalls(2, ACCEPTED);
    assert.equal(sandbox.calls(AUTHORIZATIONS).length, 1);
  });

  it("holds an event when a renewed token is refused, too", async () => {
    sandbox.fault({ ...EVENTS, every: true, status: 403 });
    await send(edge, purchase("held"));
    const [hold = assert.fail()] = await edge.logged(({ about }) => about === "hold");
    assert.equal(hold.messageId, "m-held");
    assert.equal(hold.delaySeconds, 900);
    assert.equal(sandbox.calls(EVENTS).length, 2);
  });

  for (const status of [400, 404, 409, 422]) {
    it(`takes status ${status} as final`, async () => {
      const orderId = randomUUID();
      sandbox.fault({ ...EVENTS, status });
      await send(edge, purchase(orderId));
      const line = await callLine(edge, orderId);
      const [call = assert.fail()] = sandbox.calls(EVENTS);
      const { reference } = /** @type {any} */ (call.answer);
      assert.deepEqual(
        [line.level, line.outcome, line.status, line.reference],
        ["error", "refused", status, reference],
      );
    });
  }

  for (const answer of /** @type {const} */ (["empty", "not-json", "truncated"])) {
    it(`takes an accepted call as sent although its answer is ${answer}`, async () => {
      const orderId = randomUUID();
      sandbox.fault({ ...EVENTS, answer });
      await send(edge, purchase(orderId));
      assert.equal((await callLine(edge, orderId)).outcome, "sent");
    });
  }

  it("never tries again what is final", () => {
    const final = edge.log.filter(({ outcome }) => outcome === "refused" || outcome === "sent");
    const tried = edge.log.filter(({ about }) => about === "retry");
    assert.ok(final.length > 280);
    assert.deepEqual(tried, []);
  });
});

// These wait more than they work, so they run at once, each with a Worker and a stand-in of its own.
describe("in time", { concurrency: true }, () => {
  /** @param {TestContext} t @param {Parameters<typeof startEdge>[0]} [options] */
  async function start(t, options) {
    const edge = await startEdge(options);
    t.after(edge.stop);
    return edge;
  }

  it("what fails for now is tried again", async (t) => {
    const edge = await start(t);
    const { sandbox } = edge;
    const faults = /** @type {const} */ ([
      { status: 500 },
      { status: 502, body: "<html>" },
      { status: 408 },
      { status: 302, headers: { location: "https://elsewhere.example/" } },
      { drop: "request" },
    ]);
    for (const fault of faults) sandbox.fault({ ...EVENTS, ...fault });
    const events = faults.map((_, index) => purchase(`order-${index}`));
    await send(edge, ...events, purchase("not-held-up"));
    const accepted = await sandbox.waitForCalls(6, ACCEPTED, PATIENCE_MS);
    const expected = [...events.map((event) => event.properties.order_id), "not-held-up"];
    assert.deepEqual(orderIds(accepted), expected.sort());
    assert.equal(sandbox.calls(EVENTS).length, 11);
    const delays = edge.log.filter(({ about }) => about === "retry");
    assert.ok(delays.every(({ delaySeconds }) => delaySeconds >= 1 && delaySeconds <= 10));
  });

  it("a lost answer is tried again: better twice than never", async (t) => {
    const edge = await start(t);
    edge.sandbox.fault({ ...EVENTS, drop: "answer" });
    await send(edge, purchase());
    await edge.sandbox.waitForCalls(2, ACCEPTED, PATIENCE_MS);
  });

  it("an authorization that fails for now is tried again", async (t) => {
    const edge = await start(t);
    edge.sandbox.fault({ ...AUTHORIZATIONS, status: 500 });
    await send(edge, purchase());
    await edge.sandbox.waitForCalls(1, ACCEPTED, PATIENCE_MS);
  });

  for (const [form, fault] of /** @type {const} */ ([
    ["seconds", { retryAfter: 3 }],
    ["a date", { retryAfterDate: 4 }],
  ])) {
    it(`status 429 is tried again when Retry-After, in ${form}, is over`, async (t) => {
      const edge = await start(t);
      edge.sandbox.fault({ ...EVENTS, status: 429, ...fault });
      await send(edge, purchase());
      const calls = await edge.sandbox.waitForCalls(2, EVENTS, PATIENCE_MS);
      const [refused = 0, accepted = 0] = calls.map(({ at }) => Date.parse(at));
      assert.ok(accepted - refused >= 3000, `waited ${accepted - refused} ms`);
    });
  }

  it("a silent service is given up after ten seconds", async (t) => {
    const edge = await start(t);
    edge.sandbox.fault({ ...EVENTS, delayMs: 40_000 });
    await send(edge, purchase("silent"));
    const line = await callLine(edge, "silent");
    assert.equal(line.outcome, "uncertain");
    assert.ok(line.millis >= 9_900 && line.millis < 20_000, `${line.millis} ms`);
    await edge.sandbox.waitForCalls(1, ACCEPTED, PATIENCE_MS);
  });

  it("a token is renewed a minute before it expires", async (t) => {
    const edge = await start(t, { sandbox: { tokenLifetimeMs: 68_000 } });
    for (const count of [1, 2]) {
      await send(edge, purchase());
      await edge.sandbox.waitForCalls(count, ACCEPTED);
    }
    assert.equal(edge.sandbox.calls(AUTHORIZATIONS).length, 1);
    await sleep(8100);
    await send(edge, purchase());
    await edge.sandbox.waitForCalls(3, ACCEPTED);
    assert.equal(edge.sandbox.calls(AUTHORIZATIONS).length, 2);
  });

  it("wrong credentials hold all events, and are not tried for each", async (t) => {
    const settings = { FRIENDBUY_MAPI_SECRET: "wrong" };
    const edge = await start(t, { settings, queue: { maxRetries: 0 } });
    await send(edge, purchase(), purchase(), purchase());
    const held = await edge.logged(({ about }) => about === "hold", 3);
    assert.deepEqual(
      held.map(({ delaySeconds }) => delaySeconds),
      [900, 900, 900],
    );
    const outcomes = edge.log.filter(({ about }) => about === "authorization");
    assert.deepEqual(
      outcomes.map(({ level, outcome }) => [level, outcome]),
      [["error", "credentials-refused"]],
    );
    assert.deepEqual(summary(edge), ["/v1/authorization 401"]);
    const rows = await edge.rows("SELECT DISTINCT status FROM deliveries");
    assert.deepEqual(rows, [{ status: "stopped" }]);
  });

  it("of several calls of one event only those that failed are repeated", async (t) => {
    const trigger = 'type = "track" and event = "Order Completed"';
    const DESTINATION = {
      version: 1,
      mappings: [
        { id: "purchase", action: "trackPurchase", trigger },
        { id: "copy", action: "trackCustomEvent", trigger, fields: { eventType: "copy" } },
        { id: "other-copy", action: "trackCustomEvent", trigger, fields: { eventType: "other" } },
      ],
    };
    const edge = await start(t, { settings: { DESTINATION } });
    edge.sandbox.fault({ ...CUSTOM_EVENTS, status: 500 });
    await send(edge, purchase());
    await edge.sandbox.waitForCalls(3, ACCEPTED, PATIENCE_MS);
    const calls = await edge.logged(({ about }) => about === "call", 4);
    assert.deepEqual(
      calls.map(({ mapping, outcome }) => `${mapping} ${outcome}`),
      ["purchase sent", "copy uncertain", "other-copy sent", "copy sent"],
    );
  });

  it("what fails too often, or is no message, ends whole among the dead letters", async (t) => {
    const edge = await start(t, { queue: { maxRetries: 1 } });
    edge.sandbox.fault({ ...EVENTS, every: true, status: 500 });
    await edge.enqueue(["not one of ours"]);
    await send(edge, purchase("order-1"));
    await edge.sandbox.waitForCalls(2, EVENTS, PATIENCE_MS);
    await edge.logged(({ about }) => about === "dead letters", 2);
    const letters = await edge.rows("SELECT * FROM failed_events ORDER BY reason");
    const [dead = assert.fail(), unreadable = assert.fail(), ...others] = letters;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [dead.message_id, dead.mapping, dead.reason, dead.call_path],
      ["m-order-1", "purchase", "failed", "/v1/event/purchase"],
    );
    assert.equal(JSON.parse(dead.event).properties.order_id, "order-1");
    assert.equal(JSON.parse(dead.call_body).orderId, "order-1");
    assert.deepEqual([unreadable.reason, unreadable.event], ["unreadable", "not one of ours"]);
    const log = await edge.rows("SELECT message_id, status, attempts, uncertain FROM deliveries");
    const entry = log.find(({ message_id }) => message_id === "m-order-1");
    assert.deepEqual(
      { ...entry },
      { message_id: "m-order-1", status: "failed", attempts: 2, uncertain: 2 },
    );
  });
});
