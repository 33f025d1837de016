// Makes a failing case smaller as long as it still fails.

import { isObject } from "./json.mjs";

/** @typedef {import("./json.mjs").Json} Json */

/** Attempts for one case. */
const MOST_ATTEMPTS = 3000;

/**
 * @param {Json[]} parts
 * @param {(parts: Json[]) => Promise<boolean>} fails
 */
export async function smaller(parts, fails) {
  let smallest = parts;
  let attempts = 0;
  for (let progress = true; progress; ) {
    progress = false;
    for (const candidate of candidates(smallest)) {
      attempts++;
      if (attempts > MOST_ATTEMPTS) return smallest;
      if (await fails(candidate)) {
        smallest = candidate;
        progress = true;
        break;
      }
    }
  }
  return smallest;
}

/** The parts with one of them a little smaller. @param {Json[]} parts */
function* candidates(parts) {
  for (const [place, part] of parts.entries()) {
    for (const variant of variants(part)) yield parts.with(place, variant);
  }
}

/** Everything that is a little smaller than a value, the big steps first. @param {Json} value @returns {Generator<Json>} */
function* variants(value) {
  if (Array.isArray(value)) {
    for (const [place, element] of value.entries()) {
      if (place >= 0) yield value.toSpliced(place, 1);
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
    const half = value.length >> 1;
    if (half > 0) yield* [value.slice(0, half), value.slice(half)];
    for (let place = 0; place < value.length && value.length < 60; place++) {
      yield value.slice(0, place) + value.slice(place + 1);
    }
  } else if (typeof value === "number" && value !== 0 && value !== 1) {
    yield 1;
  }
}
