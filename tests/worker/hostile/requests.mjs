// Hostile requests, each with the answer it gets. One line is one case.

/**
 * @typedef {object} Hostile
 * @property {string} name
 * @property {string} [method] POST
 * @property {string} [path] /v1/track
 * @property {[string, string][]} [headers]
 * @property {Buffer | string} [body] text and bytes as they are
 * @property {Buffer} [raw] all of the request, in place of the above
 * @property {boolean} [half] the sender closes its side behind it
 * @property {number | number[]} status 0: the connection is closed without an answer
 * @property {string} [code] of the refusal
 * @property {string} [message] of the refusal
 * @property {boolean} [silent] the answer has no body
 * @property {number} [stored] how many events go into the queue; none
 *
 * @typedef {Pick<Hostile, "status" | "code" | "message">} Answer
 */

/** @param {number} status @param {string} code @param {string} message @returns {Answer} */
export const refused = (status, code, message) => ({ status, code, message });

export const TAKEN = { status: 200 };
export const NO_KEY = refused(
  401,
  "write-key-missing",
  "no write key; send it as the user name of Basic authorization or as `writeKey` in the body",
);
export const UNKNOWN_KEY = refused(
  401,
  "write-key-unknown",
  "unknown write key; it has to be one of those in the setting `WRITE_KEYS`",
);
export const NO_PATH = refused(
  404,
  "not-found",
  "no such path; events go to /v1/track, /v1/identify, /v1/batch and their relatives",
);
export const TOO_LARGE = refused(
  400,
  "request-too-large",
  "the request has more than 512000 bytes",
);
export const NO_USER = refused(400, "user-missing", "`userId` or `anonymousId` is required");
export const NO_NAME = refused(
  400,
  "event-name-missing",
  "`event` is required: the name of what happened",
);
export const NO_GZIP = refused(400, "gzip", "the body is no gzip, or was cut off");

/** @param {string} why @param {number} offset */
export const notJson = (why, offset) =>
  refused(400, "not-json", `the body is not JSON: ${why} at byte ${offset}`);
/** @param {string} kind */
export const notObject = (kind) =>
  refused(400, "not-object", `the body must be a JSON object, not ${kind}`);
/** @param {string} allow */
export const wrongMethod = (allow) =>
  refused(405, "method-not-allowed", `this path takes ${allow}`);
/** @param {string} member @param {string} kind */
export const notText = (member, kind) =>
  refused(400, "member-not-text", `\`${member}\` must be a string, not ${kind}`);
/** @param {string} member @param {string} kind */
export const memberNotObject = (member, kind) =>
  refused(400, "member-not-object", `\`${member}\` must be an object, not ${kind}`);

/** @param {string} user @returns {[string, string]} */
export const basic = (user) => [
  "Authorization",
  `Basic ${Buffer.from(`${user}:`, "utf8").toString("base64")}`,
];

export const KEY = basic("wk-1");

let orders = 0;

/** A purchase that would be paid out if it were taken: each has an order of its own. */
export const purchase = (more = {}) => {
  orders += 1;
  return {
    type: "track",
    event: "Order Completed",
    userId: "mallory",
    messageId: `hostile-${orders}`,
    properties: { order_id: `hostile-${orders}`, total: 9999, currency: "USD" },
    ...more,
  };
};
export const text = (more = {}) => JSON.stringify(purchase(more));

/** A purchase of exactly so many bytes. @param {number} bytes */
export function purchaseOf(bytes) {
  const event = purchase({ context: { x: "" } });
  const missing = bytes - JSON.stringify(event).length;
  return JSON.stringify({ ...event, context: { x: "x".repeat(missing) } });
}
