/**
 * @typedef {object} Who
 * @property {string} [email]
 * @property {string} [customerId]
 */

/** What an accepted call can tell about a person, and is kept. */
const KEPT = /** @type {const} */ ([
  "email",
  "customerId",
  "firstName",
  "lastName",
  "ipAddress",
  "language",
  "userAgent",
]);

/**
 * @typedef {Partial<Record<typeof KEPT[number], unknown>> & { event: string | null }} Trace `event` is
 *   null for a customer record
 */

const NO_COUNTS = { email: 0, facebook: 0, messenger: 0, sms: 0, twitter: 0, purl: 0 };

/** The people of one merchant, as far as accepted calls told. */
export class People {
  /** @type {Trace[]} */
  #traces = [];
  /** @type {Set<unknown>} */
  #customers = new Set();

  /**
   * @param {string | null} event its type, or null for a customer record
   * @param {Record<string, unknown>} body
   */
  remember(event, body) {
    /** @type {Trace} */
    const trace = { event };
    for (const name of KEPT) {
      if (Object.hasOwn(body, name)) trace[name] = body[name];
    }
    this.#traces.push(trace);
    if (event === null) this.#customers.add(trace.customerId);
  }

  /** @param {unknown} customerId */
  isCustomer(customerId) {
    return this.#customers.has(customerId);
  }

  /**
   * The documented answer of GET `/v1/user-data`.
   *
   * UNKNOWN: the answer for a person nobody told of. Here it is the same with empty lists.
   * INFERRED: names of event types other than `purchase`, which the documented example shows.
   *
   * @param {Who} who
   */
  describe(who) {
    const traces = this.#traces.filter((trace) => isAbout(trace, who));
    return {
      emails: distinct(traces.map(({ email }) => email)),
      names: distinct(traces.map(fullName)),
      customerIds: distinct(traces.map(({ customerId }) => customerId)),
      ipAddresses: distinct(traces.map(({ ipAddress }) => ipAddress)),
      languages: distinct(traces.map(({ language }) => language)),
      userAgents: distinct(traces.map(({ userAgent }) => userAgent)),
      colorDepths: [],
      platforms: [],
      screenSizes: [],
      trackedEvents: traces.flatMap(({ event }) => (event === null ? [] : [{ type: event }])),
      shares: { ...NO_COUNTS },
      conversions: { ...NO_COUNTS },
    };
  }

  /** @param {Who} who */
  erase(who) {
    this.#traces = this.#traces.filter((trace) => !isAbout(trace, who));
    const customers = this.#traces.filter(({ event }) => event === null);
    this.#customers = new Set(customers.map(({ customerId }) => customerId));
  }
}

/**
 * @param {Trace} trace
 * @param {Who} who
 */
function isAbout(trace, { email, customerId }) {
  return (
    (email !== undefined && trace.email === email) ||
    (customerId !== undefined && trace.customerId === customerId)
  );
}

/** @param {Trace} trace */
function fullName({ firstName, lastName }) {
  return [firstName, lastName].filter(Boolean).join(" ");
}

/** @param {unknown[]} values */
function distinct(values) {
  return [...new Set(values)].filter((value) => value !== undefined && value !== "");
}
