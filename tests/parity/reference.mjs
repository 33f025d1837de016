// Segment's own published code behind a few functions.

import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * What came of a case on one side. Two sides agree when their `outcome` is the same text; `why` is for the reader.
 *
 * @typedef {{ outcome: string, why?: string }} Outcome
 */

/** @typedef {ReturnType<typeof loadReference>} Reference */

/** What `perform` of an action gives to the request client. @typedef {{ json?: unknown }} RequestOptions */

const SETTINGS = { authKey: "key", authSecret: "secret" };
const TOKEN = { data: { token: "token", expires: "2999-01-01T00:00:00Z" } };

export const REFUSED = "refused";
export const NOT_SUBSCRIBED = "not subscribed";

/** @param {unknown} error @returns {Outcome} */
const refused = (error) => ({
  outcome: REFUSED,
  why: String(error instanceof Error ? error.message : error).split("\n", 1)[0] ?? "",
});

/** @param {string | undefined} json @returns {Outcome} */
export const result = (json) => ({ outcome: json === undefined ? "no value" : `value ${json}` });

/**
 * @param {string} folder with the packages
 */
export function loadReference(folder) {
  /** @type {(name: string) => any} */
  const load = createRequire(join(folder, "package.json"));
  const { Destination } = load("@segment/actions-core");
  const { transform } = load("@segment/actions-core/mapping-kit");
  const { parseFql, generateFql, validate } = load("@segment/destination-subscriptions");
  const definition = load(join(folder, "friendbuy", "index.js")).default;
  /** @type {string | undefined} */
  let sent;
  const actions = Object.entries(definition.actions).map(([name, action]) => {
    const perform = (/** @type {unknown} */ _request, /** @type {unknown} */ data) =>
      action.perform((/** @type {string} */ url, /** @type {RequestOptions} */ { json }) => {
        if (url.endsWith("/v1/authorization")) return TOKEN;
        // As the request client prints it.
        sent = JSON.stringify(json);
        return {};
      }, data);
    return [name, { ...action, perform }];
  });
  const destination = new Destination({ ...definition, actions: Object.fromEntries(actions) });

  /** @param {unknown} tree @returns {string | null} */
  const print = (tree) => {
    try {
      return generateFql(tree);
    } catch {
      return null;
    }
  };

  return {
    /** The actions as Segment defines them. @type {Record<string, { fields: Record<string, { default?: unknown }> }>} */
    actions: definition.actions,

    /**
     * The mapping language. The code changes what it is given, so give it copies.
     *
     * @param {unknown} mapping
     * @param {unknown} event
     * @returns {Outcome}
     */
    transform(mapping, event) {
      try {
        return result(JSON.stringify(transform(mapping, event)));
      } catch (error) {
        return refused(error);
      }
    },

    /** @param {string} trigger */
    parse: (trigger) => parseFql(trigger),

    print,

    /** @param {unknown} tree @param {unknown} event @returns {boolean | "crash"} */
    matches(tree, event) {
      try {
        return validate(tree, event);
      } catch {
        return "crash";
      }
    },

    /**
     * One subscription over one event, up to the body that would be posted.
     *
     * @param {{ partnerAction: string, subscribe: string, mapping: unknown }} subscription
     * @param {unknown} event
     * @returns {Promise<Outcome>}
     */
    async send(subscription, event) {
      sent = undefined;
      try {
        const [first] = await destination.onSubscription(subscription, event, SETTINGS, {}, {});
        if (sent !== undefined) return result(sent);
        const isUnmatched = first?.output === "not subscribed";
        return { outcome: isUnmatched ? NOT_SUBSCRIBED : REFUSED, why: first?.output };
      } catch (error) {
        return refused(error);
      }
    },
  };
}
