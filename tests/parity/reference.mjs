// Segment's own published code behind a few functions, to test against.

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { transform: realTransform } = require("@segment/actions-core/mapping-kit");

/**
 * The mapping language. The code changes what it is given, so give it copies.
 *
 * @param {import("./json.mjs").Json} mapping
 * @param {import("./json.mjs").Json} event
 * @returns {import("./suite.mjs").Outcome}
 */
export function transform(mapping, event) {
  try {
    const result = JSON.stringify(realTransform(mapping, event));
    return result === undefined ? { missing: true } : { result };
  } catch (error) {
    return { refused: String(/** @type {Error} */ (error).message) };
  }
}
