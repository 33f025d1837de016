// Who is not let in: write keys, webhooks, the desk.

import { createHmac } from "node:crypto";
import {
  basic,
  KEY,
  NO_KEY,
  NO_NAME,
  purchase,
  refused,
  TAKEN,
  text,
  UNKNOWN_KEY,
  wrongMethod,
} from "./requests.mjs";

/** @import { Hostile } from "./requests.mjs" */

const long = "k".repeat(6_000);

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const writeKeys = [
  { name: "no key", body: text(), ...NO_KEY },
  { name: "Basic and nothing", headers: [["Authorization", "Basic"]], body: text(), ...NO_KEY },
  { name: "Basic that is no base64", headers: [["Authorization", "Basic %%%"]], body: text(), ...NO_KEY },
  { name: "Basic that is no UTF-8", headers: [["Authorization", "Basic /////w=="]], body: text(), ...NO_KEY },
  { name: "Basic without a user", headers: [basic("")], body: text(), ...NO_KEY },
  { name: "the key as the password", headers: [basic(":wk-1")], body: text(), ...NO_KEY },
  { name: "an unknown key", headers: [basic("wk-3")], body: text(), ...UNKNOWN_KEY },
  { name: "a key in capitals", headers: [basic("WK-1")], body: text(), ...UNKNOWN_KEY },
  { name: "the beginning of a key", headers: [basic("wk-")], body: text(), ...UNKNOWN_KEY },
  { name: "a key and more", headers: [basic("wk-11")], body: text(), ...UNKNOWN_KEY },
  { name: "a key with a space", headers: [basic("wk-1 ")], body: text(), ...UNKNOWN_KEY },
  { name: "a key with NUL", headers: [basic("wk-1\0")], body: text(), ...UNKNOWN_KEY },
  { name: "a key with a line break", headers: [basic("wk-1\n")], body: text(), ...UNKNOWN_KEY },
  { name: "a key with look-alike letters", headers: [basic("ｗｋ-1")], body: text(), ...UNKNOWN_KEY },
  { name: "all keys at once", headers: [basic("wk-1, wk-2")], body: text(), ...UNKNOWN_KEY },
  { name: "the comma between keys", headers: [basic(",")], body: text(), ...UNKNOWN_KEY },
  { name: "__proto__ as key", headers: [basic("__proto__")], body: text(), ...UNKNOWN_KEY },
  { name: "toString as key", headers: [basic("toString")], body: text(), ...UNKNOWN_KEY },
  { name: "a long key", headers: [basic(long)], body: text(), ...UNKNOWN_KEY },
  { name: "a wrong key above a right one in the body", headers: [basic("x")], body: text({ writeKey: "wk-1" }), ...UNKNOWN_KEY },
  { name: "two Authorization headers", headers: [KEY, basic("x")], body: text(), ...NO_KEY },
  { name: "Bearer and the key", headers: [["Authorization", "Bearer wk-1"]], body: text(), ...NO_KEY },
  { name: "Digest and the key", headers: [["Authorization", 'Digest username="wk-1"']], body: text(), ...NO_KEY },
  { name: "the key in the query", path: "/v1/track?writeKey=wk-1", body: text(), ...NO_KEY },
  { name: "the key in a cookie", headers: [["Cookie", "writeKey=wk-1"]], body: text(), ...NO_KEY },
  { name: "the key in a header of its own", headers: [["X-Write-Key", "wk-1"]], body: text(), ...NO_KEY },
  { name: "Proxy-Authorization", headers: [["Proxy-Authorization", KEY[1]]], body: text(), ...NO_KEY },
  { name: "a key that is a number", body: text({ writeKey: 1 }), ...NO_KEY },
  { name: "a key in a list", body: text({ writeKey: ["wk-1"] }), ...NO_KEY },
  { name: "a key that would turn into one", body: text({ writeKey: { toString: "wk-1" } }), ...NO_KEY },
  { name: "a key that is null", body: text({ writeKey: null }), ...NO_KEY },
  { name: "an empty key", body: text({ writeKey: "" }), ...NO_KEY },
  { name: "half a surrogate pair as key", body: text().replace("{", '{"writeKey":"\\ud800",'), ...NO_KEY },
  { name: "two keys, of which the last counts", body: text({ writeKey: "wk-1" }).replace(/}$/, ',"writeKey":"x"}'), ...UNKNOWN_KEY },
  { name: "a key deeper inside", body: text({ properties: { writeKey: "wk-1" } }), ...NO_KEY },
  { name: "a key behind __proto__", body: text().replace("{", '{"__proto__":{"writeKey":"wk-1"},'), ...NO_KEY },
  { name: "a batch whose events bring unknown keys", path: "/v1/batch", body: JSON.stringify({ batch: [purchase({ writeKey: "x" }), purchase({ writeKey: "y" })] }), ...UNKNOWN_KEY },
  { name: "an unknown envelope key above right ones", path: "/v1/batch", body: JSON.stringify({ writeKey: "x", batch: [purchase({ writeKey: "wk-1" })] }), ...UNKNOWN_KEY },
  { name: "one event of a batch with an unknown key", path: "/v1/batch", body: JSON.stringify({ batch: [purchase({ writeKey: "x" }), purchase({ writeKey: "wk-1" })] }), ...TAKEN, stored: 1 },
  { name: "settings for an unknown key", method: "GET", path: "/v1/projects/wk-3/settings", status: 404, code: "write-key-unknown" },
  { name: "settings for __proto__", method: "GET", path: "/v1/projects/__proto__/settings", status: 404, code: "write-key-unknown" },
  { name: "settings for a key with NUL", method: "GET", path: "/v1/projects/wk-1%00/settings", status: 404, code: "write-key-unknown" },
];

/** @param {string} body @param {string} [secret] @returns {[string, string]} */
const signature = (body, secret = "hush-1") => [
  "X-Signature",
  createHmac("sha1", secret).update(body).digest("hex"),
];
const SEGMENT = "/webhooks/segment";
const RUDDER = "/webhooks/rudderstack";
const FORGED = refused(
  401,
  "signature",
  "the signature does not fit the body; the shared secret has to be that of the setting `WEBHOOK_SECRET`",
);
const UNSIGNED = refused(
  401,
  "signature-missing",
  "no signature; set the shared secret in Segment to that of the setting `WEBHOOK_SECRET`, or send it as `X-Webhook-Secret`",
);
const NO_SECRET = refused(
  401,
  "secret-missing",
  "no secret; send that of the setting `WEBHOOK_SECRET` in the header `X-Webhook-Secret`",
);
const WRONG_SECRET = refused(
  401,
  "secret",
  "the secret in the header is not that of the setting `WEBHOOK_SECRET`",
);

const one = text();
const erasure = JSON.stringify({ type: "delete", userId: "victim" });
const secret = /** @type {[string, string]} */ (["X-Webhook-Secret", "hush-1"]);
const sequence = Array.from({ length: 4001 }, () => '{"type":"page","userId":"u"}').join(",");

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const webhooks = [
  { name: "an unsigned event", path: SEGMENT, body: text(), ...UNSIGNED },
  { name: "a write key in place of a signature", path: SEGMENT, headers: [KEY], body: text(), ...UNSIGNED },
  { name: "a made-up signature", path: SEGMENT, headers: [["X-Signature", "0".repeat(40)]], body: text(), ...FORGED },
  { name: "an empty signature", path: SEGMENT, headers: [["X-Signature", ""]], body: text(), ...FORGED },
  { name: "a signature of letters", path: SEGMENT, headers: [["X-Signature", "z".repeat(40)]], body: text(), ...FORGED },
  { name: "a long signature", path: SEGMENT, headers: [["X-Signature", "a".repeat(6_000)]], body: text(), ...FORGED },
  { name: "two signatures, one of them right", path: SEGMENT, headers: [signature(one), ["X-Signature", "0".repeat(40)]], body: one, ...FORGED },
  { name: "a signature with the empty secret", path: SEGMENT, headers: [signature(one, "")], body: one, ...FORGED },
  { name: "a signature with both secrets as one", path: SEGMENT, headers: [signature(one, "hush-1, hush-2")], body: one, ...FORGED },
  { name: "a signature of another event", path: SEGMENT, headers: [signature(one)], body: text(), ...FORGED },
  { name: "a signature replayed with another amount", path: SEGMENT, headers: [signature(one)], body: one.replace("9999", "99999"), ...FORGED },
  { name: "a signature replayed with a forged event in front", path: SEGMENT, headers: [signature(one)], body: `[${text()},${one}]`, ...FORGED },
  { name: "a signature replayed with an erasure behind", path: SEGMENT, headers: [signature(one)], body: `[${one},${erasure}]`, ...TAKEN, stored: 1 },
  { name: "a signature replayed with a list that never ends", path: SEGMENT, headers: [signature(one)], body: `[${one},`, status: 400, code: "not-json" },
  { name: "a signature replayed with 4,001 events", path: SEGMENT, headers: [signature('{"type":"page","userId":"u"}')], body: `[${sequence}]`, ...refused(400, "list-too-many", "the list holds 4001 events, at most 4000 are taken") },
  { name: "8 MB of opening brackets", path: SEGMENT, headers: [signature(one)], body: "[".repeat(8_000_000), ...FORGED },
  { name: "9 MB", path: SEGMENT, headers: [signature(one)], body: " ".repeat(9_000_000), ...refused(413, "request-too-large", "the request has more than 8388608 bytes; make batches smaller") },
  { name: "a signed packed body", path: SEGMENT, headers: [signature(one), ["Content-Encoding", "gzip"]], body: one, ...refused(415, "content-encoding", "webhooks are taken without a content encoding") },
  { name: "an unsigned erasure", path: SEGMENT, body: erasure, ...UNSIGNED },
  { name: "an erasure with a write key", path: "/v1/batch", headers: [KEY], body: JSON.stringify({ batch: [{ type: "delete", userId: "victim" }] }), ...TAKEN },
  { name: "an erasure as a track event without a name", headers: [KEY], body: erasure, ...NO_NAME },
  { name: "no secret", path: RUDDER, body: text(), ...NO_SECRET },
  { name: "a signature where none is made", path: RUDDER, headers: [signature(one)], body: one, ...NO_SECRET },
  { name: "an empty secret", path: RUDDER, headers: [["X-Webhook-Secret", ""]], body: text(), ...WRONG_SECRET },
  { name: "half a secret", path: RUDDER, headers: [["X-Webhook-Secret", "hush"]], body: text(), ...WRONG_SECRET },
  { name: "both secrets", path: RUDDER, headers: [["X-Webhook-Secret", "hush-1, hush-2"]], body: text(), ...WRONG_SECRET },
  { name: "two secret headers", path: RUDDER, headers: [secret, secret], body: text(), ...WRONG_SECRET },
  { name: "a bearer that is no secret", path: RUDDER, headers: [["Authorization", "Bearer null"]], body: text(), ...WRONG_SECRET },
  { name: "the event in the query, as RudderStack's GET has it", method: "GET", path: `${RUDDER}?userId=mallory`, headers: [secret], ...wrongMethod("POST, PUT, PATCH") },
  { name: "an empty list", path: RUDDER, headers: [secret], body: "[]", ...refused(400, "list-empty", "the list holds no event") },
  { name: "events that are none", path: RUDDER, headers: [secret], body: '[null,1,"x",[],{"type":"__proto__"}]', ...TAKEN },
  { name: "an element nested too deeply", path: RUDDER, headers: [secret], body: `[${"[".repeat(300)}${"]".repeat(300)}]`, status: 400, code: "not-json" },
  { name: "an elusive sender", path: "/webhooks/__proto__", headers: [secret], body: text(), status: 404, code: "not-found" },
];

/** @type {[string, string][]} */
// biome-ignore format: one line is one case
const ROUTES = [
  ["POST", "/api/preview"],
  ["GET", "/api/destination"],
  ["PUT", "/api/destination"],
  ["GET", "/api/destination/versions"],
  ["GET", "/api/deliveries"],
  ["GET", "/api/deliveries/1"],
  ["POST", "/api/deliveries/1/resend"],
  ["POST", "/api/deliveries/resend"],
  ["GET", "/api/stats"],
  ["POST", "/api/erasures"],
  ["GET", "/api/credentials/check"],
];

/** @type {[string, [string, string][]][]} */
// biome-ignore format: one line is one case
const NO_TOKENS = [
  ["without a token", []],
  ["with a write key", [KEY]],
  ["with an empty bearer", [["Authorization", "Bearer "]]],
  ["with the bearer undefined", [["Authorization", "Bearer undefined"]]],
  ["with the webhook's secret", [["Authorization", "Bearer hush-1"]]],
];

/** Which of them the desk answers how is for its own tests; here, that none of them opens. */
// biome-ignore format: one line is one case
const SHUT = [401, 403, 404, 405, 429, 503];

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const desk = [
  ...ROUTES.map(([method, path]) => ({ name: `${method} ${path} without a token`, method, path, body: "{}", status: SHUT })),
  ...NO_TOKENS.map(([how, headers]) => ({ name: `deliveries ${how}`, method: "GET", path: "/api/deliveries", headers, status: SHUT })),
  { name: "deliveries with the token in the query", method: "GET", path: "/api/deliveries?token=admin-token-that-nobody-here-knows-0001", status: SHUT },
  { name: "deliveries by a detour", method: "GET", path: "/v1/../api/deliveries", status: SHUT },
  { name: "deliveries by an encoded detour", method: "GET", path: "/v1/%2e%2e/api/deliveries", status: SHUT },
  { name: "deliveries with doubled slashes", method: "GET", path: "//api//deliveries", status: SHUT },
];

export const ACCESS = { "write keys": writeKeys, webhooks, "the desk": desk };
