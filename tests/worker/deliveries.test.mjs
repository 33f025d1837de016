// The delivery desk: the log, sending again, and erasing people.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { logDelivery, startDesk } from "./desk.mjs";

/** @import { Desk } from "./desk.mjs" */

const EVENTS = { path: "/v1/event/*" };
const USER_DATA = { path: "/v1/user-data" };

/** @param {string} [orderId] @param {Record<string, unknown>} [properties] */
const purchase = (orderId = randomUUID(), properties = {}) => ({
  type: "track",
  event: "Order Completed",
  messageId: `m-${orderId}`,
  userId: "customer-1",
  properties: {
    order_id: orderId,
    total: 10,
    currency: "USD",
    email: "joe@example.com",
    ...properties,
  },
});

/** @type {Desk} */
let desk;
before(async () => {
  desk = await startDesk();
});
after(() => desk?.stop());
beforeEach(async () => {
  desk.sandbox.clearFaults();
  desk.sandbox.clear();
  for (const table of ["deliveries", "failed_events", "counts", "sender_state", "erasures"]) {
    await desk.rows(`DELETE FROM ${table}`);
  }
});

/** @param {string} query */
async function ids(query) {
  const { status, answer, text } = await desk.call("GET", `/api/deliveries${query}`);
  assert.equal(status, 200, text);
  return answer.deliveries.map((/** @type {any} */ { id }) => id);
}

/**
 * The delivery once it has a status.
 *
 * @param {Desk} desk
 * @param {number} id
 * @param {string} status
 */
async function become(desk, id, status) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { answer } = await desk.call("GET", `/api/deliveries/${id}`);
    if (answer.status === status) return answer;
    assert.ok(Date.now() < deadline, JSON.stringify(answer));
    await sleep(50);
  }
}

/** The first delivery a filter finds, once it finds one. @param {Desk} desk @param {string} query */
async function appear(desk, query) {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { answer } = await desk.call("GET", `/api/deliveries?${query}`);
    if (answer.deliveries.length > 0) return answer.deliveries[0];
    assert.ok(Date.now() < deadline, query);
    await sleep(50);
  }
}

describe("from the queue to the desk", () => {
  it("a wish without force sends nothing that may have been sent for another event", async (t) => {
    const careful = await startDesk({ settings: { UNCERTAIN: "hold" } });
    t.after(careful.stop);
    const refused = purchase();
    careful.sandbox.fault({ ...EVENTS, status: 422 });
    await careful.post("/v1/track", refused);
    const { id } = await appear(careful, "status=refused");
    careful.sandbox.fault({ ...EVENTS, drop: "answer" });
    await careful.post("/v1/track", { ...refused, messageId: `${refused.messageId}-again` });
    const inDoubt = await appear(careful, "status=held");
    // Friendbuy took the second event's call for the same order, and nobody saw the answer.
    const resend = (/** @type {number} */ id, body = {}) =>
      careful.call("POST", `/api/deliveries/${id}/resend`, { body });
    assert.equal((await resend(id)).status, 202);
    await become(careful, id, "held");
    assert.equal(careful.sandbox.calls({ ...EVENTS, accepted: true }).length, 1);
    assert.equal((await resend(id)).status, 409);
    assert.equal((await resend(inDoubt.id, { force: true })).status, 202);
    await become(careful, inDoubt.id, "sent");
  });

  it("what Friendbuy refuses is corrected and sent", async () => {
    const event = purchase();
    const answer = { message: "no such currency", reference: "r-1" };
    desk.sandbox.fault({ ...EVENTS, status: 422, body: answer });
    await desk.post("/v1/track", event);
    const line = await appear(desk, `status=refused&messageId=${event.messageId}`);
    assert.deepEqual(
      [line.mapping, line.action, line.event, line.httpStatus, line.reference, line.sendOnceKey],
      [
        ...["purchase", "trackPurchase", "track Order Completed", 422, "r-1"],
        `purchase:${event.properties.order_id}`,
      ],
    );
    const { kept } = (await desk.call("GET", `/api/deliveries/${line.id}`)).answer;
    assert.equal(kept.event.properties.order_id, event.properties.order_id);
    assert.equal(kept.callBody.orderId, event.properties.order_id);
    assert.deepEqual(JSON.parse(kept.answerBody), answer);
    const corrected = { ...kept.event, properties: { ...kept.event.properties, currency: "EUR" } };
    const body = { event: corrected };
    assert.equal(
      (await desk.call("POST", `/api/deliveries/${line.id}/resend`, { body })).status,
      202,
    );
    const sent = await become(desk, line.id, "sent");
    const [, call = assert.fail()] = desk.sandbox.calls(EVENTS);
    assert.equal(/** @type {any} */ (call.body).currency, "EUR");
    assert.equal(sent.eventId, /** @type {any} */ (call.answer).eventId);
    const { counts, needsAttention } = (await desk.call("GET", "/api/stats")).answer;
    assert.deepEqual(
      counts.map((/** @type {any} */ { action, status, count }) => [action, status, count]),
      [
        ["trackPurchase", "refused", 1],
        ["trackPurchase", "sent", 1],
      ],
    );
    assert.equal(needsAttention.refused, 0);
  });

  it("what is sent once is not sent again, by nobody's wish", async () => {
    const first = purchase();
    await desk.post("/v1/track", first);
    const sent = await appear(desk, `status=sent&messageId=${first.messageId}`);
    const second = { ...first, messageId: `${first.messageId}-again` };
    await desk.post("/v1/track", second);
    const repeat = await appear(desk, `status=duplicate&messageId=${second.messageId}`);
    assert.deepEqual([repeat.duplicateOf, repeat.eventId], [first.messageId, sent.eventId]);
    // Somebody has an old list before them: the log says refused, the ledger knows better.
    const wish = await logDelivery(desk, {
      status: "refused",
      event: { ...first, messageId: "m-old" },
    });
    await desk.call("POST", `/api/deliveries/${wish}/resend`, { body: { force: true } });
    await become(desk, wish, "duplicate");
    assert.equal(desk.sandbox.calls(EVENTS).length, 1);
  });

  it("a call whose answer was lost is held, until somebody decides", async (t) => {
    const careful = await startDesk({ settings: { UNCERTAIN: "hold" } });
    t.after(careful.stop);
    careful.sandbox.fault({ ...EVENTS, drop: "answer" });
    const event = purchase();
    await careful.post("/v1/track", event);
    const { id } = await appear(careful, "status=held");
    const path = `/api/deliveries/${id}/resend`;
    assert.equal((await careful.call("POST", path, { body: {} })).status, 409);
    assert.equal(careful.sandbox.calls(EVENTS).length, 1);
    const body = { force: true };
    const wishes = await Promise.all([1, 2, 3].map(() => careful.call("POST", path, { body })));
    assert.ok(wishes.some(({ status }) => status === 202));
    const sent = await become(careful, id, "sent");
    assert.equal(sent.uncertain, 1);
    await sleep(500);
    assert.equal(careful.sandbox.calls(EVENTS).length, 2);
  });
});

it("what is too old is forgotten, once an hour", async () => {
  const daysAgo = (/** @type {number} */ days) => Date.now() - days * 86_400_000;
  await logDelivery(desk, { status: "sent", at: daysAgo(31) });
  await logDelivery(desk, { status: "failed", at: daysAgo(91) });
  const dealtWith = await logDelivery(desk, { status: "failed", at: daysAgo(31) });
  await desk.rows("UPDATE failed_events SET resolved_at = 1 WHERE at > ?", [daysAgo(32)]);
  const open = await logDelivery(desk, { status: "failed", at: daysAgo(89) });
  const young = await logDelivery(desk, { status: "sent", at: daysAgo(29) });
  await desk.scheduled();
  assert.deepEqual((await ids("")).sort(), [open, young].sort());
  assert.ok(!(await ids("")).includes(dealtWith));
  assert.equal((await desk.rows("SELECT id FROM failed_events")).length, 1);
});

describe("the list", () => {
  it("is filtered by whatever is asked for", async () => {
    const day = (/** @type {number} */ day) => Date.UTC(2026, 0, day);
    const one = await logDelivery(desk, { status: "refused", at: day(1), key: "purchase:o-1" });
    const two = await logDelivery(desk, { status: "held", at: day(2), mapping: "renewals" });
    const three = await logDelivery(desk, { status: "sent", at: day(3), event: purchase("o-3") });
    assert.deepEqual(await ids(""), [three, two, one]);
    for (const [query, expected] of /** @type {const} */ ([
      ["status=refused", [one]],
      ["status=sent,held", [three, two]],
      ["mapping=renewals", [two]],
      ["action=trackPurchase", [three, two, one]],
      ["action=trackCustomer", []],
      ["event=Order%20Completed", [three, two, one]],
      ["event=identify", []],
      ["messageId=m-o-3", [three]],
      ["key=purchase:o-1", [one]],
      ["since=2026-01-02T00:00:00Z", [three, two]],
      ["until=2026-01-02T00:00:00Z", [one]],
      ["since=2026-01-02T01:00:00%2B01:00&until=2026-01-03T00:00:00Z&status=held", [two]],
    ])) {
      assert.deepEqual(await ids(`?${query}`), expected, query);
    }
  });

  it("says what it does not understand", async () => {
    for (const [query, message, help] of /** @type {const} */ ([
      ["status=refusd", "`refusd` is no status", "did you mean `refused`?"],
      ["action=buy", "`buy` is no action", "one of: "],
      ["statsu=sent", "there is no parameter `statsu`", "did you mean `status`?"],
      ["since=today", "`since` is no time, as in `2026-11-22T10:00:00Z`", ""],
      ["limit=0", "`limit` is no number from 1 to 100", ""],
      ["cursor=x", "`cursor` is none that a list gave as `next`", ""],
      ["key=", "nothing is given for `key`", "leave it out"],
    ])) {
      const { status, answer } = await desk.call("GET", `/api/deliveries?${query}`);
      assert.deepEqual([status, answer.error.message], [400, message], query);
      assert.ok((answer.error.help ?? "").startsWith(help), answer.error.help);
    }
  });

  it("comes in pages that miss nothing and repeat nothing, whatever is logged meanwhile", async () => {
    const at = Date.UTC(2026, 0, 1);
    const all = [];
    for (let index = 0; index < 25; index++) {
      all.unshift(await logDelivery(desk, { status: "failed", at: at + Math.floor(index / 7) }));
    }
    const seen = [];
    let cursor = "";
    do {
      const path = `/api/deliveries?status=failed&limit=4${cursor && `&cursor=${cursor}`}`;
      const { answer } = await desk.call("GET", path);
      seen.push(...answer.deliveries.map((/** @type {any} */ { id }) => id));
      cursor = answer.next ?? "";
      await logDelivery(desk, { status: "failed" });
    } while (cursor);
    assert.deepEqual(seen, all);
  });

  it("uses an index for what was not sent", async () => {
    const plan = await desk.rows(
      "EXPLAIN QUERY PLAN SELECT * FROM deliveries d WHERE d.status IN ('refused') AND d.status <> 'sent' ORDER BY d.at DESC, d.id DESC LIMIT 51",
    );
    assert.match(JSON.stringify(plan), /deliveries_by_status/);
    assert.doesNotMatch(JSON.stringify(plan), /TEMP B-TREE/);
  });
});

describe("one delivery", () => {
  it("is shown with its event, call and answer", async () => {
    const event = purchase("o-1");
    const id = await logDelivery(desk, { status: "refused", event });
    const { status, answer } = await desk.call("GET", `/api/deliveries/${id}`);
    assert.equal(status, 200);
    assert.deepEqual(
      [answer.status, answer.messageId, answer.event, answer.needsAttention],
      ["refused", "m-o-1", "track Order Completed", true],
    );
    assert.deepEqual(answer.kept, {
      reason: "refused",
      event,
      callPath: "/v1/event/purchase",
      callBody: { email: "joe@example.com" },
      answerStatus: 422,
      answerBody: '{"message":"no"}',
      diagnostics: [],
    });
  });

  it("is not there", async () => {
    for (const id of ["1", "0", "x", "1.5", "99999999999999999999"]) {
      const { status, answer } = await desk.call("GET", `/api/deliveries/${id}`);
      assert.deepEqual([status, answer.error.code], [404, "no-such-entry"]);
    }
  });
});

describe("sending again", () => {
  const resend = (/** @type {number} */ id, body = {}) =>
    desk.call("POST", `/api/deliveries/${id}/resend`, { body });

  it("makes the call of the event that is kept, once", async () => {
    const event = purchase();
    const id = await logDelivery(desk, { status: "refused", event });
    const { status, answer } = await resend(id);
    assert.deepEqual([status, answer], [202, { id, status: "waiting" }]);
    const [call = assert.fail()] = await desk.sandbox.waitForCalls(1, EVENTS);
    assert.equal(/** @type {any} */ (call.body).orderId, event.properties.order_id);
    const again = await resend(id);
    assert.deepEqual([again.status, again.answer.error?.code], [409, "conflict"]);
    const [kept] = await desk.rows("SELECT resolution FROM failed_events");
    assert.ok(["resent", "sent"].includes(kept?.resolution));
  });

  it("makes the call of an event that was corrected", async () => {
    const event = purchase();
    const { messageId, ...corrected } = purchase(event.properties.order_id, { total: 12 });
    const id = await logDelivery(desk, { status: "refused", event });
    assert.equal((await resend(id, { event: corrected })).status, 202);
    const [call = assert.fail()] = await desk.sandbox.waitForCalls(1, EVENTS);
    assert.equal(/** @type {any} */ (call.body).amount, 12);
    const [line] = await desk.logged(
      ({ about, messageId: id }) => about === "call" && id === messageId,
    );
    assert.ok(line);
    const other = await logDelivery(desk, { status: "refused" });
    const { status, answer } = await resend(other, { event: purchase("another") });
    assert.deepEqual([status, answer.error.pointer], [422, "/event/messageId"]);
  });

  it("is for the mapping that failed alone", async () => {
    const event = purchase();
    const id = await logDelivery(desk, { status: "refused", event, mapping: "no-such-mapping" });
    assert.equal((await resend(id)).status, 202);
    // Nothing comes of it, so it is back on the desk.
    const { kept } = await become(desk, id, "refused");
    assert.deepEqual(
      kept.diagnostics.map((/** @type {any} */ { code }) => code),
      ["no-such-mapping"],
    );
    assert.deepEqual(desk.sandbox.calls(EVENTS), []);
  });

  for (const [status, message] of /** @type {const} */ ([
    ["sent", /^it was sent/],
    ["duplicate", /^it was sent/],
    ["held", /^it may have been sent/],
    ["waiting", /^it is on its way/],
    ["stopped", /^it is on its way/],
  ])) {
    it(`is refused for what is ${status}`, async () => {
      const id = await logDelivery(desk, { status });
      const { status: is, answer } = await resend(id);
      assert.deepEqual([is, answer.error.code], [409, "conflict"]);
      assert.match(answer.error.message, message);
      assert.deepEqual(desk.sandbox.calls(EVENTS), []);
    });
  }

  it("makes a call that may have been made, when somebody decides so", async () => {
    const event = purchase();
    const held = await logDelivery(desk, { status: "held", event });
    assert.equal((await resend(held, { force: true })).status, 202);
    await desk.sandbox.waitForCalls(1, EVENTS);
    for (const status of ["waiting", "sent"]) {
      const id = await logDelivery(desk, { status });
      assert.equal((await resend(id, { force: true })).status, 409);
    }
  });

  it("needs an event when none is kept", async () => {
    const id = await logDelivery(desk, { status: "failed" });
    await desk.rows("DELETE FROM failed_events");
    const { status, answer } = await resend(id);
    assert.deepEqual([status, answer.error.message], [409, "the event is not kept"]);
    assert.equal((await resend(id, { event: { type: "page" } })).status, 202);
  });

  it("is done for all that a filter finds, as far as one request goes", async () => {
    const events = Array.from({ length: 7 }, () => purchase());
    for (const event of events) await logDelivery(desk, { status: "refused", event });
    await logDelivery(desk, { status: "held", event: purchase() });
    await logDelivery(desk, { status: "sent", event: purchase() });
    const body = { filter: { mapping: "purchase" }, limit: 5 };
    const many = () => desk.call("POST", "/api/deliveries/resend", { body });
    const first = await many();
    assert.equal(first.status, 202, first.text);
    assert.deepEqual(
      [first.answer.queued.length, first.answer.skipped, first.answer.more],
      [5, [], true],
    );
    const second = await many();
    assert.deepEqual([second.answer.queued.length, second.answer.more], [2, false]);
    const calls = await desk.sandbox.waitForCalls(7, EVENTS);
    const orders = calls.map(({ body }) => /** @type {any} */ (body).orderId);
    assert.deepEqual(orders.sort(), events.map(({ properties }) => properties.order_id).sort());
  });

  it("of what may have been sent is skipped, and said", async () => {
    const id = await logDelivery(desk, { status: "held" });
    const body = { filter: { status: "held" } };
    const { answer } = await desk.call("POST", "/api/deliveries/resend", { body });
    assert.deepEqual(answer.queued, []);
    assert.deepEqual(
      answer.skipped.map((/** @type {any} */ { id, message }) => [id, message]),
      [[id, "it may have been sent: the answer to a call was lost"]],
    );
  });

  it("of everything has to be asked for by a filter", async () => {
    for (const body of [
      {},
      { filter: {} },
      { filter: { statsu: "x" } },
      { filter: { status: 7 } },
    ]) {
      const { status, answer } = await desk.call("POST", "/api/deliveries/resend", { body });
      assert.deepEqual([status, answer.error.code], [422, "body-member"], JSON.stringify(body));
    }
  });
});

it("stats count by day, mapping and status, and say what waits", async () => {
  const today = Math.floor(Date.now() / 86_400_000);
  for (const [day, status, count] of /** @type {const} */ ([
    [today, "sent", 5],
    [today, "refused", 1],
    [today - 1, "sent", 7],
    [today - 40, "sent", 9],
  ])) {
    await desk.rows(
      "INSERT INTO counts (day, mapping, action, status, count) VALUES (?, 'purchase', 'trackPurchase', ?, ?)",
      [day, status, count],
    );
  }
  await logDelivery(desk, { status: "held" });
  await logDelivery(desk, { status: "waiting" });
  await desk.rows(
    "INSERT INTO sender_state (name, state, detail, updated_at) VALUES ('pace', 'slow', '{\"calls\":2}', 0)",
  );
  const { status, answer } = await desk.call("GET", "/api/stats");
  assert.equal(status, 200);
  assert.equal(answer.totals.sent, 12);
  assert.deepEqual(
    answer.counts.map((/** @type {any} */ { status, count }) => [status, count]),
    [
      ["sent", 7],
      ["refused", 1],
      ["sent", 5],
    ],
  );
  assert.deepEqual(answer.open, { waiting: 1, stopped: 0, held: 1 });
  assert.equal(answer.needsAttention.held, 1);
  assert.deepEqual(
    answer.sender.filter((/** @type {any} */ { name }) => name === "pace"),
    [{ name: "pace", state: "slow", detail: { calls: 2 }, updatedAt: "1970-01-01T00:00:00.000Z" }],
  );
  const all = await desk.call("GET", "/api/stats?days=60");
  assert.equal(all.answer.totals.sent, 21);
});

describe("erasing a person", () => {
  const erase = (/** @type {unknown} */ body) => desk.call("POST", "/api/erasures", { body });
  const read = async (/** @type {number} */ id) =>
    (await desk.call("GET", `/api/erasures/${id}`)).answer;

  /** @param {number} id */
  async function settled(id) {
    for (let patience = 100; patience > 0; patience--) {
      const erasure = await read(id);
      if (erasure.status !== "waiting") return erasure;
      await sleep(50);
    }
    return assert.fail("it still waits");
  }

  for (const [body, query] of /** @type {const} */ ([
    [{ email: "joe+1@example.com" }, { email: "joe+1@example.com" }],
    [{ customerId: "customer 1&2" }, { customerId: "customer 1&2" }],
  ])) {
    it(`reaches Friendbuy by ${Object.keys(body)[0]}, with its job's id`, async () => {
      const { status, answer, headers } = await erase(body);
      assert.deepEqual([status, answer.status], [202, "waiting"]);
      assert.equal(headers.get("location"), `/api/erasures/${answer.id}`);
      const erasure = await settled(answer.id);
      const [call = assert.fail()] = await desk.sandbox.waitForCalls(1, USER_DATA);
      assert.deepEqual([call.method, call.query, call.accepted], ["DELETE", query, true]);
      assert.equal(call.headers.authorization, "Bearer [redacted]");
      assert.deepEqual([erasure.status, erasure.attempts], ["accepted", 1]);
      assert.equal(erasure.jobId, /** @type {any} */ (call.answer).jobId);
      assert.doesNotMatch(
        JSON.stringify(await desk.rows("SELECT * FROM erasures")),
        /joe|customer 1/,
      );
    });
  }

  it("is found by whom it was for", async () => {
    const { answer } = await erase({ email: "Joe@Example.com" });
    await erase({ email: "other@example.com" });
    const { answer: found } = await desk.call("GET", "/api/erasures?email=joe@example.com");
    assert.deepEqual(
      found.erasures.map((/** @type {any} */ { id }) => id),
      [answer.id],
    );
    await settled(answer.id);
  });

  it("empties what is kept of them, and of nobody else", async () => {
    const joe = await logDelivery(desk, { status: "refused", event: purchase() });
    const ann = purchase(undefined, { email: "ann@example.com" });
    const other = await logDelivery(desk, { status: "refused", event: { ...ann, userId: "ann" } });
    const { answer } = await erase({ email: "JOE@example.com" });
    await settled(answer.id);
    const erased = (await desk.call("GET", `/api/deliveries/${joe}`)).answer;
    assert.deepEqual(Object.keys(erased.kept).sort(), [
      "answerStatus",
      "callPath",
      "reason",
      "resolution",
      "resolvedAt",
    ]);
    assert.equal(erased.kept.resolution, "erased");
    assert.equal((await desk.call("GET", `/api/deliveries/${other}`)).answer.needsAttention, true);
    const resend = await desk.call("POST", `/api/deliveries/${joe}/resend`, { body: {} });
    assert.deepEqual([resend.status, resend.answer.error.message], [409, "the event is not kept"]);
  });

  it("by address takes it for an id, too, as many shops do", async () => {
    const sign = await logDelivery(desk, { status: "sent", key: "sign-up:joe@example.com" });
    await settled((await erase({ email: "joe@example.com" })).answer.id);
    assert.equal((await desk.call("GET", `/api/deliveries/${sign}`)).answer.sendOnceKey, undefined);
  });

  it("by id does not take other numbers for the id", async () => {
    const mine = { ...purchase(), userId: "7" };
    const id = await logDelivery(desk, { status: "refused", event: mine });
    const other = purchase(undefined, { total: 7, quantity: "7" });
    const kept = await logDelivery(desk, { status: "refused", event: other });
    const sign = await logDelivery(desk, { status: "sent", key: "sign-up:7" });
    await settled((await erase({ customerId: "7" })).answer.id);
    assert.equal((await desk.call("GET", `/api/deliveries/${id}`)).answer.kept.event, undefined);
    assert.deepEqual((await desk.call("GET", `/api/deliveries/${kept}`)).answer.kept.event, other);
    assert.equal((await desk.call("GET", `/api/deliveries/${sign}`)).answer.sendOnceKey, undefined);
  });

  it("is asked for again after trouble, and the state says so", async () => {
    desk.sandbox.fault({ ...USER_DATA, status: 503 });
    const { answer } = await erase({ customerId: "customer-1" });
    const erasure = await settled(answer.id);
    assert.deepEqual([erasure.status, erasure.attempts], ["accepted", 2]);
  });

  it("is refused by Friendbuy, and its reference is kept", async () => {
    const body = { message: "unknown", reference: "r-1" };
    desk.sandbox.fault({ ...USER_DATA, status: 422, body });
    const erasure = await settled((await erase({ customerId: "nobody" })).answer.id);
    assert.deepEqual(
      [erasure.status, erasure.httpStatus, erasure.reference],
      ["refused", 422, "r-1"],
    );
  });

  it("needs one person", async () => {
    for (const body of [{}, { email: "a@b", customerId: "c" }, { email: "nobody" }, { email: 7 }]) {
      const { status } = await erase(body);
      assert.equal(status, 422, JSON.stringify(body));
    }
    assert.deepEqual(desk.sandbox.calls(USER_DATA), []);
  });
});

it("the log holds no personal data", () => {
  const text = JSON.stringify(desk.log);
  for (const hidden of ["example.com", "customer-1", "customer 1"]) {
    assert.ok(!text.includes(hidden), hidden);
  }
});
