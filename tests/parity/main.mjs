// Compares the product with Segment's published packages on generated cases. `scripts/parity.mjs` starts it.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DIFFERENCES } from "./differences.mjs";
import { startEngine } from "./engine.mjs";
import { parityOptions } from "./options.mjs";
import { loadReference } from "./reference.mjs";
import { bothSides, runSuite } from "./suite.mjs";
import { action, imported } from "./suites/action.mjs";
import { liquid, mapping } from "./suites/mapping.mjs";
import { tree, trigger } from "./suites/trigger.mjs";

/**
 * @typedef {Awaited<ReturnType<typeof runSuite>>} Result
 * @typedef {Result["failing"][number]} Failing
 */

const SUITES = [mapping, liquid, trigger, tree, action, imported];
const FOUND = fileURLToPath(new URL("../.out/parity", import.meta.url));

const options = parityOptions();
const unknown = options.only?.find((only) => !SUITES.some(({ name }) => name === only));
if (unknown !== undefined) {
  console.error(
    `There is no suite ${unknown}. Suites: ${SUITES.map(({ name }) => name).join(", ")}`,
  );
  process.exit(1);
}

/** @param {string} text */
const cut = (text) => (text.length > 1000 ? `${text.slice(0, 1000)} …` : text);

/** @param {Failing} failing @param {number} seed */
function show({ suite, number, small, found, fixture }, seed) {
  mkdirSync(FOUND, { recursive: true });
  const file = join(FOUND, `${suite}-${seed}-${number}.json`);
  writeFileSync(file, `${JSON.stringify(fixture, undefined, 2)}\n`);
  console.log(`\n${suite}: --only ${suite} --seed ${seed} --first ${number} --cases 1`);
  for (const [name, text] of Object.entries(small)) console.log(`  ${name.padEnd(9)} ${cut(text)}`);
  for (const [side, { outcome, why }] of [
    /** @type {const} */ (["Segment", found.theirs]),
    /** @type {const} */ (["ours", found.ours]),
  ]) {
    console.log(`  ${side.padEnd(9)} ${cut(outcome)}${why ? `: ${cut(why)}` : ""}`);
  }
  console.log(`  as a case for tests/fixtures/regress: ${file}`);
}

const engine = startEngine(options.engine);
const reference = loadReference(options.reference);
const sides = { engine, reference };
const counts = { agree: 0, onPurpose: 0, differ: 0 };

/** Every deliberate difference has to show in its own cases, just as the list says. */
async function checkDifferences() {
  for (const { name, examples } of DIFFERENCES) {
    if (examples.length === 0) throw new Error(`the difference "${name}" has no example`);
    for (const { suite: suiteName, case: found, ours, theirs } of examples) {
      const suite = SUITES.find((suite) => suite.name === suiteName);
      if (!suite)
        throw new Error(`the difference "${name}" has an example of no suite: ${suiteName}`);
      const [both] = await bothSides(suite, [found], sides);
      const isTheirs =
        typeof theirs === "string"
          ? both?.theirs.outcome === theirs
          : theirs.test(both?.theirs.outcome ?? "");
      if (both?.ours.outcome === ours && isTheirs) continue;
      counts.differ++;
      console.log(`\nthe difference "${name}" is not what the list says`, { found, ...both });
    }
  }
}

/** @param {import("./suite.mjs").Suite} suite @param {number} seed @param {number} share */
async function runCases(suite, seed, share) {
  const begun = performance.now();
  const cases = Math.ceil(options.cases * share);
  const result = await runSuite(suite, { cases, first: options.first, seed, ...sides });
  for (const failing of result.failing) show(failing, seed);
  const onPurpose = [...result.deliberate.values()].reduce((all, count) => all + count, 0);
  counts.differ += result.different;
  counts.onPurpose += onPurpose;
  counts.agree += result.cases - result.different - onPurpose;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(
    `${suite.name}, seed ${seed}: ${result.cases} cases in ${seconds} s, ${result.refused} of them refused by Segment`,
  );
  for (const [name, count] of result.deliberate)
    console.log(`  ${count} differ on purpose: ${name}`);
}

await checkDifferences();
const wanted = SUITES.filter(({ name }) => options.only?.includes(name) ?? true);
const shares = wanted.reduce((sum, { share }) => sum + share, 0);
for (let seed = options.seed; seed < options.seed + options.seeds; seed++) {
  for (const suite of wanted) await runCases(suite, seed, suite.share / shares);
}
engine.stop();
console.log(
  `\n${counts.agree} cases agree\n${counts.onPurpose} differ on purpose\n${counts.differ} cases differ`,
);
if (counts.differ > 0) process.exitCode = 1;
