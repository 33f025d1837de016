// The mapping language: Segment's `transform` against ours.

import { Events } from "./events.mjs";
import { toText } from "./json.mjs";
import { Mappings } from "./mappings.mjs";

/**
 * @typedef {import("./json.mjs").Json} Json
 * @typedef {import("./suite.mjs").Outcome} Outcome
 * @typedef {{ mapping: string, event: string }} Case two JSON texts
 */

/** @type {import("./suite.mjs").Suite<Case>} */
export const mapping = {
  name: "mapping",

  generate(random) {
    const event = new Events(random).event();
    const generated = new Mappings(random, event).mapping();
    return { mapping: toText(generated, random), event: toText(event, random) };
  },

  ours: ({ mapping, event }, engine) => engine.transform(mapping, event),

  theirs({ mapping, event }, reference) {
    return reference.transform(JSON.parse(mapping), JSON.parse(event));
  },

  parts: (found) => [JSON.parse(found.mapping), JSON.parse(found.event)],

  fromParts: ([mapping, event]) => ({
    mapping: toText(mapping ?? null),
    event: toText(event ?? null),
  }),
};
