// The mapping language: Segment's `transform` against ours.

import { Events } from "../generate/events.mjs";
import { toText } from "../generate/json.mjs";
import { Liquid } from "../generate/liquid.mjs";
import { Mappings } from "../generate/mappings.mjs";
import { REFUSED, result } from "../reference.mjs";

/** @type {import("../suite.mjs").Suite} */
export const mapping = {
  name: "mapping",
  share: 0.3,

  generate(random) {
    const event = new Events(random).event();
    const generated = new Mappings(random, event).mapping();
    return { mapping: toText(generated, random), event: toText(event, random) };
  },

  request: ({ mapping, event }) => ({ ask: "transform", mapping, event }),

  ours(answer) {
    if (answer.refused !== undefined) return { outcome: REFUSED, why: answer.refused };
    return result(answer.result);
  },

  theirs: ({ mapping, event }, reference) =>
    reference.transform(JSON.parse(mapping ?? ""), JSON.parse(event ?? "")),

  fixture: ({ mapping, event }, { outcome, why }) => ({
    family: "directive",
    mappingText: mapping,
    dataText: event,
    ...expectation(outcome, why),
  }),
};

/** Liquid alone, which has a language of its own. @type {import("../suite.mjs").Suite} */
export const liquid = {
  ...mapping,
  name: "liquid",
  share: 0.15,
  generate(random) {
    const event = new Events(random).event();
    const text = new Liquid(random, event).text();
    return { mapping: JSON.stringify({ "@liquid": text }), event: toText(event, random) };
  },
};

/** @param {string} outcome @param {string} [why] */
function expectation(outcome, why) {
  if (outcome === REFUSED) return { error: why };
  return outcome === "no value"
    ? { missing: true }
    : { resultText: outcome.slice("value ".length) };
}
