// The desk: its HTTP API, on the Worker with its database and queue.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ADMIN_TOKEN, startDesk } from "./desk.mjs";

/**
 * @import { Desk } from "./desk.mjs"
 */

/** @param {string} orderId */
const purchase = (orderId) => ({
  type: "track",
  event: "Order Completed",
  messageId: `m-${orderId}`,
  userId: "customer-1",
  properties: { order_id: orderId, total: 10, currency: "USD", email: "joe@example.com" },
});

const DOCUMENT = {
  version: 1,
  mappings: [
    {
      id: "purchase",
      action: "trackPurchase",
      trigger: 'type = "track" and event = "Order Completed"',
      fields: { amount: { "@path": "$.properties.revenue" } },
    },
  ],
};

/** @type {Desk} */
let desk;
before(async () => {
  desk = await startDesk({ more: { off: { ADMIN_TOKEN: null }, short: { ADMIN_TOKEN: "short" } } });
});
after(() => desk?.stop());

describe("who may", () => {
  it("is told by a token alone", async () => {
    const { status, answer, headers } = await desk.call("GET", "/api/stats", { token: null });
    assert.equal(status, 401);
    assert.equal(headers.get("www-authenticate"), 'Bearer realm="friendbuy-edge"');
    assert.deepEqual(answer.error, {
      code: "admin-token",
      message: "the admin token is missing",
      help: "send the header `Authorization: Bearer <ADMIN_TOKEN>`",
    });
    assert.equal((await desk.call("GET", "/api/stats")).status, 200);
  });

  it("is asked before whether there is such a path", async () => {
    assert.equal((await desk.call("GET", "/api/nowhere", { token: null })).status, 401);
    assert.equal((await desk.call("GET", "/api/nowhere")).status, 404);
  });

  it("is nobody without the setting", async () => {
    for (const name of ["off", "short"]) {
      const { status, answer } = await desk.ask(name, "/api/stats", {
        headers: { authorization: "Bearer short" },
      });
      assert.deepEqual([status, answer.error.code], [503, "admin-switched-off"]);
      assert.match(answer.error.help, /npx wrangler secret put ADMIN_TOKEN/);
    }
    assert.equal((await desk.ask("off", "/healthz")).status, 200);
    const { answer } = await desk.ask("short", "/healthz");
    assert.deepEqual(answer.problems, [
      {
        setting: "ADMIN_TOKEN",
        message:
          "must have at least 16 characters, ASCII without spaces; `openssl rand -hex 32` makes one",
      },
    ]);
  });

  it("waits after ten wrong tokens, whatever token comes next", async () => {
    const headers = { "cf-connecting-ip": "203.0.113.66" };
    for (let guess = 0; guess < 10; guess++) {
      const { status } = await desk.call("GET", "/api/stats", { token: `guess-${guess}`, headers });
      assert.equal(status, 401);
    }
    const refused = await desk.call("GET", "/api/stats", { headers });
    assert.deepEqual([refused.status, refused.answer.error.code], [429, "too-many-failures"]);
    const wait = Number(refused.headers.get("retry-after"));
    assert.ok(wait > 50 && wait <= 60, `${wait}`);
    const elsewhere = { "cf-connecting-ip": "203.0.113.67" };
    assert.equal((await desk.call("GET", "/api/stats", { headers: elsewhere })).status, 200);
  });
});

describe("requests", () => {
  it("with another method are answered with the methods there are", async () => {
    const { status, headers } = await desk.call("PATCH", "/api/destination");
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, PUT, DELETE"]);
  });

  it("for something else than JSON are refused", async () => {
    const headers = { accept: "text/html" };
    assert.equal((await desk.call("GET", "/api/stats", { headers })).status, 406);
  });

  for (const [title, status, code, init] of /** @type {const} */ ([
    ["no JSON by its type", 415, "media-type", { headers: { "content-type": "text/plain" } }],
    ["no JSON", 400, "not-json", { body: "{" }],
    ["no UTF-8", 400, "not-utf-8", { body: Buffer.from([0x22, 0xff, 0x22]) }],
    ["no object", 422, "body-member", { body: "[]" }],
    ["more than it may", 413, "request-too-large", { body: " ".repeat(1024 * 1024 + 1) }],
    ["a member nobody knows", 422, "body-member", { body: '{"evnet": {}}' }],
  ])) {
    it(`with a body of ${title} are refused`, async () => {
      const { status: is, answer } = await desk.call("POST", "/api/preview", {
        body: '{"event": {}}',
        ...init,
      });
      assert.deepEqual([is, answer.error.code], [status, code]);
    });
  }

  it("get no headers that open them to other sites", async () => {
    const headers = { origin: "https://elsewhere.example" };
    const { headers: got } = await desk.call("GET", "/api/stats", { headers });
    assert.deepEqual(
      [...got.keys()].filter((name) => name.startsWith("access-control")),
      [],
    );
    assert.equal(got.get("cache-control"), "no-store");
  });
});

describe("preview", () => {
  it("shows the calls of an event, and sends none", async () => {
    desk.sandbox.clear();
    const { status, answer } = await desk.call("POST", "/api/preview", {
      body: { event: purchase("o-1") },
    });
    assert.equal(status, 200);
    assert.deepEqual(
      answer.requests.map((/** @type {any} */ { path, body }) => [path, body.amount]),
      [["/v1/event/purchase", 10]],
    );
    assert.deepEqual(desk.sandbox.calls(), []);
  });

  it("takes a document to try", async () => {
    const event = purchase("o-1");
    const body = { event, document: { ...DOCUMENT, mappings: [] } };
    const { answer } = await desk.call("POST", "/api/preview", { body });
    assert.deepEqual(answer.requests, []);
  });

  it("says everything that is wrong with a document", async () => {
    const body = { event: {}, document: { mapings: [], mappings: [{ id: "a" }] } };
    const { status, answer } = await desk.call("POST", "/api/preview", { body });
    assert.deepEqual([status, answer.error.code], [422, "document"]);
    const codes = answer.error.diagnostics.map((/** @type {any} */ { code }) => code);
    assert.deepEqual(codes, ["unknown-key", "missing-key", "missing-key"]);
  });
});

describe("credentials", () => {
  it("are good", async () => {
    const { answer } = await desk.call("GET", "/api/credentials/check");
    assert.deepEqual(answer, { ok: true, host: desk.sandbox.url, httpStatus: 200 });
  });

  it("are refused, and Friendbuy says why", async () => {
    desk.sandbox.fault({ path: "/v1/authorization", status: 401, body: { message: "no such" } });
    const { status, answer } = await desk.call("GET", "/api/credentials/check");
    assert.equal(status, 200);
    assert.deepEqual(
      [answer.ok, answer.code, answer.httpStatus, answer.message],
      [false, "credentials-refused", 401, "no such"],
    );
    assert.equal((await desk.call("GET", "/api/credentials/check")).answer.ok, true);
  });
});

describe("the document", () => {
  const put = (/** @type {unknown} */ body, /** @type {string | null} */ tag, query = "") =>
    desk.call("PUT", `/api/destination${query}`, {
      body,
      headers: tag === null ? {} : { "if-match": tag },
    });
  const read = () => desk.call("GET", "/api/destination");
  const tagOf = async () => (await read()).headers.get("etag") ?? assert.fail("no ETag");

  beforeEach(async () => {
    await desk.call("DELETE", "/api/destination", { headers: { "if-match": "*" } });
  });

  it("is the standard one at first", async () => {
    const { status, answer, headers } = await read();
    assert.equal(status, 200);
    assert.equal(headers.get("x-destination-source"), "standard");
    assert.deepEqual(
      answer.mappings.map((/** @type {any} */ { id }) => id),
      ["customer", "purchase", "sign-up"],
    );
    const headers2 = { "if-none-match": headers.get("etag") ?? "" };
    const again = await desk.call("GET", "/api/destination", { headers: headers2 });
    assert.equal(again.status, 304);
  });

  it("is published byte by byte, and what changes is said", async () => {
    const text = JSON.stringify(DOCUMENT, null, 3);
    const { status, answer } = await put(text, await tagOf(), "?note=revenue");
    assert.equal(status, 200);
    assert.equal(answer.published, true);
    assert.deepEqual(answer.changes, [
      {
        change: "changes",
        differences: [
          { pointer: "/name", before: "Friendbuy (Cloud Destination)" },
          { pointer: "/mode", before: "documented" },
        ],
      },
      { change: "vanishes", mapping: "customer" },
      {
        change: "changes",
        mapping: "purchase",
        differences: [
          { pointer: "/name", before: "Track Purchase" },
          { pointer: "/fields", after: DOCUMENT.mappings[0]?.fields },
        ],
      },
      { change: "vanishes", mapping: "sign-up" },
    ]);
    const now = await read();
    assert.equal(now.text, text);
    assert.equal(now.headers.get("x-destination-source"), "published");
    assert.equal(now.headers.get("x-destination-version"), String(answer.version));
    assert.equal(now.headers.get("etag"), answer.etag);
    const same = await put(text, answer.etag);
    assert.deepEqual([same.answer.published, same.answer.changes], [false, []]);
  });

  it("is in force for events within seconds", async () => {
    desk.sandbox.clear();
    await put(DOCUMENT, "*");
    await sleep(5500);
    const event = purchase(randomUUID());
    const { properties } = event;
    await desk.post("/v1/track", { ...event, properties: { ...properties, revenue: 7 } });
    const [call = assert.fail()] = await desk.sandbox.waitForCalls(1, { path: "/v1/event/*" });
    assert.equal(/** @type {any} */ (call.body).amount, 7);
  });

  it("is not published without having been seen", async () => {
    const seen = await tagOf();
    assert.equal((await put(DOCUMENT, null)).status, 428);
    assert.equal((await put(DOCUMENT, seen)).status, 200);
    const late = await put({ ...DOCUMENT, mappings: [] }, seen);
    assert.deepEqual([late.status, late.answer.error.code], [412, "precondition-failed"]);
    assert.equal(late.headers.get("etag"), await tagOf());
    assert.deepEqual((await read()).answer, DOCUMENT);
  });

  it("of two that are published at once, one is", async () => {
    const seen = await tagOf();
    const documents = Array.from({ length: 8 }, (_, index) => ({ ...DOCUMENT, name: `${index}` }));
    const answers = await Promise.all(documents.map((document) => put(document, seen)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);
    const winner = documents[answers.findIndex(({ status }) => status === 200)];
    assert.deepEqual((await read()).answer, winner);
  });

  it("is checked as a whole before it is in force", async () => {
    const wrong = {
      ...DOCUMENT,
      mode: "loose",
      mappings: [{ id: "a", action: "x", trigger: "y" }],
    };
    const { status, answer } = await put(wrong, "*");
    assert.deepEqual([status, answer.error.code], [422, "document"]);
    const pointers = answer.error.diagnostics.map((/** @type {any} */ { pointer }) => pointer);
    assert.deepEqual(pointers, ["/mode", "/mappings/0/action", "/mappings/0/trigger"]);
    assert.equal((await read()).headers.get("x-destination-source"), "standard");
  });

  it("can be tried", async () => {
    const { status, answer } = await put(DOCUMENT, null, "?dryRun=true");
    assert.deepEqual([status, answer.published, answer.changes.length], [200, false, 4]);
    assert.equal((await read()).headers.get("x-destination-source"), "standard");
  });

  it("has versions, which can be read and restored", async () => {
    const first = (await put({ ...DOCUMENT, name: "first" }, "*", "?note=one")).answer;
    const second = (await put({ ...DOCUMENT, name: "second" }, "*")).answer;
    const list = await desk.call("GET", "/api/destination/versions?limit=2");
    assert.deepEqual(
      list.answer.versions.map((/** @type {any} */ { version, note }) => [version, note]),
      [
        [second.version, undefined],
        [first.version, "one"],
      ],
    );
    const next = await desk.call(
      "GET",
      `/api/destination/versions?limit=2&cursor=${list.answer.next}`,
    );
    assert.ok(
      next.answer.versions.every((/** @type {any} */ entry) => entry.version < first.version),
    );
    const old = await desk.call("GET", `/api/destination/versions/${first.version}`);
    assert.equal(old.answer.name, "first");
    const path = `/api/destination/versions/${first.version}/restore`;
    assert.equal((await desk.call("POST", path)).status, 428);
    const restored = await desk.call("POST", path, { headers: { "if-match": second.etag } });
    assert.equal(restored.status, 200, restored.text);
    assert.ok(restored.answer.version > second.version);
    assert.equal((await read()).answer.name, "first");
    const [latest] = (await desk.call("GET", "/api/destination/versions")).answer.versions;
    assert.equal(latest.restoredFrom, first.version);
    for (const version of ["0", "01", "x", "999999", "-1"]) {
      const { status } = await desk.call("GET", `/api/destination/versions/${version}`);
      assert.equal(status, 404, version);
    }
  });

  it("is withdrawn, and then that of the settings is in force", async () => {
    const { answer } = await put(DOCUMENT, "*");
    const withdrawn = await desk.call("DELETE", "/api/destination?note=back", {
      headers: { "if-match": answer.etag },
    });
    assert.equal(withdrawn.status, 200);
    assert.equal((await read()).headers.get("x-destination-source"), "standard");
    const [latest] = (await desk.call("GET", "/api/destination/versions")).answer.versions;
    assert.deepEqual([latest.withdrawn, latest.note], [true, "back"]);
    assert.equal(
      (await desk.call("GET", `/api/destination/versions/${latest.version}`)).status,
      404,
    );
  });
});

it("a published document that another release wrote is said at /healthz, and can be withdrawn", async () => {
  await desk.rows(
    "INSERT INTO document_versions (etag, document, at) VALUES ('x', '{\"version\": 2, \"mappings\": []}', 0)",
  );
  await sleep(5200);
  const { status, answer } = await desk.call("GET", "/healthz");
  assert.equal(status, 503);
  assert.deepEqual(
    answer.problems.map((/** @type {any} */ { setting }) => setting),
    ["DESTINATION"],
  );
  const preview = await desk.call("POST", "/api/preview", { body: { event: {} } });
  assert.deepEqual([preview.status, preview.answer.error.code], [503, "live-document"]);
  const headers = { "if-match": "*" };
  assert.equal((await desk.call("DELETE", "/api/destination", { headers })).status, 200);
  const again = await desk.call("POST", "/api/preview", { body: { event: {} } });
  assert.equal(again.status, 200);
});

it("the log holds neither the token nor personal data", () => {
  const text = JSON.stringify(desk.log);
  for (const hidden of [ADMIN_TOKEN, "guess-", "joe@example.com", "203.0.113"]) {
    assert.ok(!text.includes(hidden), hidden);
  }
});
