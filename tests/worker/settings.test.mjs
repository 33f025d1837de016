// Missing and malformed settings: what is said, and that no event is lost meanwhile.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, startEdge, WRITE_KEY } from "./harness.mjs";

/** @import { Edge } from "./harness.mjs" */

const noCredentials =
  "is missing: Friendbuy issues a key and a secret for its Merchant API on request";

/**
 * Settings that differ from complete ones, and what /healthz says of them.
 *
 * @type {Record<string, { settings: Record<string, unknown>, problems: Record<string, string>[] }>}
 */
const WRONG = {
  "no write keys": {
    settings: { WRITE_KEYS: null },
    problems: [
      {
        setting: "WRITE_KEYS",
        message: "is missing: the write keys that senders may use, between commas",
      },
    ],
  },
  "write keys that are none": {
    settings: { WRITE_KEYS: " , " },
    problems: [
      {
        setting: "WRITE_KEYS",
        message: "is missing: the write keys that senders may use, between commas",
      },
    ],
  },
  "an unknown word for unknown write keys": {
    settings: { UNKNOWN_WRITE_KEY: "discard" },
    problems: [{ setting: "UNKNOWN_WRITE_KEY", message: "must be `refuse` or `accept`" }],
  },
  "no credentials": {
    settings: { FRIENDBUY_MAPI_KEY: null, FRIENDBUY_MAPI_SECRET: "" },
    problems: [
      { setting: "FRIENDBUY_MAPI_KEY", message: noCredentials },
      { setting: "FRIENDBUY_MAPI_SECRET", message: noCredentials },
    ],
  },
  "malformed credentials": {
    settings: {
      FRIENDBUY_MAPI_KEY: "merchant-1",
      FRIENDBUY_MAPI_SECRET: "evil.example/x:hush",
      MAPI_BASE_URL: "http://mapi.fbot.me",
    },
    problems: [
      {
        setting: "FRIENDBUY_MAPI_KEY",
        message:
          "the key is no UUID; Friendbuy's staff issue MAPI keys, they are not the merchant id",
      },
      {
        setting: "FRIENDBUY_MAPI_SECRET",
        message:
          "what stands before the first colon is no environment name: letters, digits and hyphens only",
      },
      {
        setting: "MAPI_BASE_URL",
        message: "must be https; http is for this machine only, as in `http://127.0.0.1:8788`",
      },
    ],
  },
  "a document that is no JSON": {
    settings: { DESTINATION: '{"version": 1,' },
    problems: [
      {
        setting: "DESTINATION",
        code: "json-syntax",
        pointer: "",
        message: "not JSON: unexpected end of JSON (line 1, column 15)",
      },
    ],
  },
  "a document with unknown names": {
    settings: {
      DESTINATION: {
        version: 1,
        mapings: [],
        mappings: [{ id: "a", action: "trackpurchase", trigger: 'type = "track"', feilds: {} }],
      },
    },
    problems: [
      {
        setting: "DESTINATION",
        code: "unknown-key",
        pointer: "/mapings",
        message: "the document has no `mapings`",
        help: "did you mean `mappings`?",
      },
      {
        setting: "DESTINATION",
        code: "unknown-key",
        pointer: "/mappings/0/feilds",
        message: "a mapping has no `feilds`",
        help: "did you mean `fields`?",
      },
      {
        setting: "DESTINATION",
        code: "unknown-action",
        pointer: "/mappings/0/action",
        message: "`trackpurchase` is no action",
        help: "did you mean `trackPurchase`?",
      },
    ],
  },
};

/** @param {string} id @param {string} [writeKey] */
const track = (id, writeKey = WRITE_KEY) => ({
  method: "POST",
  headers: { authorization: basic(writeKey) },
  body: JSON.stringify({ messageId: id, userId: "u-1", event: "Order Completed" }),
});

const SUCCESS = { status: 200, answer: { success: true } };

/** @type {Edge} */
let edge;
before(async () => {
  const more = Object.entries(WRONG).map(([title, { settings }]) => [title, settings]);
  edge = await startEdge({ more: Object.fromEntries(more) });
});
after(() => edge?.stop());

describe("/healthz", () => {
  it("is well when everything is set", async () => {
    const response = await fetch(`${edge.url}/healthz`);
    assert.equal(response.status, 200);
    const { ok, version, problems } = /** @type {any} */ (await response.json());
    assert.deepEqual({ ok, problems }, { ok: true, problems: [] });
    assert.match(version, /^\d+\.\d+\.\d+$/);
  });

  for (const [title, { problems }] of Object.entries(WRONG)) {
    it(`says what is wrong with ${title}`, async () => {
      const { status, answer } = await edge.ask(title, "/healthz");
      assert.equal(status, 503);
      assert.equal(answer.ok, false);
      assert.deepEqual(answer.problems, problems);
    });
  }
});

describe("events", () => {
  for (const title of ["no write keys", "write keys that are none"]) {
    it(`are for the sender to repeat when there are ${title}`, async () => {
      const { status, answer } = await edge.ask(title, "/v1/track", track("m-1"));
      assert.equal(status, 503);
      assert.deepEqual(answer, {
        success: false,
        code: "not-set-up",
        message: "this destination is not set up yet; /healthz says what is missing",
        error: "this destination is not set up yet; /healthz says what is missing",
      });
    });
  }

  it("with an unknown write key are refused when the setting for them can't be read", async () => {
    const title = "an unknown word for unknown write keys";
    assert.equal((await edge.ask(title, "/v1/track", track("m-1", "nobody"))).status, 401);
    assert.deepEqual(await edge.ask(title, "/v1/track", track("m-1")), SUCCESS);
  });

  for (const title of [
    "no credentials",
    "malformed credentials",
    "a document that is no JSON",
    "a document with unknown names",
  ]) {
    it(`wait in the queue because of ${title}`, async () => {
      const id = `waits because of ${title}`;
      assert.deepEqual(await edge.ask(title, "/v1/track", track(id)), SUCCESS);
      const [line = assert.fail()] = await edge.logged(({ messageId }) => messageId === id);
      assert.deepEqual([line.about, line.delaySeconds], ["hold", 900]);
    });
  }
});

it("every problem is in the log once, and no secret is", () => {
  const logged = edge.log.filter(({ about }) => about === "settings");
  const all = Object.values(WRONG).flatMap(({ problems }) => problems);
  const text = (/** @type {Record<string, unknown>} */ { setting, message }) =>
    `${setting} ${message}`;
  assert.deepEqual(logged.map(text).sort(), all.map(text).sort());
  assert.ok(logged.every(({ level }) => level === "error"));
  assert.ok(!JSON.stringify(edge.log).includes("hush"));
  assert.deepEqual(edge.sandbox.calls(), []);
});
