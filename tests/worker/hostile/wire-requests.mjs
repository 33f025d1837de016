// What is said outside of the body: methods, paths, headers, and HTTP itself.

import { KEY, NO_PATH, notJson, purchase, refused, TAKEN, text, wrongMethod } from "./requests.mjs";
import { chunked, requestBytes } from "./wire.mjs";

/** @import { Hostile } from "./requests.mjs" */

const POST_ONLY = wrongMethod("POST, OPTIONS");

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const methods = [
  ...["GET", "PUT", "PATCH", "DELETE", "PROPFIND"].map((method) => ({ name: `${method} to track`, method, headers: [KEY], body: text(), ...POST_ONLY })),
  { name: "HEAD to track", method: "HEAD", headers: [KEY], status: 405, silent: true },
  { name: "HEAD to batch", method: "HEAD", path: "/v1/batch", headers: [KEY], status: 405, silent: true },
  { name: "TRACE to track", method: "TRACE", headers: [KEY], status: 405, code: "method-not-allowed" },
  { name: "an unknown method", method: "STEAL", headers: [KEY], body: text(), status: 501 },
  { name: "a method in small letters", method: "post", headers: [KEY], body: text(), status: 501 },
  { name: "__proto__ as method", method: "__proto__", headers: [KEY], body: text(), status: 501 },
  { name: "another method in a header", method: "GET", headers: [KEY, ["X-HTTP-Method-Override", "POST"]], body: text(), ...POST_ONLY },
  { name: "another method in the query", method: "GET", path: "/v1/track?_method=POST", headers: [KEY], body: text(), ...POST_ONLY },
  { name: "OPTIONS with an event", method: "OPTIONS", headers: [KEY], body: text(), status: 204, silent: true },
  { name: "OPTIONS for everything", method: "OPTIONS", path: "*", status: [400, 404, 500] },
  { name: "POST to the settings", path: "/v1/projects/wk-1/settings", headers: [KEY], body: text(), ...wrongMethod("GET, OPTIONS") },
  { name: "POST to the health", path: "/healthz", headers: [KEY], body: text(), ...wrongMethod("GET, HEAD") },
  { name: "DELETE to the health", method: "DELETE", path: "/healthz", ...wrongMethod("GET, HEAD") },
];

// biome-ignore format: one line is one case
const LOST = ["/v1", "/v1/", "/V1/track", "/v1/TRACK", "/v1/Track", "/v2/track", "/v1/v1/track", "/v1/track/1", "/v1/tracks", "/v1/%74rack", "/v1%2Ftrack", "/v1/track%00", "/v1/track%20", "/v1/track;x", "/v1/track.json", "/v1/__proto__", "/v1/constructor", "/v1/toString", "/v1/.", "/v1/projects/wk-1", "/v1/projects/wk-1/settings/x", "/v1/projects//settings", `/v1/${"x".repeat(8_000)}`, "/nothing", "/%2e%2e%2fetc/passwd"];

// biome-ignore format: one line is one case
const FILES = ["/.dev.vars", "/.git/config", "/wrangler.toml", "/build/index.js", "/index_bg.wasm", "/src/lib.rs", "/../wrangler.toml", "/%2e%2e/.dev.vars", "/_headers", "/_routes.json", "/_worker.js"];

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const paths = [
  ...LOST.map((path) => ({ name: `POST ${path.slice(0, 60)}`, path, headers: [KEY], body: text(), ...NO_PATH })),
  ...FILES.map((path) => ({ name: `GET ${path}`, method: "GET", path, ...NO_PATH })),
  { name: "bytes that are no ASCII", path: "/v1/tr\u00e4ck", headers: [KEY], body: text(), status: 400 },
  { name: "dots that lead back", path: "/v1/x/../track", headers: [KEY], body: text(), ...TAKEN, stored: 1 },
  { name: "encoded dots that lead back", path: "/v1/x/%2e%2e/track", headers: [KEY], body: text(), ...TAKEN, stored: 1 },
  { name: "a backslash for a slash", path: "/v1\\track", headers: [KEY], body: text(), ...TAKEN, stored: 1 },
  { name: "a whole address", path: "http://elsewhere.example/v1/track", headers: [KEY], body: text(), ...TAKEN, stored: 1 },
];

/** @param {string} text_ a request but for its line breaks @param {string} [body] */
const raw = (text_, body = "") =>
  Buffer.concat([Buffer.from(text_.replaceAll("\n", "\r\n"), "latin1"), Buffer.from(body)]);

const authorization = KEY.join(": ");
const event = text();
const two = text();
const smuggled = `POST /v1/track HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Length: ${two.length}\r\n\r\n${two}`;
const chunks = (/** @type {string} */ first) =>
  `POST /v1/track HTTP/1.1\nHost: x\nConnection: close\n${authorization}\n${first}\n\n`;

/** Refused by the HTTP parser in front of the Worker, in its own words. */
const NOT_HTTP = { status: 400 };
/** Not even answered. */
const CLOSED = { status: 0 };
const UNREADABLE = refused(400, "body-unreadable", "the body could not be read");

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const http = [
  { name: "no HTTP at all", raw: raw("hello\n\n"), half: true, ...NOT_HTTP },
  { name: "nothing", raw: raw("\n\n"), half: true, ...CLOSED },
  { name: "the preface of HTTP/2", raw: raw("PRI * HTTP/2.0\n\nSM\n\n"), half: true, ...CLOSED },
  { name: "TLS where none is spoken", raw: Buffer.from("16030100750100007103034f", "hex"), half: true, ...NOT_HTTP },
  { name: "a request that stops in its headers", raw: raw(`POST /v1/track HTTP/1.1\nHost: x\n${authorization}\n`), half: true, ...CLOSED },
  { name: "a body that stops", raw: raw(`POST /v1/track HTTP/1.1\nHost: x\n${authorization}\nContent-Length: 1000\n\n`, event), half: true, ...UNREADABLE },
  { name: "a body shorter than its length, cut to JSON", raw: raw(`POST /v1/track HTTP/1.1\nHost: x\nConnection: close\n${authorization}\nContent-Length: ${event.length - 1}\n\n`, event), status: 400, code: "not-json" },
  { name: "two lengths that differ", raw: raw(chunks(`Content-Length: 5\nContent-Length: ${event.length}`), event), ...NOT_HTTP },
  { name: "two lengths in one header", raw: raw(chunks(`Content-Length: ${event.length}, 5`), event), ...NOT_HTTP },
  { name: "a negative length", raw: raw(chunks("Content-Length: -1"), event), ...NOT_HTTP },
  { name: "a length that is no number", raw: raw(chunks("Content-Length: 0x10"), event), ...NOT_HTTP },
  { name: "a length beyond counting", raw: raw(chunks("Content-Length: 99999999999999999999999"), event), ...NOT_HTTP },
  { name: "a length and chunks", raw: raw(chunks(`Content-Length: ${event.length}\nTransfer-Encoding: chunked`), `0\r\n\r\n${smuggled}`), ...notJson("unexpected end of JSON", 0) },
  { name: "chunks of another coding", raw: raw(chunks("Transfer-Encoding: xchunked"), event), ...NOT_HTTP },
  { name: "chunks with a size that is no number", raw: raw(chunks("Transfer-Encoding: chunked"), `zz\r\n${event}\r\n0\r\n\r\n`), ...UNREADABLE },
  { name: "chunks that stop", raw: raw(chunks("Transfer-Encoding: chunked"), `ff\r\n${event}`), half: true, ...UNREADABLE },
  { name: "a header with a line break in it", raw: raw(chunks(`X-One: a\n b\nContent-Length: ${event.length}`), event), ...NOT_HTTP },
  { name: "a space before the colon", raw: raw(chunks(`Content-Length : ${event.length}`), event), ...NOT_HTTP },
  { name: "a header of 200 KB", raw: raw(chunks(`X-Long: ${"x".repeat(200_000)}\nContent-Length: ${event.length}`), event), ...TAKEN, stored: 1 },
  { name: "5,000 headers", raw: raw(chunks(`${Array.from({ length: 5_000 }, (_, index) => `X-${index}: ${"x".repeat(20)}`).join("\n")}\nContent-Length: ${event.length}`), event), ...TAKEN, stored: 1 },
];

const origin = /** @type {[string, string]} */ (["Origin", "https://shop.example"]);
const asking = (/** @type {string} */ names) =>
  /** @type {[string, string][]} */ ([origin, ["Access-Control-Request-Headers", names]]);
const big = Buffer.from(JSON.stringify({ batch: [purchase()], x: "x".repeat(600_000) }));

/** @type {Hostile[]} */
// biome-ignore format: one line is one case
const headers = [
  { name: "another host", headers: [KEY, ["Host", "elsewhere.example"]], body: text(), ...TAKEN, stored: 1 },
  { name: "a preflight for header names that are none", method: "OPTIONS", headers: asking('a b, "x", <script>, é'), status: 204, silent: true },
  { name: "600 KB in chunks", raw: Buffer.concat([raw(chunks("Transfer-Encoding: chunked").replace("/v1/track", "/v1/batch")), chunked(big, 16_000)]), status: 400, code: "request-too-large" },
  { name: "600 KB with a length", path: "/v1/batch", headers: [KEY], body: big, status: 400, code: "request-too-large" },
  { name: "an SDK's counters that are none, 60 KB of them", path: "/v1/m", body: Buffer.alloc(60_000), ...TAKEN },
  { name: "an address that is no address", headers: [KEY, ["CF-Connecting-IP", '"; DROP TABLE']], body: text(), ...TAKEN, stored: 1 },
  { name: "a retry count beyond counting", headers: [KEY, ["X-Retry-Count", "9".repeat(400)]], body: text(), ...TAKEN, stored: 1 },
  { name: "a second request in the body", raw: requestBytes({ method: "POST", path: "/v1/track", headers: [KEY], body: Buffer.from(smuggled) }), status: 400, code: "not-json" },
];

export const WIRE = { methods, paths, http, headers };
