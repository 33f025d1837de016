import { validateHeaderName, validateHeaderValue } from "node:http";
import { AUTHORIZATION_PATH } from "./api.js";
import { check } from "./check.js";
import { matchesPath } from "./match.js";

/**
 * @import { Fields } from "./fields.js"
 *
 * A fault: which calls it strikes, and what happens to them. Effects can be combined.
 *
 * @typedef {object} Fault
 * @property {string} [path] exact, or a beginning followed by `*`. Default: every path but
 *   `/v1/authorization`, so that a fault does not depend on whether a token is cached; for `token`
 *   and `expires` that path alone
 * @property {string} [method]
 * @property {number} [times] strikes the next so many calls; 1 unless `every` or `probability`
 * @property {boolean} [every] strikes until removed
 * @property {number} [probability] strikes each call with this chance, 0 to 1, until removed or
 *   until `times` are used up
 * @property {number} [seed] of the chances; the same seed strikes the same calls
 *
 * @property {number} [status] answers this instead of carrying the call out
 * @property {unknown} [body] with `status`: text as it is, anything else as JSON; default the
 *   envelope from 400 on, else none
 * @property {Record<string, string>} [headers] added to the answer
 * @property {number} [retryAfter] seconds, in a Retry-After header
 * @property {number} [retryAfterDate] the same, sent as an HTTP date
 * @property {number} [delayMs] waits before answering; the call was carried out by then
 * @property {"request" | "answer"} [drop] closes the connection: before the call is carried out, or
 *   after, so that only the answer is lost
 * @property {"empty" | "truncated" | "not-json"} [answer] the call is carried out, its answer spoilt
 * @property {boolean} [revokeTokens] revokes every token before the call is looked at
 * @property {"missing"} [token] left out of the authorization answer
 * @property {"missing" | "unparsable" | "no-milliseconds"} [expires] in the authorization answer
 *
 * @typedef {Fault & { id: number, struck: number, remaining: number | null }} PlacedFault
 *   `remaining` is null without an end
 */

/** @type {Fields} */
const EFFECTS = {
  status: { type: "integer", min: 200, max: 599 },
  body: { type: "any" },
  headers: { type: "texts" },
  retryAfter: { type: "integer", min: 0 },
  retryAfterDate: { type: "integer", min: 0, max: 1_000_000_000 },
  delayMs: { type: "integer", min: 0, max: 600_000 },
  drop: { type: "text", oneOf: ["request", "answer"] },
  answer: { type: "text", oneOf: ["empty", "truncated", "not-json"] },
  revokeTokens: { type: "boolean" },
  token: { type: "text", oneOf: ["missing"] },
  expires: { type: "text", oneOf: ["missing", "unparsable", "no-milliseconds"] },
};

/** @type {Fields} */
const FAULT = {
  path: { type: "text" },
  method: { type: "text" },
  times: { type: "integer", min: 1 },
  every: { type: "boolean" },
  probability: { type: "number", min: 0, max: 1 },
  seed: { type: "integer" },
  ...EFFECTS,
};

/** Framing is the sandbox's business. */
const OWN_HEADERS = ["connection", "content-length", "transfer-encoding"];
const DEFAULT_SEED = 1;

/** The faults placed, oldest first. A call is struck by the first that matches. */
export class Faults {
  /** @type {{ fault: PlacedFault, chance: () => number }[]} */
  #placed = [];
  #lastId = 0;

  /**
   * @param {Fault} spec
   * @returns {PlacedFault}
   * @throws {TypeError} naming everything that is wrong with it
   */
  add(spec) {
    const problems = problemsOf(spec);
    if (problems.length > 0) throw new TypeError(`fault: ${problems.join("; ")}`);
    const endless = spec.every === true || spec.probability !== undefined;
    this.#lastId += 1;
    const fault = {
      ...spec,
      id: this.#lastId,
      struck: 0,
      remaining: spec.times ?? (endless ? null : 1),
    };
    this.#placed.push({ fault, chance: randomNumbers(spec.seed ?? DEFAULT_SEED) });
    return { ...fault };
  }

  /** @returns {PlacedFault[]} those that can still strike */
  list() {
    return this.#placed.map(({ fault }) => ({ ...fault }));
  }

  /**
   * @param {number} [id] all when absent
   * @returns {number} how many were removed
   */
  remove(id) {
    const before = this.#placed.length;
    this.#placed = id === undefined ? [] : this.#placed.filter(({ fault }) => fault.id !== id);
    return before - this.#placed.length;
  }

  /**
   * Takes the fault that strikes this call, if any.
   * @param {{ method: string, path: string }} request
   * @returns {PlacedFault | null}
   */
  strike(request) {
    for (const { fault, chance } of this.#placed) {
      if (!matches(fault, request)) continue;
      if (fault.probability !== undefined && chance() >= fault.probability) continue;
      fault.struck += 1;
      if (fault.remaining !== null) fault.remaining -= 1;
      if (fault.remaining === 0) this.remove(fault.id);
      return { ...fault };
    }
    return null;
  }
}

/**
 * @param {Fault} fault
 * @param {{ method: string, path: string }} request
 */
function matches(fault, { method, path }) {
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false;
  if (fault.path !== undefined) return matchesPath(fault.path, path);
  return (path === AUTHORIZATION_PATH) === spoilsToken(fault);
}

/** @param {Fault} fault */
function spoilsToken({ token, expires }) {
  return token !== undefined || expires !== undefined;
}

/**
 * @param {unknown} spec
 * @returns {string[]}
 */
function problemsOf(spec) {
  const problems = check(spec, FAULT, { closed: true });
  if (problems.length > 0) return problems;
  const fault = /** @type {Fault} */ (spec);
  const effects = Object.keys(EFFECTS);
  if (!Object.keys(fault).some((name) => effects.includes(name))) {
    problems.push(`nothing would happen; add one of: ${effects.join(", ")}`);
  }
  const { path, status, drop, answer, body, every, times, headers = {} } = fault;
  if (body !== undefined && status === undefined) problems.push("`body` needs `status`");
  if (drop !== undefined && answer !== undefined) problems.push("`drop` leaves no `answer`");
  if (drop !== undefined && status !== undefined) problems.push("`drop` leaves no `status`");
  if (every === true && times !== undefined) problems.push("`every` and `times` contradict");
  if (spoilsToken(fault) && path !== undefined && !matchesPath(path, AUTHORIZATION_PATH)) {
    problems.push(`\`token\` and \`expires\` are in answers of ${AUTHORIZATION_PATH} only`);
  }
  for (const [name, value] of Object.entries(headers)) {
    problems.push(...headerProblems(name, value));
  }
  return problems;
}

/**
 * @param {string} name
 * @param {string} value
 * @returns {string[]}
 */
function headerProblems(name, value) {
  if (OWN_HEADERS.includes(name.toLowerCase())) return [`header \`${name}\` cannot be set`];
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/**
 * Mulberry32: even chances that a seed repeats exactly.
 * @param {number} seed
 * @returns {() => number} from 0 up to, not including, 1
 */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
