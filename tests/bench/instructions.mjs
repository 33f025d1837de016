// Counts the instructions of the native core for an event, step by step. Unlike times, the counts are the same on a busy
// machine, so that two versions can be compared.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { target } from "../../scripts/lib/project.mjs";
import { Failure, run, tryRun } from "../../scripts/lib/run.mjs";
import { oneCall } from "./documents.mjs";
import { typicalEvents } from "./events.mjs";

/** Each does what the ones before do, too. */
const STEPS = /** @type {const} */ (["read", "map", "answer"]);

/** Counts of two lengths: their difference has no start and no end of a process in it. */
const [FEW, MANY] = [100, 500];

const folder = join(target, "instructions");

/** The program's files: what it reads, and the profile of its last run. @param {string} name */
const file = (name) => join(folder, name);

/** @param {string} step @param {number} count @returns {Promise<number>} */
async function counted(step, count) {
  const printed = await run("valgrind", [
    ...["--tool=callgrind", `--callgrind-out-file=${file(`${step}.callgrind`)}`],
    join(target, "release", "examples", "count"),
    ...[step, file("events.ndjson"), file("document.json"), `${count}`],
  ]);
  return Number(/Collected : (\d+)/.exec(printed)?.[1]);
}

/** Prints what an event takes, and where the profiles are. */
export async function instructions() {
  if (!(await tryRun("valgrind", ["--version"])))
    throw new Failure("Counting instructions takes valgrind: apt-get install valgrind");
  await run("cargo", ["build", "--quiet", "--release", "--example", "count"]);
  mkdirSync(folder, { recursive: true });
  const events = typicalEvents(MANY).map((event) => JSON.stringify(event));
  writeFileSync(file("events.ndjson"), events.join("\n"));
  writeFileSync(file("document.json"), JSON.stringify(oneCall("documented")));
  let before = 0;
  const row = (/** @type {string} */ name, /** @type {number} */ count) =>
    console.log(`${name.padEnd(8)} ${String(count).padStart(8)} instructions an event`);
  for (const step of STEPS) {
    const few = await counted(step, FEW);
    const each = Math.round(((await counted(step, MANY)) - few) / (MANY - FEW));
    row(step, each - before);
    before = each;
  }
  row("all", before);
  console.log(`Where they go: callgrind_annotate ${file("answer.callgrind")}`);
}
