// Feeds random input to every part that reads text of others: nothing may panic, hang or take all memory.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fuzzSeeds } from "./lib/fuzz-seeds.mjs";
import { parseOptions } from "./lib/options.mjs";
import { progress } from "./lib/progress.mjs";
import { inRoot, target, toolEnvironment } from "./lib/project.mjs";
import { Failure, main, run } from "./lib/run.mjs";
import { cargoFuzz } from "./lib/tools.mjs";
import { setUp } from "./setup.mjs";

const FOLDER = inRoot("tests", "fuzz");
const TARGETS = readdirSync(join(FOLDER, "targets"))
  .map((file) => file.replace(".rs", ""))
  .sort();

/** For one input: none may take longer, or more memory. */
const MOST_SECONDS = 10;
const MOST_MEGABYTES = 1024;
/** Segment's limit of an event. */
const MOST_BYTES = 32 * 1024;

/** Sanitizers are unstable; this lets the installed compiler have them. */
const environment = toolEnvironment({
  RUSTC_BOOTSTRAP: "1",
  CARGO_TARGET_DIR: join(target, "fuzz"),
});

/** @param {string[]} args */
const fuzz = (args) =>
  run(cargoFuzz().path, [...args.slice(0, 1), "--fuzz-dir", FOLDER, ...args.slice(1)], {
    env: environment,
  });

/** The texts of the fixtures and what earlier runs found worth keeping. @param {string} name */
function corpus(name) {
  const folder = join(target, "fuzz", "corpus", name);
  mkdirSync(folder, { recursive: true });
  for (const [index, seed] of fuzzSeeds(name).entries()) {
    const file = join(folder, `seed-${index}`);
    if (!existsSync(file)) writeFileSync(file, seed);
  }
  return folder;
}

/** @param {string} name @param {number} minutes */
async function runTarget(name, minutes) {
  const artifacts = join(target, "fuzz", "artifacts", name);
  mkdirSync(artifacts, { recursive: true });
  const options = [
    `-max_total_time=${Math.round(minutes * 60)}`,
    `-timeout=${MOST_SECONDS}`,
    `-rss_limit_mb=${MOST_MEGABYTES}`,
    `-max_len=${MOST_BYTES}`,
    `-artifact_prefix=${artifacts}/`,
    `-dict=${join(FOLDER, "words.dict")}`,
    "-print_final_stats=1",
  ];
  const log = await fuzz(["run", name, corpus(name), "--", ...options]);
  const number = (/** @type {string} */ stat) =>
    new RegExp(`${stat}:\\s*(\\d+)`).exec(log)?.[1] ?? "?";
  const coverage = [...log.matchAll(/cov: (\d+) ft: (\d+)/g)].at(-1);
  console.log(
    `  ${name.padEnd(20)} ${number("stat::number_of_executed_units").padStart(10)} inputs, ` +
      `${number("stat::slowest_unit_time_sec")} s at most for one, ${number("stat::peak_rss_mb")} MB, ` +
      `${coverage?.[1] ?? "?"} places reached`,
  );
}

await main(async () => {
  const { values, positionals } = parseOptions({
    options: { minutes: { type: "string", default: "10" } },
    allowPositionals: true,
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Failure(`--minutes needs a number, not ${values.minutes}`);
  const unknown = positionals.find((name) => !TARGETS.includes(name));
  if (unknown) throw new Failure(`There is no target ${unknown}. Targets: ${TARGETS.join(", ")}`);
  await setUp();
  const tool = cargoFuzz();
  if (!existsSync(tool.path)) {
    await progress(`${tool.name} ${tool.version}`, tool.usually, () => tool.install());
  }
  for (const name of positionals.length > 0 ? positionals : TARGETS) {
    await progress(`fuzz target ${name}`, "1 minute, the first 3", () => fuzz(["build", name]));
    await progress(`random input for ${name}`, `${minutes} minutes`, () =>
      runTarget(name, minutes),
    );
  }
});
