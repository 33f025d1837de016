// What the two benches are told. The commands that start them read it too, before they build anything.

import { parseOptions, wholeNumber } from "../../scripts/lib/options.mjs";

/** Of `npm run bench`. */
export function benchOptions() {
  const { values } = parseOptions({
    options: {
      rounds: { type: "string", default: "15" },
      reference: { type: "string", default: "" },
      update: { type: "boolean" },
      instructions: { type: "boolean" },
    },
  });
  return { ...values, rounds: wholeNumber("rounds", values.rounds) };
}

/** Of `npm run bench:worker`. */
export function workerBenchOptions() {
  const { values } = parseOptions({
    options: { rounds: { type: "string", default: "5" }, update: { type: "boolean" } },
  });
  return { ...values, rounds: wholeNumber("rounds", values.rounds) };
}
