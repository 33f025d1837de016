// Runs one suite: generated cases, both sides, every difference made as small as it gets.

import { explain } from "./differences.mjs";
import { Random } from "./generate/random.mjs";
import { smaller } from "./shrink.mjs";

/**
 * @typedef {import("./engine.mjs").Answer} Answer
 * @typedef {import("./engine.mjs").Engine} Engine
 * @typedef {import("./reference.mjs").Reference} Reference
 * @typedef {import("./reference.mjs").Outcome} Outcome
 * @typedef {import("./generate/json.mjs").Json} Json
 */

/**
 * A case is texts: JSON, so that a generator can say what no parsed value keeps.
 *
 * @typedef {Record<string, string>} Case
 */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {number} share of all cases
 * @property {(random: Random, reference: Reference) => Case} generate
 * @property {(found: Case) => boolean} [isCase] whether what was made smaller still is a case
 * @property {(found: Case) => object} request for the engine
 * @property {(answer: Answer, found: Case) => Outcome} ours
 * @property {(found: Case, reference: Reference) => Outcome | Promise<Outcome>} theirs
 * @property {(found: Case, theirs: Outcome, reference: Reference) => object} fixture the case as a fixture
 */

/** Cases that are under way at once. */
const BATCH = 500;

/** Differences that are made small and shown; more of them say nothing new. */
const MOST_SHOWN = 12;

/**
 * @typedef {object} Found what both sides made of a case
 * @property {Outcome} ours
 * @property {Outcome} theirs
 */

/**
 * @typedef {object} Failing a case that fails, as small as it gets
 * @property {string} suite
 * @property {number} number
 * @property {Case} small
 * @property {Found} found
 * @property {object} fixture
 */

/**
 * What both sides make of some cases.
 *
 * @param {Suite} suite
 * @param {Case[]} batch
 * @param {{ engine: Engine, reference: Reference }} sides
 * @returns {Promise<Found[]>}
 */
export async function bothSides(suite, batch, { engine, reference }) {
  // The engine works while Segment's code does.
  const asked = engine.ask(batch.map((found) => suite.request(found)));
  asked.catch(() => {});
  /** @type {Outcome[]} */
  const theirs = [];
  for (const found of batch) theirs.push(await suite.theirs(found, reference));
  const answers = await asked;
  return batch.map((found, place) => ({
    ours: suite.ours(/** @type {Answer} */ (answers[place]), found),
    theirs: /** @type {Outcome} */ (theirs[place]),
  }));
}

/**
 * @param {Suite} suite
 * @param {{ cases: number, first: number, seed: number, engine: Engine, reference: Reference }} options
 */
export async function runSuite(suite, { cases, first, seed, engine, reference }) {
  const both = (/** @type {Case[]} */ batch) => bothSides(suite, batch, { engine, reference });
  const one = async (/** @type {Case} */ found) => {
    const [only] = await both([found]);
    return /** @type {Found} */ (only);
  };
  /** Whether the sides differ without a reason in the list. @param {Case} found */
  const fails = async (found) => {
    if (suite.isCase?.(found) === false) return false;
    const { ours, theirs } = await one(found);
    return ours.outcome !== theirs.outcome && !(await explain(found, { ours, theirs }, one));
  };

  const counts = { cases: 0, refused: 0, different: 0 };
  /** @type {Map<string, number>} */
  const deliberate = new Map();
  /** @type {Failing[]} */
  const failing = [];
  for (let start = first; start < first + cases; start += BATCH) {
    const size = Math.min(BATCH, first + cases - start);
    const batch = Array.from({ length: size }, (_, place) =>
      suite.generate(new Random(seed, start + place), reference),
    );
    for (const [place, sides] of (await both(batch)).entries()) {
      counts.cases++;
      if (sides.theirs.outcome === "refused") counts.refused++;
      if (sides.ours.outcome === sides.theirs.outcome) continue;
      const found = /** @type {Case} */ (batch[place]);
      const reason = await explain(found, sides, one);
      if (reason) {
        deliberate.set(reason, (deliberate.get(reason) ?? 0) + 1);
        continue;
      }
      counts.different++;
      if (failing.length >= MOST_SHOWN) continue;
      const small = await smaller(found, fails);
      const shown = await one(small);
      const fixture = suite.fixture(small, shown.theirs, reference);
      failing.push({ suite: suite.name, number: start + place, small, found: shown, fixture });
    }
  }
  return { ...counts, deliberate, failing };
}
