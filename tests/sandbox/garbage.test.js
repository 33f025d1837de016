import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { ask, assertFailure, authorize, BODIES, exchange, post } from "./client.js";
import { DEMO_CREDENTIALS, startSandbox } from "./server.js";

/** @import { Sandbox, SandboxOptions } from "./server.js" */

const { key, secret } = DEMO_CREDENTIALS;

/** @param {unknown} body */
const authorization = (body) => ask(`${sandbox.url}/v1/authorization`, { body });

/** @type {Sandbox} */
let sandbox;

beforeEach(() => start({}));
afterEach(() => sandbox.close());

/** @param {SandboxOptions} options */
async function start(options) {
  await sandbox?.close();
  sandbox = await startSandbox(options);
}

describe("garbage", () => {
  test("a body above the limit gets 413 and the connection survives", async () => {
    await start({ maxBodyBytes: 1000 });
    const token = await authorize(sandbox);
    const answered = await post(sandbox, "/v1/customer", `"${"x".repeat(5_000_000)}"`, token);
    assertFailure(answered, 413, "the body is larger than 1000 bytes");
    const purchase = await post(sandbox, "/v1/event/purchase", BODIES["/v1/event/purchase"], token);
    assert.equal(purchase.status, 201);
  });

  test("a body of exactly the limit is read", async () => {
    const body = JSON.stringify({ key, secret });
    await start({ maxBodyBytes: body.length });
    assert.equal((await authorization(body)).status, 200);
    assert.equal((await authorization(`${body} `)).status, 413);
  });

  test("bottomless nesting is refused and can be listed", async () => {
    const deep = (/** @type {number} */ levels) => "[".repeat(levels) + "]".repeat(levels);
    const body = (/** @type {number} */ levels) =>
      `{"email":"a@b.c","eventType":"e","x":${deep(levels)}}`;
    assert.equal((await post(sandbox, "/v1/event/custom", body(99))).status, 201);
    for (const levels of [101, 400_000]) {
      const answered = await post(sandbox, "/v1/event/custom", body(levels));
      assert.equal(answered.status, 400);
    }
    const listed = await ask(`${sandbox.url}/__sandbox/calls?path=/v1/event/custom`);
    assert.deepEqual(
      listed.json.calls.map((/** @type {any} */ call) => call.status),
      [201, 400, 400],
    );
  });

  test("bytes that are no UTF-8", async () => {
    const token = await authorize(sandbox);
    const response = await fetch(`${sandbox.url}/v1/customer`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: token },
      body: Buffer.from([0x22, 0xff, 0x22]),
    });
    assert.equal(response.status, 400);
    assert.equal((await response.json()).message, "the body is not UTF-8 text");
  });

  test("odd targets, methods, headers and requests", async () => {
    const end = "Host: x\r\nConnection: close\r\n\r\n";
    /** @type {[string, RegExp][]} */
    const requests = [
      [`GET /v1/%ZZ?email=%E0%A4%A HTTP/1.1\r\n${end}`, /^HTTP\/1.1 404 .*Unknown URL \/v1\/%ZZ/s],
      [`GET //v1/customer HTTP/1.1\r\n${end}`, /^HTTP\/1.1 404 /],
      [`OPTIONS * HTTP/1.1\r\n${end}`, /^HTTP\/1.1 404 /],
      [`GET http://elsewhere/v1/customer HTTP/1.1\r\n${end}`, /^HTTP\/1.1 404 /],
      [`PROPFIND /v1/customer HTTP/1.1\r\n${end}`, /^HTTP\/1.1 404 /],
      [`BREW /v1/customer HTTP/1.1\r\n${end}`, /^HTTP\/1.1 400 .*"code":400/s],
      ["\u0000\u0001\u0002\r\n\r\n", /^HTTP\/1.1 400 /],
      [`GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n${end}`, /^HTTP\/1.1 400 /],
      [`GET / HTTP/1.1\r\nX: ${"x".repeat(40_000)}\r\n${end}`, /^HTTP\/1.1 431 /],
      [
        `GET /v1/user-data?email=a@b.c HTTP/1.1\r\nAuthorization: Basic x\r\nAuthorization: y\r\n${end}`,
        /^HTTP\/1.1 401 /,
      ],
    ];
    for (const [request, expected] of requests) {
      assert.match(await exchange(sandbox.port, request), expected, request.slice(0, 80));
    }
    assert.equal((await authorization({ key, secret })).status, 200);
  });

  test("a sender that hangs up half-way leaves no trace", async () => {
    /** @type {string[]} */
    const lines = [];
    await start({ log: (line) => lines.push(line) });
    const head = "POST /v1/customer HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{";
    await new Promise((resolve) => {
      const socket = connect(sandbox.port, "127.0.0.1", () => {
        socket.write(head, () => socket.destroy());
      });
      socket.on("close", resolve);
    });
    assert.equal((await authorization({ key, secret })).status, 200);
    assert.deepEqual(
      sandbox.calls().map(({ path }) => path),
      ["/v1/authorization"],
    );
    assert.deepEqual(lines.length, 1, lines.join("\n"));
  });
});
