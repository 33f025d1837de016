// Segment's own published packages, put together as Segment runs them: trigger, mapping, schema, payload. Only the two
// requests (for a token, with the body) are answered here.

import { createRequire } from "node:module";
import { join } from "node:path";

/** @import { Mapping } from "./documents.mjs" */

/**
 * @typedef {object} Call
 * @property {string} mapping
 * @property {Record<string, unknown>} body
 *
 * @typedef {object} Peer
 * @property {(mappings: Mapping[]) => (event: object) => Promise<Call[]>} open
 */

const SETTINGS = { authKey: "key", authSecret: "secret" };
const TOKEN = { token: "token", expires: "2999-01-01T00:00:00Z" };

/** @param {string} folder where the packages are @returns {Peer} */
export function loadPeer(folder) {
  const require = createRequire(join(folder, "package.json"));
  /** @type {(name: string) => any} */
  const load = require;
  const { transform } = load("@segment/actions-core/mapping-kit");
  const { validateSchema } = load("@segment/actions-core/schema-validation");
  const { fieldsToJsonSchema } = load("@segment/actions-core/destination-kit/fields-to-jsonschema");
  // The package offers no way in for this one.
  const core = join(require.resolve("@segment/actions-core"), "..");
  const { removeEmptyValues } = load(join(core, "remove-empty-values.js"));
  const { parseFql, validate } = load("@segment/destination-subscriptions");
  const { actions } = load("./friendbuy/index.js").default;

  /** @type {unknown} */
  let sent;
  /** @param {string} url @param {{ json: unknown }} options */
  const request = async (url, { json }) => {
    if (url.endsWith("/v1/authorization")) return { data: TOKEN };
    sent = json;
    return {};
  };

  /** @param {Mapping} mapping */
  function prepare({ id, action: name, trigger, fields = {} }) {
    const action = actions[name];
    const defaults = Object.entries(action.fields).map(([key, field]) => [key, field.default]);
    return {
      id,
      ast: parseFql(trigger),
      mapping: { ...Object.fromEntries(defaults), ...fields },
      schema: fieldsToJsonSchema(action.fields),
      schemaKey: `friendbuy:${action.title}`,
      perform: action.perform,
    };
  }

  return {
    open(mappings) {
      const prepared = mappings.map(prepare);
      return async (event) => {
        const calls = [];
        for (const { id, ast, mapping, schema, schemaKey, perform } of prepared) {
          if (!validate(ast, event)) continue;
          const payload = removeEmptyValues(transform(mapping, event), schema, true);
          validateSchema(payload, schema, { schemaKey });
          await perform(request, { settings: SETTINGS, payload });
          calls.push({ mapping: id, body: /** @type {any} */ (sent) });
        }
        return calls;
      };
    },
  };
}
