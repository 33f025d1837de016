// Webhooks over HTTP: every fixture, what the log says of it, and an event on its way to Friendbuy.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { startEdge } from "./harness.mjs";

/** @import { Edge, Line } from "./harness.mjs" */

const folder = inRoot("tests/fixtures/webhook");
const families = readdirSync(folder).map((file) => ({
  family: file.replace(".json", ""),
  cases: JSON.parse(readFileSync(`${folder}/${file}`, "utf8")).cases,
}));

const SECRETS = "hush-1, hush-2";

/** @type {Edge} */
let edge;
/** @type {Edge} */
let strict;

before(async () => {
  // The fixtures' events are of no concern to anybody; the test of delivery brings its own.
  const DESTINATION = {
    version: 1,
    mappings: [
      { id: "p", action: "trackPurchase", trigger: 'type = "track" and event = "Order Completed"' },
    ],
  };
  const settings = { DESTINATION, WEBHOOK_SECRET: SECRETS };
  edge = await startEdge({ settings, more: { "no secret": {}, commas: { WEBHOOK_SECRET: "," } } });
  strict = await startEdge({ settings: { ...settings, WEBHOOK_UNSIGNED: "refuse" } });
});
after(() => Promise.all([edge?.stop(), strict?.stop()]));

/** @param {any} one a fixture @param {string} [method] */
function send(one, method = "POST") {
  const body = one.base64
    ? Buffer.from(one.base64, "base64")
    : (one.text ?? JSON.stringify(one.body));
  /** @type {Record<string, string>} */
  const headers = { "content-type": "application/json" };
  for (const [name, value] of [
    ["x-signature", one.signature],
    ["x-webhook-secret", one.secret],
    ["authorization", one.authorization],
    ["content-encoding", one.encoding],
  ]) {
    if (value !== undefined) headers[name] = value;
  }
  const { url } = one.unsigned === "refuse" ? strict : edge;
  return fetch(`${url}${one.path}`, { method, headers, body });
}

const isWebhook = (/** @type {Line} */ { about }) => about === "webhook";

for (const { family, cases } of families) {
  describe(family, () => {
    for (const one of cases) {
      it(one.name, async () => {
        const source = one.unsigned === "refuse" ? strict : edge;
        const earlier = source.log.filter(isWebhook).length;
        const response = await send(one);
        const answer = /** @type {any} */ (await response.json());
        if (one.refusal) {
          const { status, code, message } = one.refusal;
          assert.equal(response.status, status);
          assert.deepEqual(answer, { success: false, code, message, error: message });
          return;
        }
        assert.equal(response.status, 200);
        const notes = one.refused ? { refused: one.refused } : {};
        assert.deepEqual(answer, { success: true, ...notes });
        const line = (await source.logged(isWebhook, earlier + 1))[earlier] ?? assert.fail();
        const events = one.events ?? one.eventsText ?? [];
        assert.deepEqual(
          [line.authenticated, line.queued, line.erasures, line.refused, line.switchedOff],
          [
            one.authenticated,
            events.length,
            one.erasures?.length ?? 0,
            one.refused?.length ?? 0,
            one.switchedOff ?? 0,
          ],
        );
      });
    }
  });
}

describe("around them", () => {
  const event = {
    type: "track",
    event: "Order Completed",
    messageId: "m-webhook",
    userId: "customer-1",
    properties: { order_id: "o-1", total: 10, currency: "USD", email: "joe@example.com" },
  };

  for (const method of ["POST", "PUT", "PATCH"]) {
    it(`an event signed by Segment and sent by ${method} reaches Friendbuy`, async () => {
      edge.sandbox.clear();
      const text = JSON.stringify({
        ...event,
        messageId: `m-${method}`,
        properties: { ...event.properties, order_id: `o-${method}` },
      });
      const signature = createHmac("sha1", "hush-2").update(text).digest("hex");
      const response = await send({ path: "/webhooks/segment", signature, text }, method);
      assert.equal(response.status, 200);
      const [call = assert.fail()] = await edge.sandbox.waitForCalls(1, { path: "/v1/event/*" });
      assert.equal(/** @type {any} */ (call.body).customerId, "customer-1");
    });
  }

  it("an erasure signed by Segment reaches Friendbuy, once however often it is sent", async () => {
    const erased = () =>
      edge.sandbox
        .calls({ method: "DELETE", path: "/v1/user-data" })
        .map(({ query }) => String(query.customerId))
        .filter((id) => id.startsWith("customer-"));
    const erasure = (/** @type {string} */ userId) => {
      const text = JSON.stringify({ type: "delete", userId, messageId: `d-${userId.at(-1)}` });
      const signature = createHmac("sha1", "hush-1").update(text).digest("hex");
      return send({ path: "/webhooks/segment", signature, text });
    };
    const done = (/** @type {Line} */ { about, messageId }) =>
      about === "erasure" && ["d-7", "d-8"].includes(messageId);
    assert.equal((await erasure("customer-7")).status, 200);
    await edge.logged(done);
    // A replay, and something behind it that shows when it is through.
    assert.equal((await erasure("customer-7")).status, 200);
    assert.equal((await erasure("customer-8")).status, 200);
    await edge.logged(done, 2);
    assert.deepEqual(erased().sort(), ["customer-7", "customer-8"]);
  });

  for (const method of ["GET", "DELETE", "OPTIONS"]) {
    it(`${method} is answered with the methods there are`, async () => {
      const response = await fetch(`${edge.url}/webhooks/segment`, { method });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "POST, PUT, PATCH");
    });
  }

  for (const path of ["/webhooks", "/webhooks/", "/webhooks/segment/x", "/webhooks/Segment"]) {
    it(`${path} leads nowhere`, async () => {
      const response = await fetch(`${edge.url}${path}`, { method: "POST" });
      assert.equal(response.status, 404);
    });
  }

  it("a body of 20 MB is not read to its end", async () => {
    const body = " ".repeat(20_000_000);
    const response = await send({ path: "/webhooks/segment", secret: "hush-1", text: body });
    assert.equal(response.status, 413);
  });

  it("4,000 events in one list are stored", async () => {
    const list = Array.from({ length: 4000 }, (_, index) => ({
      ...event,
      event: "Other",
      messageId: `m-${index}`,
    }));
    const one = { path: "/webhooks/segment", secret: "hush-1", body: list };
    assert.equal((await send(one)).status, 200);
    const isIt = (/** @type {Line} */ line) => isWebhook(line) && line.queued === 4000;
    await edge.logged(isIt);
  });

  it("without a secret, webhooks are for the sender to repeat", async () => {
    for (const name of ["no secret", "commas"]) {
      const { status, answer } = await edge.ask(name, "/webhooks/segment", { method: "POST" });
      assert.deepEqual([status, answer.code], [503, "not-set-up"]);
    }
    assert.equal((await edge.ask("no secret", "/healthz")).status, 200);
    const { answer } = await edge.ask("commas", "/healthz");
    assert.deepEqual(answer.problems, [
      { setting: "WEBHOOK_SECRET", message: "holds no secret, only commas" },
    ]);
  });
});

it("the log holds neither secrets nor personal data", () => {
  const text = JSON.stringify([edge.log, strict.log]);
  for (const hidden of ["hush", "u-1", "u-9", "customer-", "joe@example.com", "203.0.113.9"]) {
    assert.ok(!text.includes(hidden), hidden);
  }
});
