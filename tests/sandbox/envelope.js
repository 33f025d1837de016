import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";

/**
 * What the API decided: a status and a body (none when `answer` is undefined).
 *
 * @typedef {object} Outcome
 * @property {number} status
 * @property {unknown} [answer]
 */

/**
 * A failure in the documented envelope (Friendbuy developer documentation, "Merchant API", Errors):
 * `error` the name, `message` the details, `code` the status, `reference` for Friendbuy's support.
 *
 * UNKNOWN: no list of names or messages is published. The names here are HTTP's own, the messages
 * are the sandbox's. Senders must not read either.
 *
 * @param {number} status
 * @param {string} message
 * @returns {Outcome}
 */
export function failure(status, message) {
  const error = STATUS_CODES[status] ?? "Unknown Error";
  return { status, answer: { error, message, code: status, reference: randomUUID() } };
}

/**
 * OBSERVED: an unrouted path is answered with code 0 and an empty reference.
 * INFERRED: so is a routed path with another method.
 *
 * @param {string} message
 * @returns {Outcome}
 */
export function notFound(message) {
  return { status: 404, answer: { error: "Not Found", message, code: 0, reference: "" } };
}
