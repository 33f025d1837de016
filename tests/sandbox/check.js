/** @import { Field, FieldType, Fields } from "./fields.js" */

const MAX_PROBLEMS = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
// UNKNOWN: the service's own idea of an email address. This one only refuses what cannot be one.
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** @type {Record<FieldType, { name: string, holds: (value: unknown) => boolean }>} */
const TYPES = {
  text: { name: "text", holds: (value) => typeof value === "string" },
  email: { name: "an email address", holds: (value) => isText(value, EMAIL) },
  uuid: { name: "a UUID", holds: (value) => isText(value, UUID) },
  timezone: { name: "an IANA time zone name", holds: isTimeZone },
  // `1e400` in JSON text becomes Infinity, which no JSON number is.
  number: { name: "a number", holds: Number.isFinite },
  integer: { name: "an integer", holds: Number.isInteger },
  boolean: { name: "true or false", holds: (value) => typeof value === "boolean" },
  texts: { name: "an object of texts", holds: isObject },
  list: { name: "a list", holds: Array.isArray },
  object: { name: "an object", holds: isObject },
  function: { name: "a function", holds: (value) => typeof value === "function" },
  any: { name: "anything", holds: () => true },
};

/**
 * Holds an object against a table and names every member that does not fit. Values are never
 * repeated in the text, since they may be personal data.
 *
 * @param {unknown} value
 * @param {Fields} fields
 * @param {{ closed?: boolean }} [rules] `closed` refuses members that the table does not name
 * @returns {string[]} one text per problem; none when all is well
 */
export function check(value, fields, { closed = false } = {}) {
  /** @type {string[]} */
  const problems = [];
  checkObject(value, fields, "", problems);
  if (closed && isObject(value)) {
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(fields, name)) continue;
      problems.push(`\`${name}\` is unknown (known: ${Object.keys(fields).join(", ")})`);
    }
  }
  if (problems.length <= MAX_PROBLEMS) return problems;
  const left = problems.length - MAX_PROBLEMS;
  return [...problems.slice(0, MAX_PROBLEMS), `and ${left} more`];
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @param {Fields} fields
 * @param {string} at
 * @param {string[]} problems
 */
function checkObject(value, fields, at, problems) {
  if (!isObject(value)) {
    problems.push(`${at === "" ? "it" : quote(at)} must be an object, not ${kind(value)}`);
    return;
  }
  for (const [name, field] of Object.entries(fields)) {
    const place = at === "" ? name : `${at}.${name}`;
    const member = value[name];
    if (member !== undefined) checkField(member, field, place, problems);
    else if (field.required) problems.push(`${quote(place)} is required`);
  }
}

/**
 * @param {unknown} value
 * @param {Field} field
 * @param {string} at
 * @param {string[]} problems
 */
function checkField(value, field, at, problems) {
  const type = TYPES[field.type];
  if (!type.holds(value)) {
    problems.push(`${quote(at)} must be ${type.name}${contrast(value, field.type)}`);
  } else if (typeof value === "number") {
    const { min = -Infinity, max = Infinity } = field;
    if (value < min || value > max) {
      problems.push(`${quote(at)} must be ${range(field.min, field.max)}`);
    }
  } else if (typeof value === "string") {
    if (field.oneOf && !field.oneOf.includes(value)) {
      problems.push(`${quote(at)} must be one of: ${field.oneOf.join(", ")}`);
    }
  } else if (field.type === "texts" && isObject(value)) {
    checkTexts(Object.entries(value), field, at, problems);
  } else if (field.fields) {
    checkObject(value, field.fields, at, problems);
  } else if (field.items && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      checkField(item, field.items, `${at}[${index}]`, problems);
    }
  }
}

/**
 * @param {[string, unknown][]} entries
 * @param {Field} field
 * @param {string} at
 * @param {string[]} problems
 */
function checkTexts(entries, { maxEntries = Infinity, maxLength = Infinity }, at, problems) {
  if (entries.length > maxEntries) {
    problems.push(`${quote(at)} must have at most ${maxEntries} entries, not ${entries.length}`);
  }
  for (const [name, value] of entries) {
    const place = `${at}[${JSON.stringify(name)}]`;
    if (typeof value !== "string") {
      problems.push(`${quote(place)} must be text, not ${kind(value)}`);
    } else if (value.length > maxLength && [...value].length > maxLength) {
      problems.push(`${quote(place)} must have at most ${maxLength} characters`);
    }
  }
}

/** @param {string} place */
function quote(place) {
  return `\`${place}\``;
}

/**
 * @param {unknown} value
 * @param {FieldType} wanted
 */
function contrast(value, wanted) {
  // "must be an email address, not text" would puzzle: it is text, only not of that form.
  const form = wanted === "email" || wanted === "uuid" || wanted === "timezone";
  return form && typeof value === "string" ? "" : `, not ${kind(value)}`;
}

/** @param {unknown} value */
function kind(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return "text";
  if (typeof value === "number") return Number.isFinite(value) ? "a number" : "a number too large";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * @param {number | undefined} min
 * @param {number | undefined} max
 */
function range(min, max) {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
}

/**
 * @param {unknown} value
 * @param {RegExp} form
 */
function isText(value, form) {
  return typeof value === "string" && form.test(value);
}

/** @param {unknown} value */
function isTimeZone(value) {
  // Newer engines take offsets such as `+01:00` too; a zone name starts with a letter.
  if (typeof value !== "string" || !/^[a-z]/i.test(value)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return true;
  } catch {
    return false;
  }
}
