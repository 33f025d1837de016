// Triggers: what they parse to, how that prints, and which events match; and the same from trees.

import { sorted, toText } from "../generate/json.mjs";
import { TREE_TYPES, Triggers } from "../generate/triggers.mjs";
import { REFUSED } from "../reference.mjs";

/**
 * @typedef {import("../generate/json.mjs").Json} Json
 * @typedef {import("../suite.mjs").Answer} Answer
 * @typedef {import("../suite.mjs").Outcome} Outcome
 * @typedef {import("../suite.mjs").Reference} Reference
 */

const MOST_EVENTS = 3;

/** @param {unknown} tree @param {string | null} printed @param {(boolean | "crash")[]} matches @returns {Outcome} */
const outcome = (tree, printed, matches) => ({
  outcome: JSON.stringify({ tree, printed, matches }, sorted),
});

/** @param {Answer} answer @returns {Outcome} */
function ours({ trigger, refused }) {
  if (!trigger) return { outcome: REFUSED, why: refused };
  const { tree, printed, matches } = trigger;
  return outcome(JSON.parse(tree), printed && JSON.parse(printed), matches);
}

/** @param {unknown} tree @param {string} events @param {Reference} reference */
function theirs(tree, events, reference) {
  const matches = JSON.parse(events).map((/** @type {Json} */ event) =>
    reference.matches(tree, event),
  );
  return outcome(tree, reference.print(tree), matches);
}

/** @param {Triggers} triggers @param {import("../generate/random.mjs").Random} random */
const events = (triggers, random) => toText(random.list(1, MOST_EVENTS, () => triggers.event()));

/** @param {string} list JSON */
const split = (list) => JSON.parse(list).map((/** @type {Json} */ event) => toText(event));

/** @param {string | undefined} list JSON */
const isList = (list) => Array.isArray(JSON.parse(list ?? ""));

/** Whether Segment's own editor could have made it: everything that has to be there is. @param {any} tree @returns {boolean} */
function isTree(tree) {
  if (tree?.type === "group") return Array.isArray(tree.children) && tree.children.every(isTree);
  const isComplete = tree?.value !== undefined || /^(not_)?exists$|^is_/.test(tree?.operator);
  const isNamed = !/^event-(?!type)/.test(tree?.type) || tree.name;
  return (
    typeof tree?.operator === "string" && TREE_TYPES.includes(tree.type) && isNamed && isComplete
  );
}

/** @type {import("../suite.mjs").Suite} */
export const trigger = {
  name: "trigger",
  share: 0.2,

  generate(random) {
    const triggers = new Triggers(random);
    return { trigger: JSON.stringify(triggers.text()), events: events(triggers, random) };
  },

  isCase: ({ trigger, events }) => typeof JSON.parse(trigger ?? "") === "string" && isList(events),

  request: ({ trigger, events }) => ({ ask: "trigger", trigger, events: split(events ?? "[]") }),

  ours,

  theirs({ trigger, events }, reference) {
    const tree = reference.parse(JSON.parse(trigger ?? ""));
    if (tree.error) return { outcome: REFUSED, why: tree.error.message };
    return theirs(tree, events ?? "[]", reference);
  },

  fixture({ trigger, events }, { outcome, why }) {
    const found =
      outcome === REFUSED ? { error: why, printed: null } : expectation(outcome, events);
    return { family: "trigger/segment", triggerText: trigger, ...found };
  },
};

/** @type {import("../suite.mjs").Suite} */
export const tree = {
  name: "tree",
  share: 0.1,

  generate(random) {
    const triggers = new Triggers(random);
    return { tree: toText(triggers.group(2)), events: events(triggers, random) };
  },

  isCase: ({ tree, events }) => isTree(JSON.parse(tree ?? "")) && isList(events),

  request: ({ tree, events }) => ({ ask: "tree", tree, events: split(events ?? "[]") }),

  ours,

  theirs: ({ tree, events }, reference) =>
    theirs(JSON.parse(tree ?? ""), events ?? "[]", reference),

  fixture: ({ tree, events }, { outcome }) => ({
    family: "trigger/segment",
    treeText: tree,
    ...expectation(outcome, events),
  }),
};

/** @param {string} outcome @param {string} [events] */
function expectation(outcome, events) {
  const { tree, printed, matches } = JSON.parse(outcome);
  const cases = JSON.parse(events ?? "[]").map(
    (/** @type {Json} */ event, /** @type {number} */ place) => ({
      event,
      matches: matches[place],
    }),
  );
  return { tree, printed, events: cases };
}
