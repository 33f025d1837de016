// Compares the product with Segment's published packages on generated cases.

import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { DIFFERENCES } from "./differences.mjs";
import { mapping } from "./mapping.mjs";
import * as reference from "./reference.mjs";
import { runSuite } from "./suite.mjs";

const SUITES = [mapping];

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    only: { type: "string", multiple: true },
    engine: { type: "string" },
  },
});
const engineModule = values.engine ? pathToFileURL(values.engine).href : "./engine.mjs";
const engine = await (await import(engineModule)).open();
let failures = 0;
for (const suite of SUITES.filter(({ name }) => values.only?.includes(name) ?? true)) {
  const begun = performance.now();
  const result = await runSuite(suite, {
    cases: Number(values.cases), seed: Number(values.seed), first: Number(values.first), engine, reference });
  failures += result.failures;
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${suite.name}: ${values.cases} cases of seed ${values.seed} in ${seconds} s, ${result.refused} refused by Segment, ${result.failures} differ`);
  for (const [name, count] of result.known) console.log(`  ${count} with the deliberate difference "${name}"`);
}
engine.close();
if (failures) process.exitCode = 1;
