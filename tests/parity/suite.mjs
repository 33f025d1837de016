// Runs one suite: generated cases, both sides, every difference made as small as it gets.

import { knownDifference } from "./differences.mjs";
import { Random } from "./random.mjs";
import { smaller } from "./shrink.mjs";

/**
 * What came out: a result as JSON text, no result at all, or a refusal.
 *
 * @typedef {{ result: string } | { missing: true } | { refused: string }} Outcome
 *
 * @typedef {import("./engine.mjs").Engine} Engine
 * @typedef {typeof import("./reference.mjs")} Reference
 * @typedef {import("./json.mjs").Json} Json
 */

/**
 * @template Case
 * @typedef {object} Suite
 * @property {string} name
 * @property {(random: Random) => Case} generate
 * @property {(found: Case, engine: Engine) => Outcome | Promise<Outcome>} ours
 * @property {(found: Case, reference: Reference) => Outcome | Promise<Outcome>} theirs
 * @property {(found: Case) => Json[]} parts what can be made smaller
 * @property {(parts: Json[]) => Case} fromParts
 */

/** Cases that are under way at once: an engine may answer many in one go. */
const BATCH = 500;

/** Differences that are made small and shown; more of them say nothing new. */
const MOST_SHOWN = 10;

/** @param {Outcome} one @param {Outcome} two */
function isSame(one, two) {
  if ("refused" in one || "refused" in two) return "refused" in one && "refused" in two;
  if ("missing" in one || "missing" in two) return "missing" in one && "missing" in two;
  return one.result === two.result;
}

/**
 * @template Case
 * @param {Suite<Case>} suite
 * @param {{ cases: number, first: number, seed: number, engine: Engine, reference: Reference }} options
 * @returns {Promise<{ failures: number, known: Map<string, number>, refused: number }>}
 */
export async function runSuite(suite, { cases, first, seed, engine, reference }) {
  const both = async (/** @type {Case} */ found) => {
    const [ours, theirs] = await Promise.all([
      suite.ours(found, engine),
      suite.theirs(found, reference),
    ]);
    return { ours, theirs };
  };
  const differs = async (/** @type {Case} */ found) => {
    const { ours, theirs } = await both(found);
    return !isSame(ours, theirs) && !knownDifference(JSON.stringify(suite.parts(found)));
  };
  let failures = 0;
  let refused = 0;
  /** @type {Map<string, number>} */
  const known = new Map();
  for (let start = first; start < first + cases; start += BATCH) {
    const size = Math.min(BATCH, first + cases - start);
    const batch = Array.from({ length: size }, (_, place) => ({
      number: start + place,
      found: suite.generate(new Random(seed, start + place)),
    }));
    const results = await Promise.all(batch.map(({ found }) => both(found)));
    for (const [place, { ours, theirs }] of results.entries()) {
      if ("refused" in theirs) refused++;
      if (isSame(ours, theirs)) continue;
      const { number, found } = /** @type {(typeof batch)[number]} */ (batch[place]);
      const name = knownDifference(JSON.stringify(found));
      if (name) {
        known.set(name, (known.get(name) ?? 0) + 1);
        continue;
      }
      failures++;
      if (failures > MOST_SHOWN) continue;
      const small = suite.fromParts(
        await smaller(suite.parts(found), (parts) => differs(suite.fromParts(parts))),
      );
      const shown = (await differs(small)) ? small : found;
      console.log(`\n${suite.name}: --seed ${seed} --first ${number} --cases 1`);
      console.log({ ...shown, ...(await both(shown)) });
    }
  }
  return { failures, known, refused };
}
