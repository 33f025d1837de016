// A reporter for `node --test`: Node's own `spec`, and the run fails unless every file told of each of its tests, to the end.
//
// Node takes a file whose process ends early with code 0 for one test that passed: after `process.exit()`, or when
// `--test-force-exit` ends it while something is still to come, tests would be missing without anybody noticing.

import { relative } from "node:path";
import { Readable } from "node:stream";
import { spec } from "node:test/reporters";

/** @import { TestEvent } from "node:test/reporters" */

/** What is known of one file: how many tests were to run, are reported, and were counted by the file itself. */
class Told {
  begun = 0;
  ended = 0;
  /** @type {number | undefined} */
  counted;

  get isWhole() {
    return this.begun === this.ended && this.ended === this.counted;
  }
}

/** @param {AsyncIterable<any>} events @param {Map<string, Told>} files */
async function* watch(events, files) {
  for await (const event of events) {
    note(event, files);
    yield event;
  }
}

/** @param {any} event @param {Map<string, Told>} files */
function note({ type, data }, files) {
  // What is of a test has the file that was run; the file's own entry has not.
  const name = data?.entryFile ?? data?.file;
  if (!name) return;
  const told = files.get(name) ?? new Told();
  files.set(name, told);
  if (!data.entryFile) return;
  if (type === "test:enqueue" && data.type !== "suite") told.begun += 1;
  if ((type === "test:pass" || type === "test:fail") && data.details?.type !== "suite") {
    told.ended += 1;
  }
  if (type === "test:summary") told.counted = data.counts.tests;
}

/** @param {AsyncIterable<TestEvent>} events */
export default async function* wholeReporter(events) {
  /** @type {Map<string, Told>} */
  const files = new Map();
  yield* Readable.from(watch(events, files)).pipe(new spec());
  for (const [file, told] of files) {
    if (told.isWhole) continue;
    process.exitCode = 1;
    const counted = told.counted === undefined ? "and did not end" : `and counted ${told.counted}`;
    yield `✖ ${relative(process.cwd(), file)} began ${told.begun} tests, told of ${told.ended}, ${counted}\n`;
  }
}
