// What senders get back: every fixture over HTTP, the limits, the routes around them.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { json } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { inRoot } from "../../scripts/lib/project.mjs";
import { basic, startEdge, WRITE_KEY } from "./harness.mjs";

/** @import { Edge } from "./harness.mjs" */

const folder = inRoot("tests/fixtures/intake");
const families = readdirSync(folder).map((file) => ({
  family: file.replace(".json", ""),
  cases: JSON.parse(readFileSync(`${folder}/${file}`, "utf8")).cases,
}));

const SUCCESS = { status: 200, answer: { success: true } };

/** @param {number} status @param {string} code @param {string} message */
const failure = (status, code, message) => ({
  status,
  answer: { success: false, code, message, error: message },
});

/** @param {Response} response */
const outcome = async (response) => ({
  status: response.status,
  answer: /** @type {unknown} */ (await response.json()),
});

/** @type {Edge} */
let edge;
/** @type {Edge} */
let accepting;

before(async () => {
  // Events of these tests are of no concern to anybody: no mapping is for them.
  const DESTINATION = { version: 1, mappings: [] };
  edge = await startEdge({ settings: { DESTINATION } });
  accepting = await startEdge({ settings: { DESTINATION, UNKNOWN_WRITE_KEY: "accept" } });
});
after(() => Promise.all([edge?.stop(), accepting?.stop()]));

/** @param {any} one a fixture */
function send(one) {
  const body = one.base64
    ? Buffer.from(one.base64, "base64")
    : (one.text ?? JSON.stringify(one.body));
  /** @type {Record<string, string>} */
  const headers = { "content-type": one.contentType ?? "application/json" };
  if (one.authorization) headers.authorization = one.authorization;
  if (one.encoding) headers["content-encoding"] = one.encoding;
  const { url } = one.unknownKeys === "accept" ? accepting : edge;
  return fetch(`${url}${one.path}`, { method: "POST", headers, body });
}

for (const { family, cases } of families) {
  describe(family, () => {
    for (const one of cases) {
      it(one.name, async () => {
        const { log } = one.unknownKeys === "accept" ? accepting : edge;
        const before = log.length;
        const { status, code, message } = one.refusal ?? {};
        const expected = one.refusal ? failure(status, code, message) : SUCCESS;
        const response = await send(one);
        assert.equal(response.headers.get("access-control-allow-origin"), "*");
        assert.deepEqual(await outcome(response), expected);
        // The answer can be ahead of the log.
        if (one.refusal) return;
        const wanted = (/** @type {any} */ line) => line.about === "intake";
        const source = one.unknownKeys === "accept" ? accepting : edge;
        const earlier = log.slice(0, before).filter(wanted).length;
        const { queued, refused, switchedOff, unknownKey } =
          (await source.logged(wanted, earlier + 1))[earlier] ?? assert.fail();
        assert.deepEqual(
          { queued, refused, switchedOff, unknownKey },
          {
            queued: one.events.length,
            refused: one.refused?.length ?? 0,
            switchedOff: one.switchedOff ?? 0,
            unknownKey: one.unknownKey ?? 0,
          },
        );
      });
    }
  });
}

/** @param {number} bytes of its JSON */
function eventOf(bytes) {
  const event = { type: "track", userId: "u", event: "e", messageId: "m", properties: { x: "" } };
  event.properties.x = "x".repeat(bytes - JSON.stringify(event).length);
  return event;
}

describe("limits", () => {
  it("an event of 32 KB passes, one byte more does not", async () => {
    assert.deepEqual(await outcome(await edge.post("/v1/track", eventOf(32_768))), SUCCESS);
    assert.deepEqual(
      await outcome(await edge.post("/v1/track", eventOf(32_769))),
      failure(400, "event-too-large", "the event has 32769 bytes of JSON, at most 32768 are taken"),
    );
  });

  const tooLarge = failure(400, "request-too-large", "the request has more than 512000 bytes");
  const text = JSON.stringify({ batch: Array(16).fill(eventOf(31_900)) });
  const most = text + " ".repeat(512_000 - text.length);

  it("a batch of 500 KB passes, one byte more does not", async () => {
    assert.deepEqual(await outcome(await edge.post("/v1/batch", most)), SUCCESS);
    assert.deepEqual(await outcome(await edge.post("/v1/batch", `${most} `)), tooLarge);
  });

  it("a body of 20 MB is not read to its end", async () => {
    // Whoever still writes when the answer comes may find the connection closed before they read it.
    const ask = async () => outcome(await edge.post("/v1/batch", " ".repeat(20_000_000)));
    assert.deepEqual(await ask().catch(ask).catch(ask).catch(ask), tooLarge);
  });

  it("what gzip unpacks to counts", async () => {
    const headers = { "content-encoding": "gzip" };
    assert.deepEqual(await outcome(await edge.post("/v1/b", gzipSync(most), headers)), SUCCESS);
    const bomb = gzipSync(" ".repeat(50_000_000));
    assert.ok(bomb.length < 100_000);
    assert.deepEqual(await outcome(await edge.post("/v1/b", bomb, headers)), tooLarge);
  });

  it("gzip in chunks, as the Kotlin SDK sends it", async () => {
    const packed = gzipSync(JSON.stringify({ batch: [eventOf(200)], writeKey: WRITE_KEY }));
    const sent = request(`${edge.url}/v1/b`, {
      method: "POST",
      headers: {
        "content-encoding": "gzip",
        "content-type": "text/plain",
        "transfer-encoding": "chunked",
      },
    });
    sent.write(packed.subarray(0, 20));
    await sleep(50);
    sent.end(packed.subarray(20));
    const [response] = await once(sent, "response");
    assert.equal(response.statusCode, 200);
    assert.deepEqual(await json(response), { success: true });
  });

  it("2500 events pass, one more does not", async () => {
    const batch = Array(2500).fill(eventOf(120));
    assert.deepEqual(await outcome(await edge.post("/v1/batch", { batch })), SUCCESS);
    batch.push(eventOf(120));
    assert.deepEqual(
      await outcome(await edge.post("/v1/batch", { batch })),
      failure(400, "batch-too-many", "`batch` holds 2501 events, at most 2500 are taken"),
    );
  });

  it("a context that would be multiplied too often does not pass", async () => {
    const body = { context: { x: "x".repeat(30_000) }, batch: Array(2500).fill(eventOf(120)) };
    const { status, answer } = await outcome(await edge.post("/v1/batch", body));
    assert.deepEqual([status, /** @type {any} */ (answer).code], [400, "batch-too-large"]);
  });
});

describe("routes", () => {
  it("the SDKs' own counters are swallowed, whoever sends them", async () => {
    const response = await fetch(`${edge.url}/v1/m`, { method: "POST", body: "{" });
    assert.deepEqual(await outcome(response), SUCCESS);
  });

  it("a preflight allows what it asks for", async () => {
    const response = await fetch(`${edge.url}/v1/t`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-own",
      },
    });
    assert.equal(response.status, 204);
    const allowed = (/** @type {string} */ what) => response.headers.get(`access-control-${what}`);
    assert.equal(allowed("allow-origin"), "*");
    assert.equal(allowed("allow-methods"), "GET, POST, OPTIONS");
    assert.equal(allowed("allow-headers"), "authorization, content-type, x-retry-count, x-own");
    assert.equal(allowed("max-age"), "86400");
  });

  it("SDKs get the settings they start with", async () => {
    const response = await fetch(`${edge.url}/v1/projects/${WRITE_KEY}/settings`);
    const { status, answer } = await outcome(response);
    assert.equal(status, 200);
    assert.deepEqual(/** @type {any} */ (answer).integrations["Segment.io"], {
      apiKey: WRITE_KEY,
      apiHost: `${edge.url.replace("http://", "")}/v1`,
      protocol: "http",
    });
    const unknown = await fetch(`${edge.url}/v1/projects/nobody/settings`);
    assert.equal(unknown.status, 404);
    assert.equal(/** @type {any} */ (await unknown.json()).code, "write-key-unknown");
  });

  const noPath = failure(
    404,
    "not-found",
    "no such path; events go to /v1/track, /v1/identify, /v1/batch and their relatives",
  );
  for (const [method, path] of [
    ["POST", "/v1/nothing"],
    ["GET", "/v1"],
    ["POST", "/v1/track/extra"],
    ["DELETE", "/nothing"],
    ["POST", "/v1/__proto__"],
    ["POST", "/v1/%74rack"],
  ]) {
    it(`${method} ${path} leads nowhere`, async () => {
      assert.deepEqual(await outcome(await fetch(`${edge.url}${path}`, { method })), noPath);
    });
  }

  for (const [method, path, allow] of [
    ["GET", "/v1/track", "POST, OPTIONS"],
    ["PUT", "/v1/batch/", "POST, OPTIONS"],
    ["POST", "/v1/projects/x/settings", "GET, OPTIONS"],
    ["POST", "/healthz", "GET, HEAD"],
  ]) {
    it(`${method} ${path} names the methods there are`, async () => {
      const response = await fetch(`${edge.url}${path}`, { method });
      assert.equal(response.headers.get("allow"), allow);
      assert.deepEqual(
        await outcome(response),
        failure(405, "method-not-allowed", `this path takes ${allow}`),
      );
    });
  }

  it("the page is served beside them", async () => {
    const response = await fetch(`${edge.url}/`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /^<!doctype html>/i);
  });

  it("the write key is read from the header before the body", async () => {
    const response = await edge.post(
      "/v1/track",
      { writeKey: WRITE_KEY },
      { authorization: basic("x") },
    );
    assert.equal(response.status, 401);
  });
});

it("an event that is not taken is on the desk, with the reason", async () => {
  const event = { type: "track", userId: "u-7", messageId: "m-not-taken", properties: { a: 1 } };
  assert.deepEqual(await outcome(await edge.post("/v1/batch", { batch: [event] })), SUCCESS);
  const sql = "SELECT mapping, reason, event, diagnostics FROM failed_events WHERE message_id = ?";
  const deadline = Date.now() + 10_000;
  let rows = await edge.rows(sql, ["m-not-taken"]);
  while (rows.length === 0 && Date.now() < deadline) {
    await sleep(50);
    rows = await edge.rows(sql, ["m-not-taken"]);
  }
  assert.equal(rows.length, 1);
  const [{ mapping, reason, event: kept, diagnostics } = assert.fail()] = rows;
  assert.deepEqual([mapping, reason, JSON.parse(kept)], ["", "refused", event]);
  assert.deepEqual(JSON.parse(diagnostics), [
    {
      severity: "error",
      code: "event-name-missing",
      message: "`event` is required: the name of what happened",
    },
  ]);
  const [delivery] = await edge.rows("SELECT status, event FROM deliveries WHERE message_id = ?", [
    "m-not-taken",
  ]);
  assert.deepEqual(delivery, { status: "refused", event: "track" });
});

it("the log holds no personal data", () => {
  const text = JSON.stringify([edge.log, accepting.log]);
  for (const personal of ["u-1", "a@example.com", "203.0.113.7", "127.0.0.1", "Signed Up"]) {
    assert.ok(!text.includes(personal), personal);
  }
});
