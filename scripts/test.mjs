// Runs every check and test there is, as named steps, and goes on after a step that fails. What only needs the Rust
// compiler runs beside what needs the built faces: each of the two lanes keeps about one core busy.

import { join } from "node:path";
import { build } from "./build.mjs";
import { chromium } from "./lib/browser.mjs";
import { checkCommands, checkCrates, checkLayers } from "./lib/guards.mjs";
import { nextPackages } from "./lib/next.mjs";
import { NODE_TEST } from "./lib/node-test.mjs";
import { parseOptions } from "./lib/options.mjs";
import { elapsed, progress } from "./lib/progress.mjs";
import { npmPrograms, target, toolEnvironment } from "./lib/project.mjs";
import { pythonWithSchemathesis, pythonWithSegment, pythonWithTerminal } from "./lib/python.mjs";
import { Failure, main, run } from "./lib/run.mjs";
import { parity } from "./parity.mjs";
import { setUp, setUpRustChecks } from "./setup.mjs";
import { size } from "./size.mjs";

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} usually how long it takes
 * @property {() => Promise<unknown>} run
 * @property {RegExp} [passed] finds the number of passed tests in what it prints; otherwise the step counts as one
 * @property {RegExp} [failed] the same for failed tests
 * @property {string} [needs] the step before that has to have passed
 * @property {"rust"} [lane] the steps that wait for each other in cargo's target folder; all others form the other lane
 */

const FACES = ["npm", "worker"];

/** @param {string[]} args */
const cargo = (...args) =>
  run("cargo", args, {
    env: toolEnvironment({ CARGO_TERM_QUIET: "true", RUSTDOCFLAGS: "-D warnings" }),
  });

const program = (/** @type {string} */ name, /** @type {string[]} */ ...args) =>
  run(join(npmPrograms, name), args);

/** `node:test` over a folder of `tests/`. @param {string} folder */
const nodeTests = (folder) => ({
  passed: /^ℹ pass (\d+)$/gm,
  failed: /^ℹ fail (\d+)$/gm,
  run: () =>
    run(join(npmPrograms, "node"), [...NODE_TEST, `tests/${folder}/**/*.test.{js,mjs}`], {
      env: toolEnvironment({ FORCE_COLOR: "0" }),
    }),
});

/** @type {Step[]} */
const STEPS = [
  { name: "layers", usually: "1 second", run: async () => checkLayers() },
  { name: "commands", usually: "5 seconds", run: checkCommands },
  { name: "dependencies", lane: "rust", usually: "1 second", run: checkCrates },
  {
    name: "rustfmt",
    lane: "rust",
    usually: "2 seconds",
    run: () => cargo("fmt", "--all", "--check"),
  },
  {
    name: "biome",
    usually: "2 seconds",
    run: () => program("biome", "check", "--error-on-warnings"),
  },
  {
    name: "clippy",
    lane: "rust",
    usually: "1 to 3 minutes",
    async run() {
      const strict = ["--", "-D", "warnings"];
      for (const features of ["", ...FACES, FACES.join(",")]) {
        await cargo("clippy", "--workspace", "--all-targets", "--features", features, ...strict);
      }
      const wasm = ["--lib", "--target", "wasm32-unknown-unknown"];
      for (const face of FACES) await cargo("clippy", ...wasm, "--features", face, ...strict);
      await cargo("clippy", ...wasm, "--no-default-features", "--features", "npm", ...strict);
    },
  },
  {
    name: "rustdoc",
    lane: "rust",
    usually: "30 seconds",
    run: () => cargo("doc", "--workspace", "--no-deps", "--all-features"),
  },
  {
    name: "core",
    lane: "rust",
    usually: "1 to 2 minutes",
    passed: /^test result: .* (\d+) passed/gm,
    failed: /^test result: .* (\d+) failed/gm,
    run: () => cargo("test", "--workspace", "--no-fail-fast"),
  },
  {
    name: "parity",
    lane: "rust",
    usually: "1 minute",
    passed: /^(\d+) cases agree/gm,
    failed: /^(\d+) cases differ/gm,
    run: () => parity(["--cases", "20000"]),
  },
  { name: "runner", usually: "2 seconds", ...nodeTests("runner") },
  { name: "sandbox", usually: "10 seconds", ...nodeTests("sandbox") },
  { name: "build", usually: "2 to 5 minutes", run: build },
  {
    name: "types",
    usually: "5 seconds",
    needs: "build",
    async run() {
      for (const project of [".", "pkg", "www"]) {
        await program("tsc", "--noEmit", "--project", project);
      }
    },
  },
  {
    name: "package",
    usually: "3 minutes",
    needs: "build",
    ...nodeTests("npm"),
    async run() {
      await nextPackages();
      await pythonWithTerminal();
      await chromium();
      return nodeTests("npm").run();
    },
  },
  {
    name: "worker",
    usually: "2 minutes",
    needs: "build",
    ...nodeTests("worker"),
    async run() {
      await pythonWithSegment();
      await pythonWithSchemathesis();
      await chromium();
      return nodeTests("worker").run();
    },
  },
  // Waits for leases of a minute most of the time.
  { name: "chaos", usually: "2 minutes", needs: "build", ...nodeTests("chaos") },
  {
    name: "page",
    usually: "5 minutes",
    needs: "build",
    ...nodeTests("page"),
    async run() {
      await chromium();
      return nodeTests("page").run();
    },
  },
  {
    name: "deploy (dry run)",
    usually: "10 seconds",
    needs: "build",
    run: () =>
      run(
        join(npmPrograms, "wrangler"),
        ["deploy", "--dry-run", "--outdir", join(target, "deploy")],
        { env: toolEnvironment({ WRANGLER_SEND_METRICS: "false" }) },
      ),
  },
  { name: "size", usually: "1 second", needs: "build", run: size },
];

/** @param {string} output @param {RegExp | undefined} pattern */
const sum = (output, pattern) =>
  pattern ? [...output.matchAll(pattern)].reduce((all, [, count]) => all + Number(count), 0) : 0;

/**
 * @param {Step} step
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runStep(step) {
  try {
    const output = await progress(step.name, step.usually, step.run);
    if (!step.passed) return { passed: 1, failed: 0 };
    const passed = sum(String(output), step.passed);
    if (passed === 0) throw new Failure(`${step.name} ran no test at all`);
    return { passed, failed: 0 };
  } catch (error) {
    const output =
      error instanceof Failure ? error.message : String(/** @type {Error} */ (error).stack);
    console.log(`\n${output.trimEnd()}\n`);
    return { passed: sum(output, step.passed), failed: sum(output, step.failed) || 1 };
  }
}

/** @typedef {{ step: Step, needed: boolean, time: string, passed: number, failed: number }} Row */

/**
 * @param {Step} step
 * @param {Map<string, Promise<Row>>} begun the steps before it
 * @returns {Promise<Row>}
 */
async function takeStep(step, begun) {
  const needed = step.needs ? await begun.get(step.needs) : undefined;
  const start = performance.now();
  const blocked = needed !== undefined && needed.failed > 0;
  const result = blocked ? { passed: 0, failed: 1 } : await runStep(step);
  return { step, needed: blocked, time: elapsed(start), ...result };
}

/** @param {Step[]} steps */
async function runSteps(steps) {
  /** @type {Map<string, Promise<Row>>} */
  const begun = new Map();
  /** @type {Map<Step["lane"], Promise<unknown>>} */
  const lanes = new Map();
  for (const step of steps) {
    const row = Promise.resolve(lanes.get(step.lane)).then(() => takeStep(step, begun));
    begun.set(step.name, row);
    lanes.set(step.lane, row);
  }
  report(await Promise.all(begun.values()));
}

/** @param {Row[]} rows */
function report(rows) {
  console.log("\nSummary");
  for (const { step, needed, time, passed, failed } of rows) {
    const result = needed ? `not run: ${step.needs} failed` : `${passed} passed, ${failed} failed`;
    console.log(`  ${failed ? "✗" : "✓"} ${step.name.padEnd(18)}${time.padStart(12)}   ${result}`);
  }
  const total = (/** @type {"passed" | "failed"} */ kind) =>
    rows.reduce((all, row) => all + row[kind], 0);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed`);
  if (total("failed") > 0) process.exitCode = 1;
}

/** @param {string[]} only @returns {Step[]} the steps of those names, and the ones they need */
function chosen(only) {
  const names = STEPS.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown) throw new Failure(`There is no step ${unknown}. Steps: ${names.join(", ")}`);
  const wanted = STEPS.filter(({ name }) => only.includes(name));
  return STEPS.filter(
    (step) => wanted.includes(step) || wanted.some(({ needs }) => needs === step.name),
  );
}

await main(async () => {
  const { values } = parseOptions({ options: { only: { type: "string", multiple: true } } });
  await setUp();
  await setUpRustChecks();
  await runSteps(values.only ? chosen(values.only) : STEPS);
});
