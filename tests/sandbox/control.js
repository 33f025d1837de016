import { check } from "./check.js";
import { PAGE, pageFile } from "./page.js";

/**
 * @import { Filter } from "./calls.js"
 * @import { Fault } from "./faults.js"
 * @import { Fields } from "./fields.js"
 * @import { Answer, Incoming } from "./http.js"
 * @import { Service } from "./service.js"
 *
 * @typedef {(request: Incoming, service: Service) => Answer | Promise<Answer>} Handler
 */

const PREFIX = "/__sandbox";
const DEFAULT_WAIT_MS = 5000;

/** @type {Readonly<Record<string, { about: string, handle: Handler }>>} */
const ROUTES = {
  "GET /__sandbox": { about: "this list", handle: help },
  [`GET ${PAGE}`]: { about: "the calls as they arrive, in a browser", handle: page("index.html") },
  [`GET ${PAGE}.js`]: { about: "its script", handle: page("page.js") },
  [`GET ${PAGE}.css`]: { about: "its look", handle: page("page.css") },
  "GET /__sandbox/calls": {
    about:
      "the calls received; path= method= status= merchant= accepted= since=<id or ISO time>; " +
      "count=N waits until so many match, at most timeoutMs=5000",
    handle: listCalls,
  },
  "DELETE /__sandbox/calls": { about: "forget the calls", handle: clearCalls },
  "GET /__sandbox/faults": { about: "the faults that can still strike", handle: listFaults },
  "POST /__sandbox/faults": { about: "place a fault, or a list of them", handle: addFaults },
  "DELETE /__sandbox/faults": { about: "remove all faults, or the one of id=", handle: dropFaults },
  "POST /__sandbox/revoke-tokens": {
    about: "revoke every token, or those of merchant=",
    handle: revokeTokens,
  },
  "POST /__sandbox/reset": {
    about: "forget calls, faults and customers; revoke all tokens",
    handle: reset,
  },
};

/** @type {Fields} */
const FILTER = {
  path: { type: "text" },
  method: { type: "text" },
  status: { type: "integer" },
  merchant: { type: "text" },
  accepted: { type: "boolean" },
  since: { type: "any" },
  count: { type: "integer", min: 1 },
  timeoutMs: { type: "integer", min: 0, max: 60_000 },
};

/** @param {string} path */
export function isControlPath(path) {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

/**
 * Answers a control route. These are the sandbox's own and have nothing to do with Friendbuy.
 *
 * @param {Incoming} request
 * @param {Service} service
 * @returns {Answer | Promise<Answer>}
 */
export function control(request, service) {
  const path = request.path.replace(/\/+$/, "");
  const route = ROUTES[`${request.method} ${path}`];
  if (route) return route.handle(request, service);
  const methods = Object.keys(ROUTES)
    .filter((name) => name.endsWith(` ${path}`))
    .map((name) => name.replace(/ .*/, ""));
  if (methods.length === 0) return problem(404, `no control route ${path}; see GET ${PREFIX}`);
  return {
    ...problem(405, `${path} takes ${methods.join(", ")}, not ${request.method}`),
    headers: { allow: methods.join(", ") },
  };
}

/** @param {string} file @returns {Handler} */
function page(file) {
  return () => pageFile(file);
}

/** @type {Handler} */
function help() {
  const routes = Object.entries(ROUTES).map(([name, { about }]) => [name, about]);
  return { status: 200, answer: Object.fromEntries(routes) };
}

/**
 * @param {Incoming} request
 * @param {Service} service
 * @returns {Promise<Answer>}
 */
async function listCalls({ query }, { calls, closing }) {
  const given = Object.fromEntries(
    [...query].map(([name, text]) => [name, queryValue(name, text)]),
  );
  const problems = check(given, FILTER, { closed: true });
  if (typeof given.since === "string" && Number.isNaN(Date.parse(given.since))) {
    problems.push("`since` must be the id of a call or an ISO time");
  }
  if (problems.length > 0) return problem(400, problems.join("; "));
  const { count, timeoutMs, ...filter } =
    /** @type {Filter & { count?: number, timeoutMs?: number }} */ (given);
  const found = await calls.wait(count ?? 0, filter, timeoutMs ?? DEFAULT_WAIT_MS, closing);
  return { status: 200, answer: { calls: found, forgotten: calls.forgotten } };
}

/**
 * @param {string} name
 * @param {string} text
 */
function queryValue(name, text) {
  const type = FILTER[name]?.type;
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  const digits = /^\d+$/.test(text);
  return digits && (type === "integer" || name === "since") ? Number(text) : text;
}

/** @type {Handler} */
function clearCalls(_request, { calls }) {
  calls.clear();
  return { status: 204 };
}

/** @type {Handler} */
function listFaults(_request, { faults }) {
  return { status: 200, answer: { faults: faults.list() } };
}

/** @type {Handler} */
function addFaults({ body }, { faults }) {
  if (body.problem) return problem(body.problem.status, body.problem.message);
  const specs = /** @type {Fault[]} */ (Array.isArray(body.json) ? body.json : [body.json]);
  const placed = [];
  try {
    for (const spec of specs) placed.push(faults.add(spec));
  } catch (error) {
    // All or none: what came before the bad one goes again.
    for (const { id } of placed) faults.remove(id);
    return problem(400, error instanceof Error ? error.message : String(error));
  }
  return { status: 201, answer: { faults: placed } };
}

/** @type {Handler} */
function dropFaults({ query }, { faults }) {
  const id = query.get("id");
  if (id !== null && !/^\d+$/.test(id)) return problem(400, "`id` must be the id of a fault");
  return { status: 200, answer: { removed: faults.remove(id === null ? undefined : Number(id)) } };
}

/** @type {Handler} */
function revokeTokens({ query }, { tokens }) {
  return { status: 200, answer: { revoked: tokens.revoke(query.get("merchant") ?? undefined) } };
}

/** @type {Handler} */
function reset(_request, service) {
  service.reset();
  return { status: 204 };
}

/**
 * @param {number} status
 * @param {string} message
 * @returns {Answer}
 */
function problem(status, message) {
  return { status, answer: { error: message } };
}
