import { parseOptions, wholeNumber } from "../../scripts/lib/options.mjs";

/** How the comparison is to run. `scripts/parity.mjs` reads it too, before it builds anything. @param {string[]} [args] */
export function parityOptions(args) {
  const { values } = parseOptions({
    options: {
      cases: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      seeds: { type: "string", default: "1" },
      first: { type: "string", default: "0" },
      only: { type: "string", multiple: true },
      engine: { type: "string", default: "" },
      reference: { type: "string", default: "" },
    },
    ...(args && { args }),
  });
  const { cases, seed, seeds, first, ...others } = values;
  return {
    ...others,
    cases: wholeNumber("cases", cases),
    seed: wholeNumber("seed", seed),
    seeds: wholeNumber("seeds", seeds),
    first: wholeNumber("first", first),
  };
}
