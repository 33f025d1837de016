import { AUTHORIZATION_PATH } from "./api.js";
import { isObject } from "./check.js";
import { matchesPath } from "./match.js";

/**
 * @import { Incoming } from "./http.js"
 * @import { Reply } from "./reply.js"
 *
 * One call to the API, as it is remembered. Tokens and secrets are left out.
 *
 * @typedef {object} Call
 * @property {number} id counts from 1, never used again
 * @property {string} at ISO 8601, UTC
 * @property {string | null} merchant whose token (or, for authorization, key) it carried
 * @property {string} method
 * @property {string} path
 * @property {Record<string, string>} query
 * @property {Record<string, string>} headers
 * @property {unknown} body parsed; the text itself when it is no JSON; null when there is none
 * @property {number | null} status null when the connection was closed before anything was decided
 * @property {unknown} answer null when there is none
 * @property {boolean} accepted the API carried the call out with success
 * @property {boolean} answered false when the connection was closed without an answer
 * @property {number | null} fault id of the fault that struck
 *
 * @typedef {object} Filter
 * @property {string} [path] exact, or a beginning followed by `*`
 * @property {string} [method]
 * @property {number} [status]
 * @property {string} [merchant]
 * @property {boolean} [accepted]
 * @property {number | string} [since] calls after the one with this id, or from this ISO time on
 */

const REDACTED = "[redacted]";
const HEADERS = /** @type {const} */ (["accept", "content-type", "content-length", "user-agent"]);

/** The calls received, oldest first. */
export class Calls {
  /** @type {Map<number, Call>} */
  #calls = new Map();
  /** @type {Set<(call: Call) => void>} */
  #waiting = new Set();
  #keep;
  #lastId = 0;
  /** How many calls were given up to make room for newer ones. */
  forgotten = 0;

  /** @param {number} keep */
  constructor(keep) {
    this.#keep = keep;
  }

  /**
   * @param {Omit<Call, "id">} entry
   * @returns {Call}
   */
  add(entry) {
    this.#lastId += 1;
    const call = { id: this.#lastId, ...entry };
    this.#calls.set(call.id, call);
    if (this.#calls.size > this.#keep) {
      this.#calls.delete(call.id - this.#keep);
      this.forgotten += 1;
    }
    for (const tell of this.#waiting) tell(call);
    return call;
  }

  clear() {
    this.#calls.clear();
    this.forgotten = 0;
  }

  /**
   * @param {Filter} [filter]
   * @returns {Call[]}
   */
  list(filter = {}) {
    return [...this.#calls.values()].filter((call) => matches(call, filter));
  }

  /**
   * Resolves as soon as enough calls match, or with fewer when the time is up.
   *
   * @param {number} count
   * @param {Filter} filter
   * @param {number} timeoutMs
   * @param {AbortSignal} signal gives up early
   * @returns {Promise<Call[]>}
   */
  wait(count, filter, timeoutMs, signal) {
    const found = this.list(filter);
    if (found.length >= count || signal.aborted) return Promise.resolve(found);
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting.delete(tell);
        resolve(found);
      };
      /** @param {Call} call */
      const tell = (call) => {
        if (!matches(call, filter)) return;
        found.push(call);
        if (found.length >= count) done();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener("abort", done);
      this.#waiting.add(tell);
    });
  }
}

/**
 * @param {Incoming} request
 * @param {Reply} reply
 * @param {{ at: number, merchant: string | null, fault: number | null }} about
 * @returns {Omit<Call, "id">}
 */
export function describe({ method, path, query, headers, body }, reply, { at, merchant, fault }) {
  const authorizes = path === AUTHORIZATION_PATH;
  return {
    at: new Date(at).toISOString(),
    merchant,
    method,
    path,
    query: Object.fromEntries(query),
    headers: keptHeaders(headers),
    body: authorizes ? withoutSecret(body.json) : (body.json ?? (body.text || null)),
    status: reply.status,
    answer: (authorizes ? withoutToken(reply.answer) : reply.answer) ?? null,
    accepted: reply.accepted,
    answered: reply.answered,
    fault,
  };
}

/**
 * @param {Incoming["headers"]} headers
 * @returns {Record<string, string>}
 */
function keptHeaders(headers) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const name of HEADERS) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  const { authorization } = headers;
  if (authorization !== undefined) {
    // The scheme stays, since whether there was one is worth knowing.
    const scheme = /^(bearer|basic) /i.exec(authorization)?.[0] ?? "";
    kept.authorization = scheme + REDACTED;
  }
  return kept;
}

/**
 * Whatever is not the key may be the secret, under a wrong name or in text that is no JSON.
 * @param {unknown} json
 */
function withoutSecret(json) {
  if (!isObject(json)) return null;
  const names = Object.keys(json).filter((name) => name !== "key");
  return { ...json, ...Object.fromEntries(names.map((name) => [name, REDACTED])) };
}

/** @param {unknown} answer */
function withoutToken(answer) {
  return isObject(answer) && "token" in answer ? { ...answer, token: REDACTED } : answer;
}

/**
 * @param {Call} call
 * @param {Filter} filter
 */
function matches(call, { path, method, status, merchant, accepted, since }) {
  return (
    (path === undefined || matchesPath(path, call.path)) &&
    (method === undefined || method.toUpperCase() === call.method) &&
    (status === undefined || status === call.status) &&
    (merchant === undefined || merchant === call.merchant) &&
    (accepted === undefined || accepted === call.accepted) &&
    (since === undefined || isSince(call, since))
  );
}

/**
 * @param {Call} call
 * @param {number | string} since
 */
function isSince(call, since) {
  return typeof since === "number" ? call.id > since : Date.parse(call.at) >= Date.parse(since);
}
