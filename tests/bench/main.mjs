// Measures the package and prints the figures; with --update, writes them into the README, with --instructions counts what
// the native core executes instead. `scripts/bench.mjs` starts it.
// Whatever grows faster than its input, or makes other calls than Segment's packages, ends it with an error.

import { cpus } from "node:os";
import { inRoot, readJson } from "../../scripts/lib/project.mjs";
import { Failure, main } from "../../scripts/lib/run.mjs";
import { typicalEvents } from "./events.mjs";
import { allGrowth, WORST_EXPONENT } from "./growth.mjs";
import { instructions } from "./instructions.mjs";
import { benchOptions } from "./options.mjs";
import { loadPeer } from "./peer.mjs";
import { writeSection } from "./readme.mjs";
import { speed } from "./speed.mjs";
import { coldStart } from "./start.mjs";

const ENTRY = "pkg/dist/node.js";
const EVENTS = 2000;

/**
 * @import { Growth } from "./growth.mjs"
 * @import { Start } from "./start.mjs"
 * @import { Row } from "./speed.mjs"
 * @import { Figure } from "./measure.mjs"
 */

/** @param {Figure | undefined} figure */
const micros = (figure) =>
  figure === undefined
    ? "–"
    : `${figure.micros.toFixed(1)} µs ± ${(figure.spread * 100).toFixed(0)} %`;

/** @param {Row} row */
function ratios({ ours, peer, v8 }) {
  const parts = [];
  if (v8) parts.push(`${(ours.micros / v8.micros).toFixed(2)} × V8`);
  if (peer) parts.push(`${(peer.micros / ours.micros).toFixed(1)} × as fast as Segment's`);
  return parts.join(", ");
}

/** @param {string[][]} rows @param {string[]} head */
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Of processor time: the time on the clock says more about what else the machine does. @param {Start} start */
const milliseconds = ({ busy }) => `${busy.toFixed(1)} ms of processor time`;

/** @param {Growth} growth */
const steps = (growth) =>
  growth.steps.map(({ size, micros }) => `${size}: ${micros.toFixed(1)} µs`).join(", ");

await main(async () => {
  const options = benchOptions();
  if (options.instructions) return instructions();
  const { rounds, reference } = options;
  const engine = await import(inRoot(ENTRY));
  const events = typicalEvents(EVENTS);
  const lengths = events.map((event) => JSON.stringify(event).length).sort((a, b) => a - b);

  const rows = await speed({ engine, peer: loadPeer(reference), events, rounds });
  const start = coldStart({ entry: inRoot(ENTRY), reference, rounds: 2 * rounds });
  const grown = await allGrowth(engine, rounds);

  const about = [
    `${EVENTS} made-up events, median ${((lengths[EVENTS / 2] ?? 0) / 1000).toFixed(1)} kB of JSON, a quarter each of`,
    "identify, order with products, sign-up and custom event; one process, contenders in turn, means of",
    `the processor time of the middle half of ${rounds} rounds ± half the distance between the quartiles. Node ${process.versions.node}, ${cpus()[0]?.model.trim()}.`,
    `Segment's: \`@segment/actions-core\` ${readJson("tests/parity/reference/package.json").dependencies["@segment/actions-core"]}`,
    "and what belongs to it, without network. V8: `JSON.stringify(JSON.parse(text))`.",
  ].join("\n");
  const section = [
    about,
    "",
    table(
      [
        "For one event",
        "friendbuy-edge",
        "in mode `segment`",
        "Segment's",
        "V8",
        "That is",
        "Goal",
      ],
      rows.map((row) => [
        row.what,
        micros(row.ours),
        micros(row.segmentMode),
        micros(row.peer),
        micros(row.v8),
        ratios(row),
        row.goal === undefined ? "" : `${row.goal}: ${row.reached ? "reached" : "not reached"}`,
      ]),
    ),
    "",
    `Until its first call a new Node process takes ${milliseconds(start.ours)} more than one that does nothing (Segment's: ${milliseconds(start.peer)}).`,
    "",
    table(
      ["As … grows", "time for one event", "growth exponent at the end (1 is linear)"],
      grown.map((growth) => [
        `${growth.what}, in ${growth.unit}`,
        steps(growth),
        growth.exponent.toFixed(2),
      ]),
    ),
  ].join("\n");
  console.log(section);
  if (options.update) await writeSection("bench", section);
  const bad = grown.filter(({ exponent }) => exponent > WORST_EXPONENT);
  if (bad.length > 0) {
    throw new Failure(`grows faster than its input: ${bad.map(({ what }) => what).join("; ")}`);
  }
});
