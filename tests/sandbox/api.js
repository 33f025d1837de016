import { randomUUID } from "node:crypto";
import { check, isObject } from "./check.js";
import { failure, notFound } from "./envelope.js";
import {
  AUTHORIZATION,
  CUSTOM_EVENT,
  CUSTOMER,
  PURCHASE,
  SIGN_UP,
  USER_DATA,
  withStrictLimits,
} from "./fields.js";
import { People } from "./people.js";

/**
 * @import { Outcome } from "./envelope.js"
 * @import { Fields } from "./fields.js"
 * @import { Incoming } from "./http.js"
 * @import { Tokens } from "./tokens.js"
 */

export const AUTHORIZATION_PATH = "/v1/authorization";

/**
 * @typedef {object} Credentials
 * @property {string} key UUID
 * @property {string} secret
 * @property {string} [merchant] name in the recorded calls; the key when absent
 *
 * @typedef {"reference" | "guide"} ErasureVariant
 *
 * @typedef {Record<string, unknown>} Members
 *
 * @typedef {object} Route
 * @property {string} method
 * @property {string} path
 * @property {Fields} fields of the JSON body, or of the query where there is none
 * @property {"authorize" | "customer" | "event" | "customEvent" | "readPerson" | "erasePerson"} does
 */

/**
 * Paths and methods: Friendbuy developer documentation, "Merchant API".
 * @type {readonly Route[]}
 */
const ROUTES = [
  { method: "POST", path: AUTHORIZATION_PATH, fields: AUTHORIZATION, does: "authorize" },
  { method: "POST", path: "/v1/customer", fields: CUSTOMER, does: "customer" },
  { method: "POST", path: "/v1/event/purchase", fields: PURCHASE, does: "event" },
  { method: "POST", path: "/v1/event/account-sign-up", fields: SIGN_UP, does: "event" },
  { method: "POST", path: "/v1/event/custom", fields: CUSTOM_EVENT, does: "customEvent" },
  { method: "GET", path: "/v1/user-data", fields: USER_DATA, does: "readPerson" },
  { method: "DELETE", path: "/v1/user-data", fields: USER_DATA, does: "erasePerson" },
];

/**
 * The Merchant API itself: from a request to what it answers.
 *
 * UNKNOWN: the order in which the service checks route, token, body and fields.
 */
export class Api {
  #credentials;
  #tokens;
  #clock;
  #erasure;
  #routes;
  /** @type {Map<string, People>} by merchant */
  #people = new Map();

  /**
   * @param {object} options
   * @param {readonly Credentials[]} options.credentials
   * @param {Tokens} options.tokens
   * @param {() => number} options.clock
   * @param {ErasureVariant} options.erasure
   * @param {boolean} options.strictLimits
   */
  constructor({ credentials, tokens, clock, erasure, strictLimits }) {
    this.#credentials = credentials;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#erasure = erasure;
    this.#routes = strictLimits
      ? ROUTES.map((route) => ({ ...route, fields: withStrictLimits(route.fields) }))
      : ROUTES;
  }

  forgetPeople() {
    this.#people.clear();
  }

  /**
   * Whose call this is, by its token or, when it asks for one, by its key; null when unknown.
   * @param {Incoming} request
   */
  merchantOf({ path, headers, body }) {
    if (path !== AUTHORIZATION_PATH) return this.#tokens.verify(headers.authorization).merchant;
    const key = isObject(body.json) ? body.json.key : undefined;
    const found = this.#credentials.find((credentials) => credentials.key === key);
    return found ? merchantName(found) : null;
  }

  /**
   * @param {Incoming} request
   * @returns {Outcome}
   */
  handle(request) {
    const { method, path, query, headers, body } = request;
    const routes = this.#routes.filter((route) => route.path === path);
    const route = routes.find((candidate) => candidate.method === method);
    if (!route) return unrouted(request, routes);

    if (route.does === "authorize") {
      const input = jsonBody(request, route.fields);
      return input.refusal ?? this.#authorize(input.members);
    }
    // The event operations do not list 401, although they need a token.
    // INFERRED: it is 401, as the authorization operation documents.
    const { merchant, problem } = this.#tokens.verify(headers.authorization);
    if (problem !== null) return failure(401, problem);
    const people = this.#peopleOf(merchant);

    if (method !== "POST") {
      const who = Object.fromEntries(query);
      const refusal = refuseWho(who, route.fields);
      if (refusal) return refusal;
      return route.does === "erasePerson" ? this.#erase(people, who) : ok(people.describe(who));
    }
    const input = jsonBody({ headers, body }, route.fields);
    if (input.refusal) return input.refusal;
    if (route.does === "customer") return this.#trackCustomer(people, input.members);
    const type = route.does === "customEvent" ? input.members.eventType : path.split("/").at(-1);
    return this.#trackEvent(people, String(type), input.members);
  }

  /**
   * @param {Members} members
   * @returns {Outcome}
   */
  #authorize({ key, secret }) {
    const found = this.#credentials.find((credentials) => credentials.key === key);
    if (found && found.secret === secret) {
      return ok({ tokenType: "Bearer", ...this.#tokens.issue(merchantName(found)) });
    }
    // INFERRED: Segment's destination keeps `<environment>:` in front of a secret to choose a host.
    // It must not be sent, and whoever forgets to cut it off is told.
    const prefixed = found && String(secret).endsWith(`:${found.secret}`);
    return failure(
      401,
      prefixed
        ? "the secret still has its environment prefix; send only what follows the first colon"
        : "no such pair of key and secret",
    );
  }

  /**
   * 200 for a customer known by customerId, else 201. (An older schema in the same documentation
   * answers customerId in place of eventId.)
   *
   * @param {People} people
   * @param {Members} members
   * @returns {Outcome}
   */
  #trackCustomer(people, members) {
    const status = people.isCustomer(members.customerId) ? 200 : 201;
    people.remember(null, members);
    return { status, answer: this.#receipt() };
  }

  /**
   * UNKNOWN: a second purchase with the same orderId, a second sign-up. Here both are accepted.
   * A second custom event with the same eventType and deduplicationId is documented as not
   * rewarded, and accepted as far as the text goes.
   *
   * @param {People} people
   * @param {string} type
   * @param {Members} members
   * @returns {Outcome}
   */
  #trackEvent(people, type, members) {
    people.remember(type, members);
    return { status: 201, answer: this.#receipt() };
  }

  /**
   * The documentation disagrees with itself. Operation reference: 200 and `jobId`. Guide: 204 and a
   * body with `task_id`, which HTTP cannot carry, so that variant answers 204 alone.
   * UNKNOWN: which one the service does, and how long erasing takes. Here it is done at once.
   *
   * @param {People} people
   * @param {Members} who
   * @returns {Outcome}
   */
  #erase(people, who) {
    people.erase(who);
    return this.#erasure === "guide" ? { status: 204 } : ok({ jobId: randomUUID() });
  }

  #receipt() {
    return { eventId: randomUUID(), createdOn: new Date(this.#clock()).toISOString() };
  }

  /** @param {string} merchant */
  #peopleOf(merchant) {
    const people = this.#people.get(merchant) ?? new People();
    this.#people.set(merchant, people);
    return people;
  }
}

/**
 * @param {Incoming} request
 * @param {readonly Route[]} routes those on the same path
 */
function unrouted({ method, path }, routes) {
  // OBSERVED: "Unknown URL <path>".
  if (routes.length === 0) return notFound(`Unknown URL ${path}`);
  const methods = routes.map((route) => route.method).join(" or ");
  return notFound(`Unknown URL ${path} for ${method}; the method is ${methods}`);
}

/**
 * A body that cannot be read is "Invalid input, object invalid", status 400; a member that does not
 * fit is "Unprocessable Entity", status 422. Both are documented, the line between them is
 * INFERRED.
 *
 * @param {Pick<Incoming, "headers" | "body">} request
 * @param {Fields} fields
 * @returns {{ refusal: Outcome, members?: undefined } | { refusal?: undefined, members: Members }}
 */
function jsonBody({ headers, body }, fields) {
  if (body.problem) return { refusal: failure(body.problem.status, body.problem.message) };
  // Documented for authorization only. UNKNOWN: what the service does without it.
  const mediaType = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (mediaType !== "application/json") {
    return { refusal: failure(400, "send the header `Content-Type: application/json`") };
  }
  if (!isObject(body.json)) return { refusal: failure(400, "the body must be a JSON object") };
  const problems = check(body.json, fields);
  if (problems.length > 0) return { refusal: failure(422, problems.join("; ")) };
  return { members: body.json };
}

/**
 * @param {Members} who
 * @param {Fields} fields
 * @returns {Outcome | null}
 */
function refuseWho(who, fields) {
  const problems = check(who, fields);
  // Both are documented as optional. UNKNOWN: the answer when neither is there.
  if (!who.email && !who.customerId) problems.push("the query needs `email` or `customerId`");
  return problems.length > 0 ? failure(422, problems.join("; ")) : null;
}

/** @param {Credentials} credentials */
function merchantName({ key, merchant }) {
  return merchant ?? key;
}

/**
 * @param {unknown} answer
 * @returns {Outcome}
 */
function ok(answer) {
  return { status: 200, answer };
}
