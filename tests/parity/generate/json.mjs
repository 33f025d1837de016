// JSON text of values that JSON.stringify would not write as they are.

/** @typedef {null | boolean | number | string | Json[] | { [key: string]: Json }} Json */

/**
 * The text of a value, with `-0` and infinities (as a number too large), and now and then a key that stands twice.
 *
 * @param {Json} value
 * @param {import("./random.mjs").Random} [random]
 * @returns {string}
 */
export function toText(value, random) {
  if (Object.is(value, -0)) return "-0";
  // What no JavaScript number is.
  if (typeof value === "number" && random?.chance(0.0005)) return "9007199254740993";
  if (value === Infinity) return "1e400";
  if (value === -Infinity) return "-1e400";
  if (Array.isArray(value)) return `[${value.map((element) => toText(element, random)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${toText(member, random)}`,
  );
  if (members.length > 1 && random?.chance(0.01)) {
    members.push(`${JSON.stringify(random.pick(Object.keys(value)))}:${random.below(9)}`);
  }
  return `{${members.join(",")}}`;
}

/** @param {unknown} value @returns {value is { [key: string]: Json }} */
export const isObject = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An own member, whatever its name. @param {Json} object @param {string} key @param {Json} value */
export const define = (object, key, value) =>
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });

/** @param {[string, Json][]} entries @returns {{ [key: string]: Json }} */
export function fromEntries(entries) {
  /** @type {{ [key: string]: Json }} */
  const object = {};
  for (const [key, value] of entries) define(object, key, value);
  return object;
}

/** For `JSON.stringify`: members in one order, whatever order they came in. @param {string} _ @param {unknown} value */
export const sorted = (_, value) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
    : value;
