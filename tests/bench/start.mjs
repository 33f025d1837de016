// Cold start: new processes, each of which makes one call and ends.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { summary } from "./measure.mjs";

const PROGRAM = fileURLToPath(new URL("first-call.mjs", import.meta.url));

/** @typedef {{ elapsed: number, busy: number }} Start milliseconds of the clock and of processor time */

/** @param {string[]} args @returns {Start} of a process, until its first call */
function startOnce(args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/**
 * What a process takes until its first call, beyond one that does nothing.
 *
 * @param {{ entry: string, reference: string, rounds: number }} of
 * @returns {{ ours: Start, peer: Start }}
 */
export function coldStart({ entry, reference, rounds }) {
  const ways = { nothing: ["nothing"], ours: ["ours", entry], peer: ["peer", reference] };
  /** @type {Record<keyof typeof ways, Start[]>} */
  const starts = { nothing: [], ours: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of /** @type {(keyof typeof ways)[]} */ (Object.keys(ways))) {
      starts[way].push(startOnce(ways[way]));
    }
  }
  const median = (/** @type {keyof typeof ways} */ way, /** @type {keyof Start} */ kind) =>
    summary(starts[way].map((start) => start[kind])).micros;
  const beyond = (/** @type {keyof typeof ways} */ way) => ({
    elapsed: median(way, "elapsed") - median("nothing", "elapsed"),
    busy: median(way, "busy") - median("nothing", "busy"),
  });
  return { ours: beyond("ours"), peer: beyond("peer") };
}
