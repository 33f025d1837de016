import { parseOptions, wholeNumber } from "../../scripts/lib/options.mjs";

/** How the load is to run. `scripts/load.mjs` reads it too, before it builds anything. */
export function loadOptions() {
  const { values } = parseOptions({
    options: {
      rounds: { type: "string", default: "5" },
      "round-ms": { type: "string", default: "2000" },
      check: { type: "boolean", default: false },
    },
  });
  return {
    check: values.check,
    rounds: wholeNumber("rounds", values.rounds),
    roundMs: wholeNumber("round-ms", values["round-ms"]),
  };
}
