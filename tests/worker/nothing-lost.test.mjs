// What neither Friendbuy, nor the desk, nor the document that is in force has a place for stays in a queue, or on the desk.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { startDesk } from "./desk.mjs";
import { startEdge } from "./harness.mjs";

/** @import { Edge, Line } from "./harness.mjs" */

const DEAD = "friendbuy-events-dead";
/** Deliveries after which a dead letter that the desk can't hold goes back among the events. */
const MOST_ATTEMPTS = 10;

/** Takes everything, and says in the log what it was given. */
const QUEUE = `
  import { WorkerEntrypoint } from "cloudflare:workers";
  export default class extends WorkerEntrypoint {
    async sendBatch(messages) {
      console.log(JSON.stringify({ level: "info", about: "write", messages }));
    }
  }
`;

/** The same, but for the first time. */
const FAILING = QUEUE.replace(
  "console.log",
  'if (!globalThis.wasAsked) { globalThis.wasAsked = true; throw new Error("not well"); } console.log',
);

const trigger = 'type = "track"';
const DESTINATION = {
  mappings: [
    { id: "purchase", action: "trackPurchase", trigger },
    { id: "copy", action: "trackCustomEvent", trigger, fields: { eventType: "copy" } },
  ],
};

/** A queue message. @param {string} id @param {Record<string, unknown>} [properties] @param {object} [head] */
function message(id, properties = {}, head = {}) {
  const event = {
    type: "track",
    event: "Order Completed",
    messageId: id,
    userId: "customer-1",
    properties: { email: "joe@example.com", order_id: id, ...properties },
  };
  return `${JSON.stringify({ messageId: id, ...head })}\n${JSON.stringify(event)}`;
}

/** @type {Edge} */
let edge;
before(async () => {
  edge = await startEdge({ events: QUEUE, settings: { DESTINATION } });
});
after(() => edge?.stop());
beforeEach(async () => {
  edge.log.length = 0;
  edge.sandbox.clear();
  for (const table of ["deliveries", "failed_events"]) await edge.rows(`DELETE FROM ${table}`);
});

const kept = () =>
  edge.rows("SELECT mapping, reason, diagnostics FROM failed_events ORDER BY mapping");

describe("a dead letter", () => {
  it("that the desk can't hold goes back among the events before its queue drops it", async () => {
    await edge.rows("ALTER TABLE deliveries RENAME TO away");
    try {
      const body = message("letter", { total: 5, currency: "USD" });
      const tried = await edge.deliver(DEAD, [{ body, attempts: 1 }]);
      assert.deepEqual(tried.explicitAcks, []);
      assert.equal(tried.retryMessages.length, 1);

      const unreadable = "not one of ours";
      const given = await edge.deliver(
        DEAD,
        [body, unreadable].map((body) => ({ body, attempts: MOST_ATTEMPTS })),
      );
      assert.deepEqual([given.explicitAcks, given.retryMessages], [["0", "1"], []]);
      const writes = await edge.logged(({ about }) => about === "write", 2);
      const [first, second] = writes.flatMap(({ messages }) => messages);
      assert.equal(first.body, message("letter", { total: 5, currency: "USD" }, { holds: 1 }));
      assert.equal(second.body, unreadable);
      assert.ok(first.delaySeconds > 0 && second.delaySeconds > 0);
    } finally {
      await edge.rows("ALTER TABLE away RENAME TO deliveries");
    }
  });

  it("is on the desk with what mappings refuse of it, beside its calls", async () => {
    const body = message("half");
    const { explicitAcks } = await edge.deliver(DEAD, [{ body, attempts: 1 }]);
    assert.deepEqual(explicitAcks, ["0"]);
    const [copy, purchase, ...others] = await kept();
    assert.deepEqual(others, []);
    assert.deepEqual([copy?.mapping, copy?.reason], ["copy", "failed"]);
    assert.deepEqual([purchase?.mapping, purchase?.reason], ["purchase", "refused"]);
    assert.equal(JSON.parse(purchase?.diagnostics)[0].code, "required-missing");
  });
});

it("an event that is not taken gets to the desk, though the database did not answer", async () => {
  await edge.rows("ALTER TABLE deliveries RENAME TO away");
  try {
    const event = { type: "track", userId: "u-1", messageId: "nameless" };
    const response = await edge.post("/v1/batch", { batch: [event] });
    assert.equal(response.status, 200);
    const [write = assert.fail()] = await edge.logged(({ about }) => about === "write");
    const [{ body }] = write.messages;
    const tried = await edge.deliver("friendbuy-events", [{ body, attempts: 1 }]);
    assert.equal(tried.retryMessages.length, 1);
    await edge.rows("ALTER TABLE away RENAME TO deliveries");
    await edge.deliver("friendbuy-events", [{ body, attempts: 2 }]);
    const [{ reason, diagnostics } = assert.fail()] = await kept();
    assert.deepEqual([reason, JSON.parse(diagnostics)[0].code], ["refused", "event-name-missing"]);
  } finally {
    await edge.rows("ALTER TABLE away RENAME TO deliveries").catch(() => {});
  }
});

it("a dead letter that does not get there when it is mapped goes to the desk as it is", async () => {
  const body = message("poison", { total: 5, currency: "USD" }, { only: ["copy"] });
  await edge.deliver(DEAD, [{ body, attempts: 4 }]);
  const rows = await edge.rows("SELECT mapping, reason, mappings, call_body FROM failed_events");
  assert.deepEqual(
    rows.map((row) => ({ ...row })),
    [{ mapping: "", reason: "failed", mappings: '["copy"]', call_body: null }],
  );
});

it("a request to erase somebody is never a dead letter", async () => {
  const body = '{"messageId":"erase","kind":"erasure"}\n{"email":"joe@example.com"}';
  const { explicitAcks } = await edge.deliver(DEAD, [{ body, attempts: 1 }]);
  assert.deepEqual(explicitAcks, ["0"]);
  const [write = assert.fail()] = await edge.logged(({ about }) => about === "write");
  assert.equal(write.messages[0].body, body.replace("}\n", ',"holds":1}\n'));
  assert.deepEqual(await kept(), []);
});

describe("a message that waits", () => {
  const EVENTS = "friendbuy-events";
  const CALLS = { path: "/v1/event/*", every: true };
  afterEach(() => edge.sandbox.clearFaults());

  it("does so without the mapping that refuses it, which is on the desk once", async () => {
    edge.sandbox.fault({ ...CALLS, status: 503 });
    const { explicitAcks } = await edge.deliver(EVENTS, [{ body: message("part"), attempts: 3 }]);
    assert.deepEqual(explicitAcks, ["0"]);
    const [write = assert.fail()] = await edge.logged(({ about }) => about === "write");
    assert.equal(write.messages[0].body, message("part", {}, { only: ["copy"] }));
    const reasons = (await kept()).map(({ mapping, reason }) => [mapping, reason]);
    assert.deepEqual(reasons, [["purchase", "refused"]]);
  });

  it("for other credentials is for the document that is in force by then", async () => {
    edge.sandbox.fault({ ...CALLS, status: 403 });
    const whole = { total: 5, currency: "USD" };
    await edge.deliver(EVENTS, [{ body: message("whole", whole), attempts: 1 }]);
    const [write = assert.fail()] = await edge.logged(({ about }) => about === "write");
    assert.equal(write.messages[0].body, message("whole", whole, { holds: 1 }));
  });

  it("does so for a day when it is forbidden though there are tokens, then it is on the desk", async () => {
    edge.sandbox.fault({ ...CALLS, status: 403 });
    const body = message("forbidden", { total: 5, currency: "USD" }, { holds: 24 });
    const { explicitAcks } = await edge.deliver(EVENTS, [{ body, attempts: 1 }]);
    assert.deepEqual(explicitAcks, ["0"]);
    const reasons = (await kept()).map(({ mapping, reason }) => [mapping, reason]);
    assert.deepEqual(reasons, [
      ["copy", "refused"],
      ["purchase", "refused"],
    ]);
    assert.ok(!edge.log.some(({ about }) => about === "write"));
  });
});

it("a request to erase somebody that the queue does not take is not shown as one that waits", async () => {
  const ask = () => desk.call("POST", "/api/erasures", { body: { email: "joe@example.com" } });
  const rows = () => desk.rows("SELECT message_id FROM erasures");
  const desk = await startDesk({ events: FAILING });
  try {
    assert.equal((await ask()).status, 503);
    assert.deepEqual(await rows(), []);
    const { status, answer } = await ask();
    assert.deepEqual([status, answer.status], [202, "waiting"]);
    const [write = assert.fail()] = await desk.logged(({ about }) => about === "write");
    const [head] = write.messages[0].body.split("\n");
    assert.deepEqual(await rows(), [{ message_id: JSON.parse(head).messageId }]);
  } finally {
    await desk.stop();
  }
});

it("a call that was still to be made is on the desk when its mapping is gone", async () => {
  const whole = { total: 5, currency: "USD" };
  const body = message("renamed", whole, { only: ["copy", "order"] });
  const { explicitAcks } = await edge.deliver("friendbuy-events", [{ body, attempts: 1 }]);
  assert.deepEqual(explicitAcks, ["0"]);
  const [order, ...others] = await kept();
  assert.deepEqual(others, []);
  assert.deepEqual([order?.mapping, order?.reason], ["order", "refused"]);
  assert.equal(JSON.parse(order?.diagnostics)[0].code, "no-such-mapping");
  const calls = edge.sandbox.calls({ path: "/v1/event/*" });
  assert.deepEqual(
    calls.map(({ path }) => path),
    ["/v1/event/custom"],
  );
});
