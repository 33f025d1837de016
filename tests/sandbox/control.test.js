import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ask, authorize, BODIES, post } from "./client.js";
import { DEMO_CREDENTIALS, startSandbox } from "./server.js";

/**
 * @import { Call } from "./calls.js"
 * @import { Sandbox, SandboxOptions } from "./server.js"
 */

const PURCHASE = "/v1/event/purchase";
const CUSTOMER = "/v1/customer";
const OTHER = { key: "11111111-1111-4111-8111-111111111111", secret: "two", merchant: "other" };

/** @type {Sandbox} */
let sandbox;

beforeEach(() => start({}));
afterEach(() => sandbox.close());

/** @param {SandboxOptions} options */
async function start(options) {
  await sandbox?.close();
  sandbox = await startSandbox(options);
}

/**
 * @param {string} path
 * @param {Parameters<typeof ask>[1]} [request]
 */
const control = (path, request) => ask(`${sandbox.url}/__sandbox${path}`, request);
/** @param {string} query */
const listed = async (query) => {
  const { calls } = (await control(`/calls${query}`)).json;
  return calls.map((/** @type {Call} */ { id }) => id);
};

describe("the record", () => {
  test("holds each call whole, without its token and secret", async () => {
    await start({ clock: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
    const { json } = await post(sandbox, `${PURCHASE}?a=1`, BODIES[PURCHASE]);
    const [first, second] = sandbox.calls();
    assert.deepEqual(second, {
      id: 2,
      at: "2026-01-02T03:04:05.678Z",
      merchant: "demo",
      method: "POST",
      path: PURCHASE,
      query: { a: "1" },
      headers: {
        accept: "*/*",
        "content-type": "application/json",
        "content-length": String(JSON.stringify(BODIES[PURCHASE]).length),
        "user-agent": "node",
        authorization: "Bearer [redacted]",
      },
      body: BODIES[PURCHASE],
      status: 201,
      answer: json,
      accepted: true,
      answered: true,
      fault: null,
    });
    assert.deepEqual(first?.body, { key: DEMO_CREDENTIALS.key, secret: "[redacted]" });
    assert.equal(first?.merchant, "demo");
    assert.match(JSON.stringify(first?.answer), /"token":"\[redacted\]"/);
  });

  test("holds no secret, however it was sent, and no token", async () => {
    const url = `${sandbox.url}/v1/authorization`;
    const { secret, key } = DEMO_CREDENTIALS;
    const token = await authorize(sandbox);
    for (const body of [secret, [secret], `{"secret":"${secret}"`, { key, authSecret: secret }]) {
      await ask(url, { body: typeof body === "string" ? body : JSON.stringify(body) });
    }
    for (const authorization of [token, `Bearer ${token}`, `Basic ${token}`, `Bearer  ${token} `]) {
      await ask(`${sandbox.url}${CUSTOMER}`, { body: {}, headers: { authorization } });
    }
    const { text } = await control("/calls");
    assert.equal(text.includes(secret), false);
    assert.equal(text.includes(token), false);
    assert.equal(sandbox.calls().length, 9);
    const schemes = sandbox.calls({ path: CUSTOMER }).map(({ headers }) => headers.authorization);
    const [bare, bearer] = ["[redacted]", "Bearer [redacted]"];
    assert.deepEqual(schemes, [bare, bearer, "Basic [redacted]", bearer]);
  });

  test("holds what was refused, with the text when it is no JSON", async () => {
    await post(sandbox, CUSTOMER, "not JSON");
    await ask(`${sandbox.url}/nowhere`);
    const [, broken, nowhere] = sandbox.calls();
    assert.deepEqual([broken?.body, broken?.status, broken?.accepted], ["not JSON", 400, false]);
    assert.deepEqual([nowhere?.body, nowhere?.status, nowhere?.merchant], [null, 404, null]);
    assert.match(JSON.stringify(nowhere?.answer), /"error":"Not Found"/);
  });

  test("says whose call it was", async () => {
    await start({
      credentials: [DEMO_CREDENTIALS, OTHER, { ...OTHER, key: OTHER.key.replace(/1/g, "2") }],
    });
    await post(sandbox, CUSTOMER, {}, await authorize(sandbox, OTHER));
    await post(sandbox, CUSTOMER, {}, "unknown");
    assert.deepEqual(
      sandbox.calls().map(({ merchant }) => merchant),
      ["other", "other", null],
    );
  });

  test("names a merchant without a name by the key", async () => {
    const { key, secret } = OTHER;
    await start({ credentials: [{ key, secret }] });
    await authorize(sandbox, OTHER);
    assert.equal(sandbox.calls()[0]?.merchant, key);
  });

  test("keeps the newest and counts what it gave up", async () => {
    await start({ keepCalls: 2 });
    for (let index = 0; index < 5; index += 1) await ask(`${sandbox.url}/${index}`);
    assert.deepEqual(
      sandbox.calls().map(({ path }) => path),
      ["/3", "/4"],
    );
    assert.equal((await control("/calls")).json.forgotten, 3);
    sandbox.clear();
    for (let index = 5; index < 8; index += 1) await ask(`${sandbox.url}/${index}`);
    assert.deepEqual(
      sandbox.calls().map(({ id }) => id),
      [7, 8],
    );
    assert.equal((await control("/calls")).json.forgotten, 1);
  });

  test("is told as it grows; a listener that fails harms nobody", async () => {
    /** @type {Call[]} */
    const told = [];
    /** @type {string[]} */
    const lines = [];
    const warned = new Promise((resolve) => process.once("warning", resolve));
    await start({
      onCall: (call) => {
        told.push(call);
        throw new Error("listener");
      },
      log: (line) => lines.push(line),
    });
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER])).status, 201);
    assert.deepEqual(told, sandbox.calls());
    assert.equal((await warned).message, "listener");
    assert.equal(lines.length, 2);
    const line =
      /^\d\d:\d\d:\d\d {2}POST {3}\/v1\/customer {15}201 {2}\{"email":"user@example.com".{132}…$/;
    assert.match(lines[1] ?? "", line);
  });
});

test("a line cannot be broken, nor the terminal steered, by what a sender writes", async () => {
  /** @type {string[]} */
  const lines = [];
  await start({ log: (line) => lines.push(line) });
  const token = await authorize(sandbox);
  const hostile = "\u0085\u009b2J\u202e\u2028\u001b[31m\n";
  await post(sandbox, CUSTOMER, { ...BODIES[CUSTOMER], email: `${hostile}@x` }, token);
  await post(sandbox, CUSTOMER, { email: `a@b${"\ud800"}`, customerId: hostile.trim() }, token);
  await post(sandbox, CUSTOMER, `not JSON ${hostile}`, token);
  assert.equal(lines.length, 4);
  for (const line of lines) assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
  assert.match(lines[2] ?? "", /"customerId":"\ufffd{2}2J/);
});

describe("GET /__sandbox/calls", () => {
  beforeEach(async () => {
    const token = await authorize(sandbox);
    await post(sandbox, CUSTOMER, BODIES[CUSTOMER], token);
    await post(sandbox, PURCHASE, BODIES[PURCHASE], token);
    await post(sandbox, PURCHASE, {}, token);
  });

  test("filters", async () => {
    assert.deepEqual(await listed(""), [1, 2, 3, 4]);
    assert.deepEqual(await listed(`?path=${PURCHASE}`), [3, 4]);
    assert.deepEqual(await listed("?path=/v1/c*"), [2]);
    assert.deepEqual(await listed("?status=422"), [4]);
    assert.deepEqual(await listed("?accepted=true"), [1, 2, 3]);
    assert.deepEqual(await listed("?accepted=false"), [4]);
    assert.deepEqual(await listed("?since=2"), [3, 4]);
    assert.deepEqual(await listed(`?path=${PURCHASE}&status=201`), [3]);
    assert.deepEqual(await listed("?method=get"), []);
    assert.deepEqual(await listed("?merchant=demo&since=3"), [4]);
    assert.deepEqual(await listed("?merchant=other"), []);
    assert.deepEqual(
      sandbox.calls({ path: PURCHASE, accepted: true }).map(({ id }) => id),
      [3],
    );
  });

  test("filters by time", async () => {
    const hour = 3_600_000;
    assert.deepEqual(
      await listed(`?since=${new Date(Date.now() - hour).toISOString()}`),
      [1, 2, 3, 4],
    );
    assert.deepEqual(await listed(`?since=${new Date(Date.now() + hour).toISOString()}`), []);
  });

  for (const [query, complaint] of [
    ["status=ok", "`status` must be an integer, not text"],
    ["accepted=yes", "`accepted` must be true or false, not text"],
    ["since=yesterday", "`since` must be the id of a call or an ISO time"],
    ["timeoutMs=60001", "`timeoutMs` must be from 0 to 60000"],
    [
      "pth=x",
      "`pth` is unknown (known: path, method, status, merchant, accepted, since, count, timeoutMs)",
    ],
  ]) {
    test(`refuses ?${query}`, async () => {
      const { status, json } = await control(`/calls?${query}`);
      assert.equal(status, 400);
      assert.equal(json.error, complaint);
    });
  }

  test("DELETE forgets the calls, and only them", async () => {
    sandbox.fault({ status: 500 });
    assert.equal((await control("/calls", { method: "DELETE" })).status, 204);
    assert.deepEqual(await listed(""), []);
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER])).status, 500);
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER])).status, 200);
    assert.deepEqual(await listed(`?path=${CUSTOMER}`), [6, 8]);
  });

  test("count waits for calls still to come", async () => {
    const pending = listed("?path=/late&count=2&timeoutMs=10000");
    const rest = setInterval(() => ask(`${sandbox.url}/late`), 50);
    try {
      assert.deepEqual(await pending, [5, 6]);
    } finally {
      clearInterval(rest);
    }
  });

  test("count answers with what there is when the time is up", async () => {
    const begun = performance.now();
    assert.deepEqual(await listed(`?path=${PURCHASE}&count=3&timeoutMs=200`), [3, 4]);
    const waited = performance.now() - begun;
    assert.ok(waited >= 195, String(waited));
  });
});

describe("waitForCalls", () => {
  test("resolves with calls past and future", async () => {
    await ask(`${sandbox.url}/a`);
    const pending = sandbox.waitForCalls(2, { path: "/a" });
    await ask(`${sandbox.url}/b`);
    await ask(`${sandbox.url}/a`);
    const found = await pending;
    await ask(`${sandbox.url}/a`);
    assert.deepEqual(
      found.map(({ id }) => id),
      [1, 3],
    );
  });

  test("rejects with what came instead", async () => {
    await ask(`${sandbox.url}/b`);
    await assert.rejects(
      sandbox.waitForCalls(1, { path: "/a" }, 20),
      (/** @type {Error} */ error) => {
        const [first, second] = error.message.split("\n");
        const expected = 'waited for 1 calls matching {"path":"/a"}, found 0; received 1 in all:';
        assert.equal(first, expected);
        assert.match(second ?? "", /GET {4}\/b .* 404 {2}Unknown URL \/b$/);
        return true;
      },
    );
  });

  test("ends when the sandbox closes", async () => {
    const pending = assert.rejects(sandbox.waitForCalls(1, {}, 60_000), /waited for 1 calls/);
    await sandbox.close();
    await pending;
  });
});

describe("the other control routes", () => {
  test("faults are placed, listed and removed", async () => {
    const placed = await control("/faults", { body: { status: 503, times: 2 } });
    assert.equal(placed.status, 201);
    const one = { status: 503, times: 2, id: 1, struck: 0, remaining: 2 };
    assert.deepEqual(placed.json, { faults: [one] });
    await control("/faults", { body: [{ delayMs: 1, every: true }, { drop: "request" }] });
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER])).status, 503);
    const { faults } = (await control("/faults")).json;
    assert.deepEqual(faults, [
      { ...one, struck: 1, remaining: 1 },
      { delayMs: 1, every: true, id: 2, struck: 0, remaining: null },
      { drop: "request", id: 3, struck: 0, remaining: 1 },
    ]);
    assert.deepEqual((await control("/faults?id=2", { method: "DELETE" })).json, { removed: 1 });
    assert.deepEqual((await control("/faults", { method: "DELETE" })).json, { removed: 2 });
    assert.deepEqual((await control("/faults")).json, { faults: [] });
  });

  test("a list with a bad fault places none", async () => {
    const { status, json } = await control("/faults", { body: [{ status: 500 }, { status: 1 }] });
    assert.equal(status, 400);
    assert.equal(json.error, "fault: `status` must be from 200 to 599");
    assert.deepEqual((await control("/faults")).json.faults, []);
    assert.equal((await control("/faults", { body: "{" })).status, 400);
    assert.equal((await control("/faults?id=x", { method: "DELETE" })).status, 400);
  });

  test("a fault can be placed without any header, as curl -d does", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    assert.equal((await control("/faults", { body: { status: 500 }, headers })).status, 201);
  });

  test("tokens are revoked, all or one merchant's", async () => {
    await start({ credentials: [DEMO_CREDENTIALS, OTHER] });
    const token = await authorize(sandbox);
    const theirs = await authorize(sandbox, OTHER);
    const revoke = async (/** @type {string} */ query) =>
      (await control(`/revoke-tokens${query}`, { method: "POST" })).json;
    assert.deepEqual(await revoke("?merchant=demo"), { revoked: 1 });
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER], token)).status, 401);
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER], theirs)).status, 201);
    assert.deepEqual(await revoke(""), { revoked: 1 });
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER], theirs)).status, 401);
  });

  test("reset forgets everything", async () => {
    const token = await authorize(sandbox);
    await post(sandbox, CUSTOMER, BODIES[CUSTOMER], token);
    sandbox.fault({ status: 500 });
    assert.equal((await control("/reset", { method: "POST" })).status, 204);
    assert.deepEqual(sandbox.calls(), []);
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER], token)).status, 401);
    assert.equal((await post(sandbox, CUSTOMER, BODIES[CUSTOMER])).status, 201);
  });

  test("are not recorded as calls", async () => {
    await control("/faults");
    assert.deepEqual(sandbox.calls(), []);
  });

  test("list themselves and explain mistakes", async () => {
    const { json } = await control("");
    for (const name of Object.keys(json)) {
      const [method = "", path = ""] = name.split(" ");
      if (method !== "GET") continue;
      assert.equal((await ask(sandbox.url + path)).status, 200, name);
    }
    assert.ok(json["POST /__sandbox/revoke-tokens"]);
    const wrong = await control("/revoke-tokens");
    assert.equal(wrong.status, 405);
    assert.equal(wrong.headers.get("allow"), "POST");
    assert.equal(wrong.json.error, "/__sandbox/revoke-tokens takes POST, not GET");
    const unknown = await control("/nope");
    assert.equal(unknown.status, 404);
    assert.equal(unknown.json.error, "no control route /__sandbox/nope; see GET /__sandbox");
    assert.equal((await control("/constructor")).status, 404);
  });
});
