import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ask, assertFailure, authorize, BODIES, exchange, post } from "./client.js";
import { DEMO_CREDENTIALS, startSandbox } from "./server.js";

/**
 * @import { Fault } from "./faults.js"
 * @import { Sandbox } from "./server.js"
 */

const { key, secret } = DEMO_CREDENTIALS;
const PURCHASE = "/v1/event/purchase";
const CUSTOMER = "/v1/customer";

/** @type {Sandbox} */
let sandbox;
/** @type {string} */
let token;

beforeEach(async () => {
  sandbox = await startSandbox();
  token = await authorize(sandbox);
  sandbox.clear();
});
afterEach(() => sandbox.close());

const purchase = () => post(sandbox, PURCHASE, BODIES[PURCHASE], token);
const customer = () => post(sandbox, CUSTOMER, BODIES[CUSTOMER], token);
const authorization = () => ask(`${sandbox.url}/v1/authorization`, { body: { key, secret } });
/** @param {() => Promise<{ status: number }>} send */
const statusOf = async (send) => (await send()).status;

/**
 * @param {number} count
 * @param {() => Promise<{ status: number }>} send
 */
async function statuses(count, send) {
  const seen = [];
  for (let index = 0; index < count; index += 1) seen.push(await statusOf(send));
  return seen;
}

function lastCall() {
  const call = sandbox.calls().at(-1);
  assert.ok(call);
  return call;
}

describe("which calls a fault strikes", () => {
  test("the next one, unless told otherwise", async () => {
    sandbox.fault({ status: 503 });
    assert.deepEqual(await statuses(2, purchase), [503, 201]);
  });

  test("the next N", async () => {
    sandbox.fault({ status: 503, times: 2 });
    assert.deepEqual(await statuses(3, purchase), [503, 503, 201]);
  });

  test("every one, until removed", async () => {
    sandbox.fault({ status: 503, every: true });
    assert.deepEqual(await statuses(3, purchase), [503, 503, 503]);
    sandbox.clearFaults();
    assert.equal(await statusOf(purchase), 201);
  });

  test("some, by chance, the same ones for the same seed", async () => {
    /** @param {number} seed */
    const struck = async (seed) => {
      sandbox.clearFaults();
      sandbox.fault({ status: 503, probability: 0.3, seed });
      return (await statuses(100, purchase)).map((status) => status === 503);
    };
    const first = await struck(7);
    const count = first.filter(Boolean).length;
    assert.ok(count > 15 && count < 45, String(count));
    assert.deepEqual(await struck(7), first);
    assert.notDeepEqual(await struck(8), first);
  });

  test("some, by chance, but no more than N", async () => {
    sandbox.fault({ status: 503, probability: 1, times: 2 });
    assert.deepEqual(await statuses(3, purchase), [503, 503, 201]);
  });

  test("those of a path, exact or by its beginning", async () => {
    sandbox.fault({ status: 503, path: CUSTOMER });
    assert.equal(await statusOf(purchase), 201);
    assert.equal(await statusOf(customer), 503);
    sandbox.fault({ status: 500, path: "/v1/event/*", every: true });
    assert.equal(await statusOf(customer), 201);
    assert.equal(await statusOf(purchase), 500);
  });

  test("those of a method", async () => {
    sandbox.fault({ status: 503, method: "delete", path: "/v1/user-data" });
    const url = `${sandbox.url}/v1/user-data?customerId=c`;
    const headers = { authorization: token };
    assert.equal((await ask(url, { headers })).status, 200);
    assert.equal((await ask(url, { headers, method: "DELETE" })).status, 503);
  });

  test("authorization only when it is named", async () => {
    sandbox.fault({ status: 503 });
    assert.equal(await statusOf(authorization), 200);
    assert.equal(await statusOf(purchase), 503);
    sandbox.fault({ status: 503, path: "*" });
    assert.equal(await statusOf(authorization), 503);
  });

  test("never the control routes", async () => {
    sandbox.fault({ status: 503, path: "*", every: true });
    assert.equal((await ask(`${sandbox.url}/__sandbox/calls`)).status, 200);
  });

  test("the oldest matching fault first, one per call", async () => {
    sandbox.fault({ status: 500 });
    sandbox.fault({ status: 502 });
    assert.deepEqual(await statuses(3, purchase), [500, 502, 201]);
  });
});

describe("what a fault does", () => {
  test("a status answers in the envelope, and the call is not carried out", async () => {
    sandbox.fault({ status: 500 });
    assertFailure(await customer(), 500, "fault placed in the sandbox");
    const { accepted, answered, status, fault } = lastCall();
    assert.deepEqual(
      { accepted, answered, status, fault },
      {
        accepted: false,
        answered: true,
        status: 500,
        fault: 1,
      },
    );
    assert.equal(await statusOf(customer), 201, "was not created before");
  });

  test("a status with a body of one's own, and headers", async () => {
    const headers = { "x-request-id": "r1" };
    sandbox.fault({ status: 422, body: { message: "no", reference: "ref" }, headers });
    const json = await purchase();
    assert.deepEqual(json.json, { message: "no", reference: "ref" });
    assert.equal(json.headers.get("x-request-id"), "r1");

    sandbox.fault({ status: 502, body: "<html>", headers: { "content-type": "text/html" } });
    const text = await purchase();
    assert.deepEqual([text.status, text.text], [502, "<html>"]);
    assert.equal(text.headers.get("content-type"), "text/html");

    sandbox.fault({ status: 202 });
    const empty = await purchase();
    assert.deepEqual([empty.status, empty.text], [202, ""]);
    assert.equal(lastCall().accepted, false);
  });

  test("Retry-After in seconds, as a date, or as nonsense", async () => {
    sandbox.fault({ status: 429, retryAfter: 3 });
    assert.equal((await purchase()).headers.get("retry-after"), "3");

    sandbox.fault({ status: 503, retryAfterDate: 60 });
    const date = (await purchase()).headers.get("retry-after") ?? "";
    assert.match(date, /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
    const seconds = (Date.parse(date) - Date.now()) / 1000;
    assert.ok(seconds > 55 && seconds <= 60, String(seconds));

    sandbox.fault({ status: 429, headers: { "retry-after": "soon" } });
    assert.equal((await purchase()).headers.get("retry-after"), "soon");
  });

  test("a delay: carried out and recorded at once, answered later", async () => {
    sandbox.fault({ delayMs: 300 });
    const begun = performance.now();
    const pending = purchase();
    let answered = false;
    pending.then(() => {
      answered = true;
    });
    const [call] = await sandbox.waitForCalls(1);
    assert.deepEqual([call?.accepted, answered], [true, false]);
    assert.equal((await pending).status, 201);
    assert.ok(performance.now() - begun >= 295);
  });

  test("a request dropped: nothing is carried out", async () => {
    sandbox.fault({ drop: "request" });
    await assert.rejects(customer(), TypeError);
    const { accepted, answered, status, answer } = lastCall();
    assert.deepEqual(
      { accepted, answered, status, answer },
      {
        accepted: false,
        answered: false,
        status: null,
        answer: null,
      },
    );
    assert.equal(await statusOf(customer), 201, "was not created before");
  });

  test("an answer dropped: the call was carried out, the sender never learns", async () => {
    sandbox.fault({ drop: "answer" });
    await assert.rejects(customer(), TypeError);
    const call = lastCall();
    assert.deepEqual([call.accepted, call.answered, call.status], [true, false, 201]);
    assert.ok(/** @type {any} */ (call.answer).eventId);
    assert.equal(await statusOf(customer), 200, "was created before");
  });

  test("an answer dropped that would have been a refusal is not accepted", async () => {
    sandbox.fault({ drop: "answer" });
    await assert.rejects(post(sandbox, CUSTOMER, {}, token), TypeError);
    assert.deepEqual([lastCall().accepted, lastCall().status], [false, 422]);
  });

  test("dropped connections send not a single byte", async () => {
    for (const drop of /** @type {const} */ (["request", "answer"])) {
      sandbox.fault({ drop });
      const request = "GET /v1/user-data HTTP/1.1\r\nHost: x\r\n\r\n";
      assert.equal(await exchange(sandbox.port, request), "");
    }
  });

  test("a spoilt answer: empty, not JSON, cut off; the call was carried out", async () => {
    sandbox.fault({ answer: "empty" });
    const empty = await customer();
    assert.deepEqual([empty.status, empty.text], [201, ""]);

    sandbox.fault({ answer: "not-json" });
    const html = await customer();
    assert.equal(html.status, 200, "was created before");
    assert.equal(html.headers.get("content-type"), "text/html");
    assert.equal(html.json, undefined);

    sandbox.fault({ answer: "truncated" });
    await assert.rejects(customer(), TypeError);
    assert.equal(sandbox.calls({ accepted: true }).length, 3);
  });

  test("a truncated answer announces more than it sends", async () => {
    sandbox.fault({ answer: "truncated", path: "*" });
    const received = await exchange(sandbox.port, "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
    const [head = "", body = ""] = received.split("\r\n\r\n");
    const announced = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    assert.match(body, /^\{"error":"Not Found"/);
    assert.equal(body.length, Math.floor(announced / 2));
  });

  test("a truncated answer without a body is merely empty", async () => {
    sandbox.fault({ answer: "truncated", status: 204 });
    assert.equal(await statusOf(purchase), 204);
  });

  test("revoked tokens strike the very call", async () => {
    sandbox.fault({ revokeTokens: true });
    assertFailure(await purchase(), 401, "the token was revoked; authorize again");
    assert.equal(lastCall().merchant, "demo", "whose token it was is still known");
    token = await authorize(sandbox);
    assert.equal(await statusOf(purchase), 201);
  });

  test("an authorization without token or with an odd expiry", async () => {
    sandbox.fault({ token: "missing" });
    sandbox.fault({ expires: "missing" });
    sandbox.fault({ expires: "unparsable" });
    sandbox.fault({ expires: "no-milliseconds" });
    assert.equal(await statusOf(purchase), 201, "strikes authorization alone");
    const answers = [];
    for (let index = 0; index < 5; index += 1) answers.push((await authorization()).json);
    assert.deepEqual(Object.keys(answers[0]), ["tokenType", "expires"]);
    assert.deepEqual(Object.keys(answers[1]), ["tokenType", "token"]);
    assert.ok(Number.isNaN(Date.parse(answers[2].expires)));
    assert.match(answers[3].expires, /:\d\dZ$/);
    assert.match(answers[4].expires, /:\d\d\.\d{3}Z$/);
    const used = await post(sandbox, PURCHASE, BODIES[PURCHASE], answers[2].token);
    assert.equal(used.status, 201, "the token itself works");
  });

  test("effects combine", async () => {
    sandbox.fault({ delayMs: 100, status: 429, retryAfter: 1, answer: "not-json" });
    const begun = performance.now();
    const answered = await purchase();
    assert.ok(performance.now() - begun >= 95);
    assert.equal(answered.status, 429);
    assert.equal(answered.headers.get("retry-after"), "1");
    assert.match(answered.text, /^<html>/);
  });
});

test("the recipes of the README can be placed", () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const recipes = [...readme.matchAll(/^fault '(.*?)'/gm)].map(([, recipe = ""]) => recipe);
  assert.ok(recipes.length > 10);
  for (const recipe of recipes) sandbox.fault(JSON.parse(recipe));
});

describe("faults that make no sense are refused", () => {
  /** @type {[any, string | RegExp][]} */
  const mistakes = [
    ["x", "it must be an object, not text"],
    [{}, /^fault: nothing would happen; add one of: status, body, headers, /],
    [{ times: 2 }, /nothing would happen/],
    [{ stauts: 500 }, /`stauts` is unknown \(known: path, method, times, /],
    [{ status: 99 }, "`status` must be from 200 to 599"],
    [{ status: "500" }, "`status` must be an integer, not text"],
    [{ drop: "both" }, "`drop` must be one of: request, answer"],
    [{ drop: "answer", status: 500 }, "`drop` leaves no `status`"],
    [{ drop: "answer", answer: "empty" }, "`drop` leaves no `answer`"],
    [{ delayMs: 1, body: {} }, "`body` needs `status`"],
    [{ status: 500, times: 0 }, "`times` must be at least 1"],
    [{ status: 500, times: 1, every: true }, "`every` and `times` contradict"],
    [{ status: 500, probability: 1.5 }, "`probability` must be from 0 to 1"],
    [{ status: 500, headers: { "content-length": "5" } }, "header `content-length` cannot be set"],
    [{ status: 500, headers: { "a b": "5" } }, /Header name must be a valid HTTP token/],
    [{ status: 500, headers: { a: "x\r\ny: z" } }, /Invalid character in header content/],
    [{ token: "missing", path: CUSTOMER }, /are in answers of \/v1\/authorization only/],
  ];
  for (const [fault, complaint] of mistakes) {
    test(JSON.stringify(fault), () => {
      const message = typeof complaint === "string" ? `fault: ${complaint}` : complaint;
      assert.throws(() => sandbox.fault(fault), { name: "TypeError", message });
    });
  }
});
