// Sending once: the ledger, the delivery log, and what a person is asked about.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inRoot } from "../../scripts/lib/project.mjs";
import { DEMO_CREDENTIALS } from "../sandbox/server.js";
import { startEdge } from "./harness.mjs";

/** @import { Edge } from "./harness.mjs" */

const EVENTS = { path: "/v1/event/*" };
const ACCEPTED = { ...EVENTS, accepted: true };
const LEASE_MS = 60_000;

/** @param {string} orderId @param {string} [messageId] */
const purchase = (orderId, messageId = `m-${orderId}`) => ({
  type: "track",
  event: "Order Completed",
  messageId,
  userId: "customer-1",
  properties: { order_id: orderId, total: 10, currency: "USD", email: "joe@example.com" },
});

/** A queue message, as the intake writes it. @param {ReturnType<typeof purchase>} event @param {object} [head] */
const message = (event, head = {}) =>
  `${JSON.stringify({ messageId: event.messageId, ...head })}\n${JSON.stringify(event)}`;

/** @param {Edge} edge @param {unknown[]} events */
async function send(edge, ...events) {
  const response = await edge.post("/v1/batch", { batch: events });
  assert.equal(response.status, 200, await response.text());
}

/** The log's row of an event, once it has that status. @param {Edge} edge @param {string} messageId @param {string} status */
async function row(edge, messageId, status, worker = "edge") {
  const sql = "SELECT * FROM deliveries WHERE message_id = ?1";
  const deadline = Date.now() + 30_000;
  for (;;) {
    const [found] = await edge.rows(sql, [messageId], worker);
    if (found?.status === status) return found;
    if (Date.now() > deadline) {
      assert.fail(`${messageId} is not ${status} but ${JSON.stringify(found)}`);
    }
    await sleep(100);
  }
}

describe("one ledger", () => {
  /** @type {Edge} */
  let edge;
  /** @type {Edge["sandbox"]} */
  let sandbox;
  const accepted = () => sandbox.calls(ACCEPTED).length;

  before(async () => {
    edge = await startEdge({ queue: { maxBatchSize: 1 } });
    sandbox = edge.sandbox;
  });
  after(() => edge?.stop());
  beforeEach(() => {
    sandbox.clearFaults();
    sandbox.clear();
  });

  it("a message that is delivered again is not sent again, and stays sent", async () => {
    const event = purchase(randomUUID());
    await edge.enqueue([message(event)]);
    const first = await row(edge, event.messageId, "sent");
    const before = edge.log.length;
    await edge.enqueue([message(event), message(event)]);
    await sleep(1000);
    assert.deepEqual(
      edge.log.slice(before).filter(({ level }) => level !== "info"),
      [],
    );
    assert.equal(accepted(), 1);
    const again = await row(edge, event.messageId, "sent");
    assert.deepEqual([again.event_id, again.attempts], [first.event_id, 1]);
  });

  it("a second event for the same order is a duplicate of the first", async () => {
    const orderId = randomUUID();
    await send(edge, purchase(orderId, `first-${orderId}`));
    const first = await row(edge, `first-${orderId}`, "sent");
    await send(edge, purchase(orderId, `second-${orderId}`));
    const second = await row(edge, `second-${orderId}`, "duplicate");
    assert.equal(second.duplicate_of, `first-${orderId}`);
    assert.equal(second.event_id, first.event_id);
    assert.equal(second.send_once_key, `purchase:${orderId}`);
    assert.equal(accepted(), 1);
  });

  it("while a call is on its way, nobody else makes it", async () => {
    const event = purchase(randomUUID());
    sandbox.fault({ ...EVENTS, delayMs: 2500 });
    // Single flight in one isolate is not what is tested: each message is a delivery of its own.
    await edge.enqueue([message(event)]);
    await sandbox.waitForCalls(1, EVENTS);
    await edge.enqueue([message(event)]);
    await row(edge, event.messageId, "sent");
    await sleep(500);
    assert.equal(sandbox.calls(EVENTS).length, 1);
  });

  it("a refused order can be sent again with another event", async () => {
    const orderId = randomUUID();
    sandbox.fault({ ...EVENTS, status: 422, body: { message: "no", reference: "ref-1" } });
    await send(edge, purchase(orderId, `wrong-${orderId}`));
    const refused = await row(edge, `wrong-${orderId}`, "refused");
    assert.deepEqual([refused.http_status, refused.reference], [422, "ref-1"]);
    await edge.enqueue([message(purchase(orderId, `wrong-${orderId}`))]);
    await send(edge, purchase(orderId, `right-${orderId}`));
    await row(edge, `right-${orderId}`, "sent");
    assert.equal(sandbox.calls(EVENTS).length, 2);
    const [failed = assert.fail()] = await edge.rows(
      "SELECT * FROM failed_events WHERE message_id = ?1",
      [`wrong-${orderId}`],
    );
    assert.deepEqual(
      [failed.reason, failed.mapping, failed.answer_status],
      ["refused", "purchase", 422],
    );
    assert.deepEqual(JSON.parse(failed.event).properties.order_id, orderId);
    assert.equal(JSON.parse(failed.call_body).orderId, orderId);
    assert.equal(JSON.parse(failed.answer_body).message, "no");
    // Nobody has to look at it any more, and nobody can have it sent again, even when the ledger has forgotten.
    assert.equal(failed.resolution, "sent");
    const done = await row(edge, `wrong-${orderId}`, "duplicate");
    assert.equal(done.duplicate_of, `right-${orderId}`);
  });

  it("a person's wish sends what was refused, once", async () => {
    const event = purchase(randomUUID());
    sandbox.fault({ ...EVENTS, status: 422 });
    await send(edge, event);
    await row(edge, event.messageId, "refused");
    const wish = message(event, { only: ["purchase"], resend: "w-1" });
    sandbox.fault({ ...EVENTS, status: 422 });
    await edge.enqueue([wish]);
    await sandbox.waitForCalls(2, EVENTS);
    // The queue delivers the wish again: it was granted already.
    await edge.enqueue([wish]);
    await sleep(1000);
    assert.equal(sandbox.calls(EVENTS).length, 2);
    await edge.enqueue([message(event, { resend: "w-2" })]);
    await row(edge, event.messageId, "sent");
    const [failed = assert.fail()] = await edge.rows(
      "SELECT resolution FROM failed_events WHERE message_id = ?1",
      [event.messageId],
    );
    assert.equal(failed.resolution, "sent");
    await edge.enqueue([message(event, { resend: "w-3" })]);
    await sleep(1000);
    assert.equal(accepted(), 1);
  });

  it("an event that no mapping can send is on the desk, with the reasons", async () => {
    const event = purchase("");
    event.messageId = randomUUID();
    await send(edge, event);
    const refused = await row(edge, event.messageId, "refused");
    assert.deepEqual(
      [refused.mapping, refused.event, refused.attempts, JSON.parse(refused.codes)],
      ["purchase", "track Order Completed", 0, ["required-missing"]],
    );
    const [failed = assert.fail()] = await edge.rows(
      "SELECT * FROM failed_events WHERE message_id = ?1",
      [event.messageId],
    );
    const [diagnostic] = JSON.parse(failed.diagnostics);
    assert.equal(diagnostic.code, "required-missing");
    assert.match(diagnostic.message, /order/i);
  });

  it("finds what was sent under a key, and open events, by their indexes", async () => {
    const source = readFileSync(inRoot("src/edge/journal.rs"), "utf8");
    const plans = ["SUPERSEDED", "RESOLVED_TOO"].map(async (name) => {
      const sql = new RegExp(`const ${name}: &str = "\\n([^"]*)"`).exec(source)?.[1];
      assert.ok(sql, name);
      const steps = await edge.rows(`EXPLAIN QUERY PLAN ${sql}`, ["[]", 0]);
      return steps.map(({ detail }) => detail).join("\n");
    });
    for (const plan of await Promise.all(plans)) {
      assert.match(plan, /SEARCH \w+ USING INDEX deliveries_by_key/);
      assert.doesNotMatch(plan, /SCAN (deliveries|line|failed_events)/);
    }
  });

  it("counts what ended how", async () => {
    const day = Math.floor(Date.now() / 86_400_000);
    const rows = await edge.rows("SELECT * FROM counts WHERE day >= ?1", [day - 1]);
    const sent = rows.filter(({ status }) => status === "sent");
    const logged = await edge.rows("SELECT count(*) AS n FROM deliveries WHERE status = 'sent'");
    assert.equal(
      sent.reduce((all, { count }) => all + count, 0),
      logged[0]?.n,
    );
  });
});

describe("settings of sending once", { concurrency: true }, () => {
  /** @param {import("node:test").TestContext} t @param {Parameters<typeof startEdge>[0]} options */
  async function start(t, options) {
    const edge = await startEdge(options);
    t.after(() => edge.stop());
    return edge;
  }

  it("UNCERTAIN = hold leaves a lost answer to a person", async (t) => {
    const edge = await start(t, { settings: { UNCERTAIN: "hold" } });
    edge.sandbox.fault({ ...EVENTS, drop: "answer" });
    await send(edge, purchase("held"));
    const held = await row(edge, "m-held", "held");
    assert.deepEqual([held.attempts, held.uncertain], [1, 1]);
    await edge.enqueue([message(purchase("held")), message(purchase("held", "m-other"))]);
    await row(edge, "m-other", "held");
    assert.equal(edge.sandbox.calls(EVENTS).length, 1);
    const failed = await edge.rows("SELECT reason FROM failed_events");
    assert.deepEqual(
      failed.map(({ reason }) => reason),
      ["held", "held"],
    );
    // A wish that does not say so is no decision about what may have been sent.
    await edge.enqueue([message(purchase("held"), { resend: "w-1" })]);
    await sleep(1000);
    assert.equal(edge.sandbox.calls(EVENTS).length, 1);
    await edge.enqueue([message(purchase("held"), { resend: "w-2", force: true })]);
    const sent = await row(edge, "m-held", "sent");
    assert.deepEqual([sent.attempts, sent.uncertain], [2, 1]);
  });

  it("the ledger forgets after LEDGER_DAYS, by itself", async (t) => {
    const edge = await start(t, { settings: { LEDGER_DAYS: "0.00002", LEDGER_SHARDS: "1" } });
    await send(edge, purchase("forgotten"));
    await row(edge, "m-forgotten", "sent");
    await sleep(5000);
    await send(edge, purchase("forgotten", "m-again"));
    await row(edge, "m-again", "sent");
    assert.equal(edge.sandbox.calls(ACCEPTED).length, 2);
  });

  it("DELIVERY_LOG = problems keeps no row for what was sent at once", async (t) => {
    const edge = await start(t, { settings: { DELIVERY_LOG: "problems" } });
    edge.sandbox.fault({ ...EVENTS, status: 503 });
    await send(edge, purchase("late"));
    const waiting = await row(edge, "m-late", "waiting");
    assert.ok(waiting.next_at >= waiting.updated_at, JSON.stringify(waiting));
    await send(edge, purchase("smooth"));
    const late = await row(edge, "m-late", "sent");
    assert.deepEqual([late.attempts, late.next_at], [2, null]);
    await edge.sandbox.waitForCalls(2, ACCEPTED);
    await sleep(500);
    const rows = await edge.rows("SELECT message_id FROM deliveries");
    assert.deepEqual(
      rows.map(({ message_id }) => message_id),
      ["m-late"],
    );
    const [counted] = await edge.rows("SELECT count FROM counts WHERE status = 'sent'");
    assert.equal(counted?.count, 2);
    // Nor a line, but for what did not go well.
    const lines = edge.log.filter(({ about }) => about === "intake" || about === "call");
    assert.deepEqual(
      lines.map(({ messageId, outcome }) => [messageId, outcome]),
      [["m-late", "retry"]],
    );
  });

  it("a log that can't be written neither loses nor repeats", async (t) => {
    const edge = await start(t, {});
    await edge.rows("ALTER TABLE deliveries RENAME TO away");
    edge.sandbox.fault({ ...EVENTS, status: 422 });
    await send(edge, purchase("refused"));
    await edge.logged(({ about }) => about === "retry");
    await send(edge, purchase("sent"));
    await edge.sandbox.waitForCalls(1, ACCEPTED);
    await edge.rows("ALTER TABLE away RENAME TO deliveries");
    await row(edge, "m-refused", "refused");
    assert.equal(edge.sandbox.calls(EVENTS).length, 2);
    const retried = edge.log.filter(({ about }) => about === "retry");
    assert.ok(retried.every(({ messageId }) => messageId === "m-refused"));
    await edge.enqueue([message(purchase("sent"))]);
    await row(edge, "m-sent", "sent");
    assert.equal(edge.sandbox.calls(ACCEPTED).length, 1);
  });

  it("wrong credentials are told at /healthz, and so is that they are right again", async (t) => {
    const edge = await start(t, {});
    const health = async () => {
      await sleep(5100);
      const response = await fetch(`${edge.url}/healthz`);
      return { status: response.status, answer: /** @type {any} */ (await response.json()) };
    };
    edge.sandbox.fault({ ...EVENTS, status: 403, times: 2 });
    await send(edge, purchase("stopped"));
    await row(edge, "m-stopped", "stopped");
    const refused = await health();
    assert.equal(refused.status, 503);
    assert.equal(refused.answer.problems[0].setting, "FRIENDBUY_MAPI_KEY");
    await send(edge, purchase("accepted"));
    await row(edge, "m-accepted", "sent");
    const accepted = await health();
    assert.deepEqual([accepted.status, accepted.answer.problems], [200, []]);
    const states = accepted.answer.sender.map((/** @type {any} */ { name, state }) => [
      name,
      state,
    ]);
    assert.deepEqual(states, [
      ["credentials", "accepted"],
      ["pace", "full"],
    ]);
  });

  it("a host that gives no token is told at /healthz, and that it does again", async (t) => {
    const edge = await start(t, {});
    const health = async () => {
      const response = await fetch(`${edge.url}/healthz`);
      return { status: response.status, answer: /** @type {any} */ (await response.json()) };
    };
    edge.sandbox.fault({ path: "/v1/authorization", every: true, status: 502, body: "<html>" });
    await send(edge, purchase("early"));
    await row(edge, "m-early", "waiting");
    const { status, answer } = await health();
    assert.equal(status, 503);
    assert.deepEqual(
      answer.problems.map((/** @type {any} */ { setting }) => setting),
      ["FRIENDBUY_MAPI_SECRET"],
    );
    edge.sandbox.clearFaults();
    await row(edge, "m-early", "sent");
    await sleep(5100);
    assert.equal((await health()).status, 200);
  });

  it("a 429 halves the calls at once, and shows", async (t) => {
    const edge = await start(t, {});
    edge.sandbox.fault({ ...EVENTS, status: 429 });
    await send(edge, purchase("slowed"));
    const [line = assert.fail()] = await edge.logged(({ about }) => about === "pace");
    assert.equal(line.callsAtOnce, 3);
    await row(edge, "m-slowed", "sent");
    const [pace] = await edge.rows("SELECT * FROM sender_state WHERE name = 'pace'");
    assert.equal(pace?.state, "slowed");
    assert.deepEqual(JSON.parse(pace?.detail), { callsAtOnce: 3, paused: false });
    edge.sandbox.fault({ ...EVENTS, every: true, delayMs: 150 });
    edge.sandbox.clear();
    await send(edge, ...Array.from({ length: 12 }, (_, index) => purchase(`slow-${index}`)));
    const calls = await edge.sandbox.waitForCalls(12, ACCEPTED, 30_000);
    const begun = calls.map(({ at }) => Date.parse(at));
    for (const [index, at] of begun.entries()) {
      const fourth = begun[index + 3] ?? Number.POSITIVE_INFINITY;
      assert.ok(fourth - at >= 140, `call ${index + 3} came after ${fourth - at} ms`);
    }
  });

  it("two merchants never share a token, nor a ledger's record", async (t) => {
    const other = {
      key: "00000000-0000-4000-8000-000000000002",
      secret: "other-secret",
      merchant: "other",
    };
    const edge = await start(t, {
      sandbox: { credentials: [{ ...DEMO_CREDENTIALS, merchant: "demo" }, other] },
      more: {
        second: { FRIENDBUY_MAPI_KEY: other.key, FRIENDBUY_MAPI_SECRET: other.secret },
      },
    });
    const orders = Array.from({ length: 20 }, (_, index) => message(purchase(`order-${index}`)));
    await Promise.all([edge.enqueue(orders), edge.enqueue(orders, "second")]);
    const calls = await edge.sandbox.waitForCalls(40, ACCEPTED, 30_000);
    for (const merchant of ["demo", "other"]) {
      const own = calls.filter((call) => call.merchant === merchant);
      assert.equal(new Set(own.map(({ body }) => /** @type {any} */ (body).orderId)).size, 20);
    }
    assert.equal(edge.sandbox.calls({ path: "/v1/authorization" }).length, 2);
  });

  it("a call that somebody else is making is waited for", async (t) => {
    const edge = await start(t, { settings: { LEDGER_SHARDS: "1" } });
    const key = ledgerKey(edge.sandbox.url, "purchase:in-flight");
    const claim = { do: "claim", message: "m", mapping: "p", attempt: "a", uncertain: "resend" };
    const decision = await edge.askLedger("0", key, claim);
    assert.deepEqual(decision, { decision: "go", attempts: 1, uncertain: 0 });
    await send(edge, purchase("in-flight"));
    const waiting = await row(edge, "m-in-flight", "waiting");
    assert.ok(waiting.next_at - waiting.updated_at > LEASE_MS - 10_000, JSON.stringify(waiting));
    assert.equal(edge.sandbox.calls(EVENTS).length, 0);
    const record = await edge.askLedger("0", key, { do: "look" });
    assert.deepEqual([record.state, record.attempt, record.attempts], ["claimed", "a", 1]);
  });
});

/** The name of a call in the ledger, made anew: releases have to agree on it. @param {string} host @param {string} call */
function ledgerKey(host, call) {
  const hash = createHash("sha256");
  for (const part of [host, DEMO_CREDENTIALS.key, call]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    hash.update(length).update(part);
  }
  return hash.digest().subarray(0, 16).toString("base64url");
}
