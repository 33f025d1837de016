import assert from "node:assert/strict";
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ask, assertFailure, authorize, BODIES, post, UUID } from "./client.js";
import { DEMO_CREDENTIALS, startSandbox } from "./server.js";

/** @import { Sandbox, SandboxOptions } from "./server.js" */

const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const { key, secret } = DEMO_CREDENTIALS;
const OTHER = { key: "11111111-1111-4111-8111-111111111111", secret: "two", merchant: "other" };
const PURCHASE = BODIES["/v1/event/purchase"];

/** @type {Sandbox} */
let sandbox;
/** @type {number} */
let now;

beforeEach(() => start({}));
afterEach(() => sandbox.close());

/** @param {SandboxOptions} options */
async function start(options) {
  await sandbox?.close();
  now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  sandbox = await startSandbox({ clock: () => now, ...options });
}

/** @param {unknown} body */
const authorization = (body) => ask(`${sandbox.url}/v1/authorization`, { body });
/** @param {Record<string, string>} headers */
const purchase = (headers) => ask(`${sandbox.url}/v1/event/purchase`, { body: PURCHASE, headers });

describe("authorization", () => {
  test("answers type, token and expiry in 20 minutes", async () => {
    const { status, json } = await authorization({ key, secret });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ["tokenType", "token", "expires"]);
    assert.equal(json.tokenType, "Bearer");
    assert.match(json.token, /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/);
    assert.equal(json.expires, "2026-01-02T03:24:05.678Z");
  });

  /** @type {[string, unknown, number, string][]} */
  const refusals = [
    ["a wrong secret", { key, secret: "no" }, 401, "no such pair of key and secret"],
    ["an unknown key", { key: OTHER.key, secret }, 401, "no such pair of key and secret"],
    ["a key that is no UUID", { key: "k", secret }, 422, "`key` must be a UUID"],
    ["a missing key", { secret }, 422, "`key` is required"],
    ["nothing", {}, 422, "`key` is required; `secret` is required"],
    ["a number as secret", { key, secret: 5 }, 422, "`secret` must be text, not a number"],
    ["a list", [key, secret], 400, "the body must be a JSON object"],
    ["empty text", " ", 400, "the body is empty"],
    ["broken JSON", `{"key":"${key}" "x"}`, 400, "the body is not valid JSON (at character 46)"],
    ["JSON cut short", '{"key', 400, "the body is not valid JSON"],
  ];
  for (const [what, body, status, message] of refusals) {
    test(`refuses ${what}`, async () => {
      const answered = await authorization(body);
      // Node's versions differ on whether an early end has a position.
      if (what === "JSON cut short") answered.json.message = answered.json.message.slice(0, 26);
      assertFailure(answered, status, message);
    });
  }

  test("tells a secret that still has its environment prefix", async () => {
    const { status, json } = await authorization({ key, secret: `dev:${secret}` });
    assert.equal(status, 401);
    assert.match(json.message, /environment prefix/);
  });

  test("wants the JSON media type, with or without parameters", async () => {
    const url = `${sandbox.url}/v1/authorization`;
    const body = JSON.stringify({ key, secret });
    const plain = await ask(url, { body, headers: { "content-type": "text/plain" } });
    assertFailure(plain, 400, "send the header `Content-Type: application/json`");
    const withCharset = { "content-type": "Application/JSON; charset=utf-8" };
    assert.equal((await ask(url, { body, headers: withCharset })).status, 200);
  });
});

describe("tokens", () => {
  test("work with the Bearer prefix, in any case, and bare", async () => {
    const token = await authorize(sandbox);
    for (const value of [`Bearer ${token}`, `bearer ${token}`, token]) {
      assert.equal((await purchase({ authorization: value })).status, 201, value);
    }
  });

  test("are needed on every operation but authorization", async () => {
    for (const path of [...Object.keys(BODIES), "/v1/user-data"]) {
      const method = path === "/v1/user-data" ? "DELETE" : "POST";
      const answered = await ask(sandbox.url + path, { method, body: {} });
      assertFailure(answered, 401, "send the header `Authorization: Bearer <token>`");
    }
  });

  test("that were not issued here are refused, and so are other schemes", async () => {
    const unknown = await purchase({ authorization: "Bearer abc" });
    assertFailure(unknown, 401, "the token is not one of ours");
    const basic = await purchase({ authorization: "Basic abc" });
    assertFailure(basic, 401, "send the header `Authorization: Bearer <token>`");
  });

  test("work until the moment they expire", async () => {
    await start({ tokenLifetimeMs: 1000 });
    const authorization = await authorize(sandbox);
    now += 999;
    assert.equal((await purchase({ authorization })).status, 201);
    now += 1;
    const message = "the token expired at 2026-01-02T03:04:06.678Z; authorize again";
    assertFailure(await purchase({ authorization }), 401, message);
    assert.equal(sandbox.revokeTokens(), 0, "there is none left to revoke");
  });

  test("can be revoked, all or one merchant's; new ones work", async () => {
    await start({ credentials: [DEMO_CREDENTIALS, OTHER] });
    const ours = await authorize(sandbox);
    const theirs = await authorize(sandbox, OTHER);
    assert.equal(sandbox.revokeTokens("demo"), 1);
    const message = "the token was revoked; authorize again";
    assertFailure(await purchase({ authorization: ours }), 401, message);
    assert.equal((await purchase({ authorization: theirs })).status, 201);
    assert.equal(sandbox.revokeTokens(), 1);
    assertFailure(await purchase({ authorization: theirs }), 401, message);
    assert.equal((await purchase({ authorization: await authorize(sandbox) })).status, 201);
  });

  for (const newTokenEndsOld of [false, true]) {
    test(`with newTokenEndsOld ${newTokenEndsOld}`, async () => {
      await start({ newTokenEndsOld, credentials: [DEMO_CREDENTIALS, OTHER] });
      const first = await authorize(sandbox);
      const theirs = await authorize(sandbox, OTHER);
      const second = await authorize(sandbox);
      const expected = newTokenEndsOld ? 401 : 201;
      assert.equal((await purchase({ authorization: first })).status, expected);
      assert.equal((await purchase({ authorization: second })).status, 201);
      assert.equal((await purchase({ authorization: theirs })).status, 201);
    });
  }
});

describe("operations", () => {
  for (const [path, body] of Object.entries(BODIES)) {
    test(`POST ${path} takes the documented example`, async () => {
      const { status, json } = await post(sandbox, path, body);
      assert.equal(status, 201);
      assert.deepEqual(Object.keys(json), ["eventId", "createdOn"]);
      assert.match(json.eventId, UUID);
      assert.equal(json.createdOn, "2026-01-02T03:04:05.678Z");
    });
  }

  test("a customer is created once per merchant, then updated", async () => {
    await start({ credentials: [DEMO_CREDENTIALS, OTHER] });
    const customer = { customerId: "c1", email: "a@example.com" };
    const send = async (/** @type {typeof OTHER} */ who, /** @type {object} */ body) =>
      (await post(sandbox, "/v1/customer", body, await authorize(sandbox, who))).status;
    assert.equal(await send(DEMO_CREDENTIALS, customer), 201);
    assert.equal(await send(DEMO_CREDENTIALS, { ...customer, email: "b@example.com" }), 200);
    assert.equal(await send(DEMO_CREDENTIALS, { ...customer, customerId: "c2" }), 201);
    assert.equal(await send(OTHER, customer), 201);
  });

  test("a refused customer is not created", async () => {
    const customer = { customerId: "c1", email: "a@example.com" };
    assert.equal((await post(sandbox, "/v1/customer", { customerId: "c1" })).status, 422);
    assert.equal((await post(sandbox, "/v1/customer", customer)).status, 201);
  });

  test("an event does not make a customer, whatever its type", async () => {
    const custom = { ...BODIES["/v1/event/custom"], eventType: "customer" };
    await post(sandbox, "/v1/event/custom", custom);
    assert.equal((await post(sandbox, "/v1/customer", BODIES["/v1/customer"])).status, 201);
  });

  test("a repeated purchase is accepted under a new eventId", async () => {
    const first = await post(sandbox, "/v1/event/purchase", PURCHASE);
    const second = await post(sandbox, "/v1/event/purchase", PURCHASE);
    assert.equal(second.status, 201);
    assert.notEqual(second.json.eventId, first.json.eventId);
  });

  test("an unrouted path gets the observed answer", async () => {
    const { status, json } = await ask(`${sandbox.url}/openapi.json`);
    assert.equal(status, 404);
    const message = "Unknown URL /openapi.json";
    assert.deepEqual(json, { error: "Not Found", message, code: 0, reference: "" });
  });

  test("a wrong method is not found either, and says which one is right", async () => {
    const { status, json } = await ask(`${sandbox.url}/v1/user-data`, { method: "PUT" });
    assert.equal(status, 404);
    assert.equal(json.message, "Unknown URL /v1/user-data for PUT; the method is GET or DELETE");
    assert.equal((await ask(`${sandbox.url}/v1/customer`, { method: "HEAD" })).status, 404);
  });
});

describe("personal data", () => {
  const EVENTS = ["/v1/customer", "/v1/event/purchase", "/v1/event/custom"];

  /**
   * @param {string} method
   * @param {string} query
   */
  async function userData(method, query) {
    const authorization = `Bearer ${await authorize(sandbox)}`;
    return ask(`${sandbox.url}/v1/user-data${query}`, { method, headers: { authorization } });
  }

  test("GET gathers what accepted calls told, and nothing of others", async () => {
    for (const path of EVENTS)
      await post(sandbox, path, BODIES[/** @type {"/v1/customer"} */ (path)]);
    await post(sandbox, "/v1/event/purchase", { ...PURCHASE, customerId: "x", email: "x@y.z" });
    const { status, json } = await userData("GET", "?email=user%40example.com");
    assert.equal(status, 200);
    assert.deepEqual(json.emails, ["user@example.com"]);
    assert.deepEqual(json.names, ["Test User"]);
    assert.deepEqual(json.customerIds, ["328989893"]);
    assert.deepEqual(json.ipAddresses, ["192.0.2.7"]);
    assert.deepEqual(json.languages, ["English"]);
    assert.deepEqual(json.trackedEvents, [{ type: "purchase" }, { type: "recurring_order" }]);
    assert.deepEqual(json.shares, json.conversions);
  });

  test("DELETE erases by customerId; the customer is new again", async () => {
    await post(sandbox, "/v1/customer", BODIES["/v1/customer"]);
    const { status, json } = await userData("DELETE", "?customerId=328989893");
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ["jobId"]);
    assert.match(json.jobId, UUID);
    assert.deepEqual((await userData("GET", "?email=user%40example.com")).json.emails, []);
    const again = await post(sandbox, "/v1/customer", BODIES["/v1/customer"]);
    assert.equal(again.status, 201);
  });

  test("DELETE erases by email and leaves the others", async () => {
    await post(sandbox, "/v1/event/purchase", PURCHASE);
    await post(sandbox, "/v1/event/purchase", { ...PURCHASE, email: "x@y.z" });
    await userData("DELETE", "?email=user%40example.com");
    assert.deepEqual((await userData("GET", "?customerId=328989893")).json.emails, ["x@y.z"]);
  });

  test("DELETE as the guide describes it: 204, no body", async () => {
    await start({ erasure: "guide" });
    const { status, text, headers } = await userData("DELETE", "?customerId=c");
    assert.equal(status, 204);
    assert.equal(text, "");
    assert.equal(headers.get("content-length"), null);
  });

  test("the query must name somebody", async () => {
    const nobody = "the query needs `email` or `customerId`";
    for (const query of ["", "?customerId=", "?customerID=c"]) {
      assertFailure(await userData("DELETE", query), 422, nobody);
    }
    const email = await userData("GET", "?email=nobody");
    assertFailure(email, 422, "`email` must be an email address");
  });
});

describe("starting and stopping", () => {
  test("listens on loopback alone, on any free port", () => {
    assert.equal(sandbox.url, `http://127.0.0.1:${sandbox.port}`);
    assert.ok(sandbox.port > 0);
  });

  test("a taken port is named", async () => {
    await assert.rejects(startSandbox({ port: sandbox.port }), {
      code: "EADDRINUSE",
      message: `port ${sandbox.port} of 127.0.0.1 is taken; choose another, or 0 for any free one`,
    });
  });

  /** @type {[any, string | RegExp][]} */
  const mistakes = [
    [null, "it must be an object, not null"],
    [{ port: 65_536 }, "`port` must be from 0 to 65535"],
    [
      { prot: 1, log: "x" },
      /`log` must be a function, not text; `prot` is unknown \(known: port, /,
    ],
    [{ credentials: [] }, "`credentials` must not be empty"],
    [
      { credentials: [{ key: "k" }] },
      /credentials\[0\].key` must be a UUID; .*secret` is required/,
    ],
    [{ credentials: [OTHER, OTHER] }, "`credentials` has the same key twice"],
    [{ erasure: "both" }, "`erasure` must be one of: reference, guide"],
    [{ tokenLifetimeMs: 0 }, "`tokenLifetimeMs` must be at least 1"],
  ];
  for (const [options, complaint] of mistakes) {
    test(`options ${JSON.stringify(options)} are refused`, async () => {
      const message = typeof complaint === "string" ? `startSandbox: ${complaint}` : complaint;
      await assert.rejects(startSandbox(options), { name: "TypeError", message });
    });
  }

  test("close ends open connections and waiting answers, frees the port, and can be repeated", async () => {
    sandbox.fault({ path: "*", delayMs: 60_000 });
    const hanging = authorize(sandbox);
    await sandbox.waitForCalls(1);
    const begun = performance.now();
    await Promise.all([sandbox.close(), sandbox.close(), assert.rejects(hanging)]);
    assert.ok(performance.now() - begun < 30_000);
    const server = createServer().listen(sandbox.port, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    await new Promise((resolve) => server.close(resolve));
  });

  test("two sandboxes know nothing of each other", async () => {
    const second = await startSandbox();
    try {
      const token = await authorize(sandbox);
      assert.equal((await post(second, "/v1/event/purchase", PURCHASE, token)).status, 401);
      assert.deepEqual(sandbox.calls().length, 1);
    } finally {
      await second.close();
    }
  });

  test("times are ISO with milliseconds on the real clock too", async () => {
    const real = await startSandbox();
    try {
      const { json } = await ask(`${real.url}/v1/authorization`, { body: { key, secret } });
      assert.match(json.expires, ISO_MS);
      const minutes = (Date.parse(json.expires) - Date.now()) / 60_000;
      assert.ok(minutes > 19.9 && minutes <= 20, String(minutes));
    } finally {
      await real.close();
    }
  });
});
