import { isObject } from "./check.js";

/** @import { Call } from "./calls.js" */

const BODY_WIDTH = 160;
const PATH_WIDTH = 25;

/**
 * A call as one line: local time, method, path, status, then why it was refused or what it held.
 *
 * @param {Call} call
 * @param {{ merchant?: boolean }} [show]
 * @returns {string}
 */
export function formatCall(call, { merchant = false } = {}) {
  const parts = [
    new Date(call.at).toTimeString().slice(0, 8),
    `${call.method.padEnd(6)} ${withQuery(call).padEnd(PATH_WIDTH)}`,
    String(call.status ?? "---"),
  ];
  if (merchant) parts.push(`[${call.merchant ?? "?"}]`);
  if (call.fault !== null) parts.push(`(fault ${call.fault}${fate(call)})`);
  const refusal = isObject(call.answer) && !call.accepted ? call.answer.message : undefined;
  if (typeof refusal === "string") parts.push(refusal);
  else if (call.body !== null) parts.push(shorten(JSON.stringify(call.body)));
  return printable(parts.join("  "));
}

/** @param {Call} call */
function withQuery({ path, query }) {
  const names = new URLSearchParams(query).toString();
  return names === "" ? path : `${path}?${names}`;
}

/** @param {Call} call */
function fate({ accepted, answered }) {
  if (answered) return "";
  return accepted ? ": accepted, answer lost" : ": connection closed, not carried out";
}

/** @param {string} text */
function shorten(text) {
  return text.length <= BODY_WIDTH ? text : `${text.slice(0, BODY_WIDTH - 1)}…`;
}

/**
 * What a sender wrote must not steer the terminal or break the line.
 * @param {string} text
 */
function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "\u{fffd}");
}
