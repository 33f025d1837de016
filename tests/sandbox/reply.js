import { isObject } from "./check.js";
import { failure } from "./envelope.js";

/**
 * @import { Outcome } from "./envelope.js"
 * @import { Fault } from "./faults.js"
 *
 * What goes out in the end.
 *
 * @typedef {object} Reply
 * @property {number | null} status null when the connection is closed before anything was decided
 * @property {unknown} [answer]
 * @property {Record<string, string>} headers
 * @property {boolean} accepted carried out with success
 * @property {boolean} answered
 * @property {boolean} cut
 */

const HTML = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>";

/**
 * What becomes of a call under a fault, or under none.
 *
 * @param {Fault | null} fault
 * @param {() => Outcome} carryOut
 * @param {number} now
 * @returns {Reply}
 */
export function replyUnder(fault, carryOut, now) {
  const headers = headersOf(fault ?? {}, now);
  const closed = { headers, accepted: false, answered: false, cut: false };
  if (fault?.drop === "request") return { status: null, ...closed };

  const instead = fault?.status === undefined ? null : outcomeOf(fault.status, fault.body);
  const outcome = instead ?? carryOut();
  const accepted = instead === null && outcome.status < 300;
  if (fault?.drop === "answer") return { ...closed, ...outcome, accepted };
  return { headers, accepted, answered: true, cut: false, ...spoil(outcome, fault ?? {}, headers) };
}

/**
 * @param {Outcome} outcome
 * @param {Fault} fault
 * @param {Record<string, string>} headers
 * @returns {Outcome & { headers?: Record<string, string>, cut?: boolean }}
 */
function spoil({ status, answer }, { answer: how, token, expires }, headers) {
  if (how === "empty") return { status };
  if (how === "truncated") return { status, answer, cut: true };
  if (how === "not-json") {
    return { status, answer: HTML, headers: { "content-type": "text/html", ...headers } };
  }
  if (!isObject(answer) || !("token" in answer)) return { status, answer };
  const spoilt = { ...answer };
  if (token === "missing") delete spoilt.token;
  if (expires === "missing") delete spoilt.expires;
  if (expires === "unparsable") spoilt.expires = "in twenty minutes";
  // INFERRED: a form that appears in test doubles of Segment's destination.
  if (expires === "no-milliseconds") {
    spoilt.expires = String(spoilt.expires).replace(/\.\d+Z$/, "Z");
  }
  return { status, answer: spoilt };
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {Outcome}
 */
function outcomeOf(status, body) {
  if (body !== undefined) return { status, answer: body };
  return status < 400 ? { status } : failure(status, "fault placed in the sandbox");
}

/**
 * UNKNOWN: no Retry-After header is documented; these exist to try a sender's handling of it.
 *
 * @param {Fault} fault
 * @param {number} now
 * @returns {Record<string, string>}
 */
function headersOf({ headers = {}, retryAfter, retryAfterDate }, now) {
  if (retryAfter !== undefined) return { "retry-after": String(retryAfter), ...headers };
  if (retryAfterDate === undefined) return headers;
  return { "retry-after": new Date(now + retryAfterDate * 1000).toUTCString(), ...headers };
}
