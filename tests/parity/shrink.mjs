// Makes a failing case smaller for as long as it still fails.

import { isObject, toText } from "./generate/json.mjs";

/**
 * @typedef {import("./generate/json.mjs").Json} Json
 * @typedef {import("./suite.mjs").Case} Case
 */

/** Attempts for one case. */
const MOST_ATTEMPTS = 2500;

/**
 * @param {Case} found
 * @param {(found: Case) => Promise<boolean>} fails
 */
export async function smaller(found, fails) {
  let smallest = found;
  let attempts = 0;
  for (let progress = true; progress; ) {
    progress = false;
    for (const candidate of candidates(smallest)) {
      attempts++;
      if (attempts > MOST_ATTEMPTS) return smallest;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      progress = true;
      break;
    }
  }
  return smallest;
}

/** The case with one of its values a little smaller. @param {Case} found */
function* candidates(found) {
  for (const [key, text] of Object.entries(found)) {
    // What is no JSON is the name of something.
    if (!/^[[{"\d\-tfn]/.test(text)) continue;
    for (const variant of variants(JSON.parse(text))) {
      const smaller = toText(variant);
      if (smaller.length < text.length) yield { ...found, [key]: smaller };
    }
  }
}

/** Everything that is a little smaller than a value, the big steps first. @param {Json} value @returns {Generator<Json>} */
function* variants(value) {
  if (Array.isArray(value)) {
    for (const [place, element] of value.entries()) {
      yield value.toSpliced(place, 1);
      yield element;
    }
    for (const [place, element] of value.entries()) {
      for (const variant of variants(element)) yield value.with(place, variant);
    }
  } else if (isObject(value)) {
    const entries = Object.entries(value);
    for (const [key, member] of entries) {
      yield Object.fromEntries(entries.filter(([other]) => other !== key));
      yield member;
    }
    for (const [key, member] of entries) {
      for (const variant of variants(member)) {
        yield Object.fromEntries(
          entries.map(([other, old]) => [other, other === key ? variant : old]),
        );
      }
    }
  } else if (typeof value === "string" && value.length > 0) {
    for (let size = value.length >> 1; size > 0; size >>= 1) {
      for (let start = 0; start < value.length; start += size) {
        yield value.slice(0, start) + value.slice(start + size);
      }
    }
  } else if (typeof value === "number" && value !== 0 && value !== 1) {
    yield 1;
  }
}
