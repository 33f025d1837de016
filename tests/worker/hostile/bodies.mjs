// What is in the body: sizes, packing, encodings, JSON, events.

import { gzipSync } from "node:zlib";
import {
  KEY,
  memberNotObject,
  NO_GZIP,
  NO_NAME,
  NO_USER,
  notJson,
  notObject,
  notText,
  purchase,
  purchaseOf,
  refused,
  TAKEN,
  TOO_LARGE,
  text,
} from "./requests.mjs";

/** @import { Answer, Hostile } from "./requests.mjs" */

/** @param {string} name @param {Buffer | string} body @param {Answer} answer @param {Partial<Hostile>} [more] @returns {Hostile} */
const track = (name, body, answer, more = {}) => ({
  name,
  headers: [KEY],
  body,
  ...answer,
  ...more,
});
/** @param {string} name @param {unknown} body @param {Answer} answer @param {Partial<Hostile>} [more] @returns {Hostile} */
const batch = (name, body, answer, more = {}) =>
  track(name, typeof body === "string" ? body : JSON.stringify(body), answer, {
    path: "/v1/batch",
    ...more,
  });
/** @param {string} name @param {string} encoding @param {Buffer | string} body @param {Answer} answer @returns {Hostile} */
const packed = (name, encoding, body, answer) =>
  track(name, body, answer, { headers: [KEY, ["Content-Encoding", encoding]] });

const largeEvent = (/** @type {number} */ bytes) =>
  refused(400, "event-too-large", `the event has ${bytes} bytes of JSON, at most 32768 are taken`);
const tooLong = refused(
  400,
  "message-id",
  "`messageId` must be a string of at most 100 characters",
);

// biome-ignore format: one line is one case
const sizes = [
  track("an event of one byte too many", purchaseOf(32_769), largeEvent(32_769)),
  track("an event of 400 KB", purchaseOf(400_000), largeEvent(400_000)),
  track("a member's name of 100 KB", text({ properties: { ["x".repeat(100_000)]: 1 } }), { status: 400, code: "event-too-large" }),
  track("a userId of 100 KB", text({ userId: "u".repeat(100_000) }), { status: 400, code: "event-too-large" }),
  track("a messageId of 101 characters", text({ messageId: "m".repeat(101) }), tooLong),
  track("a messageId of 300 KB", text({ messageId: "m".repeat(300_000) }), tooLong),
  // JavaScript's infinity, and no amount.
  track("a number of 100,000 digits", text().replace("9999", "9".repeat(100_000)), TAKEN, { stored: 1 }),
  track("20,000 properties", text({ properties: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`p${n}`, n])) }), { status: 400, code: "event-too-large" }),
  track("100,000 empty lists", text({ properties: { x: Array(100_000).fill([]) } }), { status: 400, code: "event-too-large" }),
  track("512,001 bytes", " ".repeat(512_001), TOO_LARGE),
  batch("2,501 events", { batch: Array(2501).fill({ type: "page", userId: "u" }) }, refused(400, "batch-too-many", "`batch` holds 2501 events, at most 2500 are taken")),
  batch("250,000 events that are none", `{"batch":[${"1,".repeat(250_000)}1]}`, refused(400, "batch-too-many", "`batch` holds 250001 events, at most 2500 are taken")),
  batch("a context multiplied", { context: { x: "x".repeat(30_000) }, batch: Array(2000).fill({ type: "page", userId: "u" }) }, { status: 400, code: "batch-too-large" }),
  batch("integrations multiplied", { integrations: { x: "x".repeat(30_000) }, batch: Array(2000).fill({ type: "page", userId: "u" }) }, { status: 400, code: "batch-too-large" }),
  batch("a large event among small ones", `{"batch":[${purchaseOf(40_000)},${text()}]}`, TAKEN, { stored: 1 }),
];

const good = Buffer.from(text());
const trailer = gzipSync(text());
trailer[trailer.length - 8] = (trailer.at(-8) ?? 0) ^ 1;
const OTHER = refused(415, "content-encoding", "unknown content encoding; gzip is taken, or none");

// biome-ignore format: one line is one case
const packing = [
  packed("a bomb of 100 MB", "gzip", gzipSync(Buffer.alloc(100_000_000, 32)), TOO_LARGE),
  packed("a bomb in a bomb", "gzip", gzipSync(gzipSync(Buffer.alloc(50_000_000, 32))), { status: 400, code: "not-utf-8" }),
  packed("gzip in name only", "gzip", text(), NO_GZIP),
  packed("gzip of nothing", "gzip", gzipSync(""), notJson("unexpected end of JSON", 0)),
  packed("no gzip at all", "gzip", "", NO_GZIP),
  packed("the header of gzip alone", "gzip", gzipSync(text()).subarray(0, 10), NO_GZIP),
  packed("gzip cut off", "gzip", gzipSync(text()).subarray(0, -12), NO_GZIP),
  packed("gzip with a wrong checksum", "gzip", trailer, NO_GZIP),
  packed("gzip and more behind it", "gzip", Buffer.concat([gzipSync(text()), Buffer.from("more")]), NO_GZIP),
  packed("two gzips behind each other", "gzip", Buffer.concat([gzipSync(text()), gzipSync(text())]), NO_GZIP),
  packed("a gzip header with a name that never ends", "gzip", Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3, ...Array(500).fill(65)]), NO_GZIP),
  packed("a gzip header with more extras than bytes", "gzip", Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 1]), NO_GZIP),
  ...["br", "deflate", "zstd", "compress", "gzip, gzip", "gzip;q=1", "__proto__"].map((encoding) => packed(`packed as ${encoding}`, encoding, good, OTHER)),
];

const bytes = (/** @type {string} */ hex) => Buffer.from(hex, "hex");
const inName = (/** @type {Buffer} */ name) =>
  Buffer.concat([Buffer.from('{"userId":"mallory","event":"'), name, Buffer.from('"}')]);
const notUtf8 = (/** @type {number} */ offset) =>
  refused(400, "not-utf-8", `the body is not UTF-8 from byte ${offset} on`);

// biome-ignore format: one line is one case
const encodings = [
  track("UTF-16", Buffer.from(`\ufeff${text()}`, "utf16le"), notUtf8(0)),
  track("UTF-16 without a mark", Buffer.from('{"userId":1}', "utf16le"), notJson("expected a member name in double quotes", 1)),
  track("UTF-7", "+AHsAfQ-", notJson("expected a value", 0)),
  track("Latin-1", Buffer.from('{"userId":"Jürgen"}', "latin1"), notUtf8(12)),
  track("a byte that begins nothing", inName(bytes("ff")), notUtf8(29)),
  track("a slash spelt too long", inName(bytes("c0af")), notUtf8(29)),
  track("NUL spelt too long", inName(bytes("c080")), notUtf8(29)),
  track("half a surrogate pair as bytes", inName(bytes("eda080")), notUtf8(29)),
  track("a surrogate pair as bytes", inName(bytes("eda0bdedb880")), notUtf8(29)),
  track("a character beyond Unicode", inName(bytes("f4908080")), notUtf8(29)),
  track("a character that is cut off", inName(bytes("e282")), notUtf8(29)),
  track("NUL in a string", '{"userId":"a\0b","event":"e"}', notJson("string is not closed, or has a raw control character in it", 12)),
  track("NUL for a body", Buffer.alloc(100), notJson("expected a value", 0)),
  track("NUL behind the body", Buffer.concat([good, Buffer.alloc(1)]), { status: 400, code: "not-json" }),
  track("a second mark", `\ufeff\ufeff${text()}`, notJson("expected a value", 0)),
];

// biome-ignore format: one line is one case
const json = [
  ...[
    ["nothing", "", notJson("unexpected end of JSON", 0)],
    ["spaces", "   ", notJson("unexpected end of JSON", 3)],
    ["an object that stops", '{"userId":"a"', notJson("unexpected end of JSON", 13)],
    ["a string that stops", '{"userId":"a', notJson("string is not closed, or has a raw control character in it", 12)],
    ["an escape that stops", '{"userId":"\\u12', notJson("malformed escape in a string", 12)],
    ["single quotes", "{'userId':'a'}", notJson("expected a member name in double quotes", 1)],
    ["a comma too many", '{"userId":"a",}', notJson("expected a member name in double quotes", 14)],
    ["a comment", '{"userId":"a"/**/}', notJson("expected `,` or the end of the list or object", 13)],
    ["NaN", '{"userId":NaN}', notJson("expected a value", 10)],
    ["Infinity", '{"userId":-Infinity}', notJson("malformed number", 11)],
    ["a hexadecimal number", '{"userId":0x10}', notJson("expected `,` or the end of the list or object", 11)],
    ["a leading zero", '{"userId":01}', notJson("malformed number", 11)],
    ["undefined", '{"userId":undefined}', notJson("expected a value", 10)],
    ["a function", '{"userId":function(){}}', notJson("expected a value", 10)],
    ["two values", "{}{}", notJson("unexpected text after the JSON value", 2)],
    ["XML", "<event/>", notJson("expected a value", 0)],
    ["a form", "userId=a&event=b", notJson("expected a value", 0)],
    ["257 levels", `${"[".repeat(257)}${"]".repeat(257)}`, notJson("nested deeper than 256 levels", 256)],
    ["400,000 opening brackets", "[".repeat(400_000), notJson("nested deeper than 256 levels", 256)],
    ["80,000 opening objects", '{"a":'.repeat(80_000), notJson("nested deeper than 256 levels", 1280)],
    ["null", "null", notObject("null")],
    ["true", "true", notObject("a boolean")],
    ["a number", "1e999", notObject("a number")],
    ["a string", '"x"', notObject("a string")],
    ["a list of events", `[${text()}]`, notObject("an array")],
  ].map(([name, body, answer]) => track(/** @type {string} */ (name), /** @type {string} */ (body), /** @type {Answer} */ (answer))),
  track("JSON that says it is XML", text(), TAKEN, { headers: [KEY, ["Content-Type", "application/xml; charset=utf-16"]], stored: 1 }),
  track("JSON that says it is a form in parts", text(), TAKEN, { headers: [KEY, ["Content-Type", "multipart/form-data; boundary=x"]], stored: 1 }),
];

const lone = (/** @type {string} */ member) => text().replace("{", `{"${member}":"\\udc00",`);
const without = (/** @type {string} */ member) => text({ [member]: undefined });

// biome-ignore format: one line is one case
const events = [
  track("nobody", without("userId"), NO_USER),
  track("a user behind __proto__", without("userId").replace("{", '{"__proto__":{"userId":"mallory"},'), NO_USER),
  track("a user behind constructor.prototype", without("userId").replace("{", '{"constructor":{"prototype":{"userId":"mallory"}},'), NO_USER),
  track("a user in capitals", without("userId").replace("{", '{"USERID":"mallory",'), NO_USER),
  track("half a surrogate pair as user", lone("userId").replace(',"userId":"mallory"', ""), NO_USER),
  track("a user that would turn into text", text({ userId: { toString: "mallory" } }), notText("userId", "an object")),
  track("a list of users", text({ userId: ["mallory"] }), notText("userId", "an array")),
  track("the last of two users is a number", text().replace(/}$/, ',"userId":7}'), notText("userId", "a number")),
  track("an anonymousId that is true", text({ anonymousId: true }), notText("anonymousId", "a boolean")),
  track("no name", without("event"), NO_NAME),
  track("half a surrogate pair as name", lone("event").replace(',"event":"Order Completed"', ""), NO_NAME),
  track("a name that is an object", text({ event: {} }), notText("event", "an object")),
  track("properties that are a list", text({ properties: [] }), memberNotObject("properties", "an array")),
  track("properties that are text", text({ properties: "{}" }), memberNotObject("properties", "a string")),
  track("a context that is a number", text({ context: 0 }), memberNotObject("context", "a number")),
  track("traits that are false", text({ traits: false }), memberNotObject("traits", "a boolean")),
  track("a messageId that is a number", text({ messageId: 1 }), tooLong),
  track("half a surrogate pair as messageId", lone("messageId").replace(/,"messageId":"hostile-\d+"/, ""), tooLong),
  batch("no batch", {}, refused(400, "batch-missing", "`batch` must be an array of events, not missing")),
  batch("an empty batch", { batch: [] }, refused(400, "batch-empty", "`batch` holds no event")),
  batch("a batch that is an object with a length", { batch: { 0: purchase(), length: 1 } }, refused(400, "batch-missing", "`batch` must be an array of events, not an object")),
  batch("a batch that is text", { batch: JSON.stringify([purchase()]) }, refused(400, "batch-missing", "`batch` must be an array of events, not a string")),
  batch("a batch behind __proto__", `{"__proto__":{"batch":[${text()}]}}`, refused(400, "batch-missing", "`batch` must be an array of events, not missing")),
  batch("a batch in a batch", { batch: [[purchase()], { batch: [purchase()] }] }, TAKEN),
  batch("nothing but what is no event", { batch: [null, 1, "x", true, []] }, TAKEN),
  batch("types there are not", { batch: ["delete", "TRACK", "__proto__", "", 1, ["track"], null].map((type) => purchase({ type })) }, TAKEN),
  batch("an event that is switched off, twice over", { integrations: { All: true }, batch: [purchase({ integrations: { "Friendbuy (Cloud Destination)": false, All: true } })] }, TAKEN),
  track("an amount beyond counting", text().replace("9999", "1e99999"), TAKEN, { stored: 1 }),
  track("times that are none", text({ timestamp: "yesterday", sentAt: "+275760-09-13", originalTimestamp: "9999-99-99T99:99:99Z" }), TAKEN, { stored: 1 }),
  track("prototype names as properties", text({ properties: { order_id: "x", constructor: { prototype: {} }, toString: "x", hasOwnProperty: 1 } }), TAKEN, { stored: 1 }),
];

export const BODIES = { sizes, packing, encodings, json, events };
