// Whole actions: trigger, mapping and event in, the body that would be posted out.

import { ActionCases } from "../generate/actions.mjs";
import { isObject, sorted, toText } from "../generate/json.mjs";
import { NOT_SUBSCRIBED, REFUSED } from "../reference.mjs";

/**
 * @typedef {import("../generate/json.mjs").Json} Json
 * @typedef {import("../suite.mjs").Answer} Answer
 * @typedef {import("../suite.mjs").Case} Case
 * @typedef {import("../suite.mjs").Outcome} Outcome
 * @typedef {import("../suite.mjs").Reference} Reference
 */

/** Bodies are objects whose members have no order that matters: a document's fields come in the order of the action's. @param {string} body */
const body = (body) => ({ outcome: `value ${JSON.stringify(JSON.parse(body), sorted)}` });

/** @param {Answer} answer @returns {Outcome} */
function ours({ result, notSubscribed, refused, unusable }) {
  if (result !== undefined) return body(result);
  if (notSubscribed) return { outcome: NOT_SUBSCRIBED };
  return { outcome: REFUSED, why: unusable === undefined ? refused : `document: ${unusable}` };
}

/** @param {Case} found @param {Json} mapping @param {Reference} reference */
async function theirs({ action, trigger, event }, mapping, reference) {
  const subscription = {
    partnerAction: JSON.parse(action ?? ""),
    subscribe: JSON.parse(trigger ?? ""),
    mapping,
  };
  const outcome = await reference.send(subscription, JSON.parse(event ?? ""));
  const sent = /^value (.*)/s.exec(outcome.outcome);
  return sent ? body(sent[1] ?? "") : outcome;
}

/** What the mapping of a case is for Segment: the defaults are part of what its editor stores. @param {Case} found @param {Reference} reference */
function fullMapping({ action, defaults, fields }, reference) {
  const own = JSON.parse(fields ?? "");
  if (defaults !== "true") return own;
  const all = Object.entries(reference.actions[JSON.parse(action ?? "")]?.fields ?? {});
  const mapping = Object.fromEntries(
    all.map(([key, field]) => [key, structuredClone(field.default)]),
  );
  return { ...mapping, ...own };
}

/** @param {Case} found */
const documentOf = ({ action, trigger, defaults, fields }) =>
  `{"mode":"segment","mappings":[{"id":"a","action":${action},"trigger":${trigger},"defaults":${defaults},"fields":${fields}}]}`;

/** @type {import("../suite.mjs").Suite} */
export const action = {
  name: "action",
  share: 0.2,

  generate(random, reference) {
    const cases = new ActionCases(random, /** @type {any} */ (reference.actions));
    const event = cases.event();
    const defaults = random.chance(0.7);
    const fields = cases.patch(
      event,
      defaults ? random.pick([0, 0, 0.1, 0.3]) : random.pick([0.5, 0.9, 1, 1]),
    );
    return {
      action: JSON.stringify(cases.action),
      trigger: JSON.stringify(cases.trigger()),
      defaults: String(defaults),
      fields: toText(fields),
      event: toText(event, random),
    };
  },

  isCase: ({ action, trigger, defaults, fields, event }) =>
    /^"track(Customer|Purchase|SignUp|CustomEvent)"$/.test(action ?? "") &&
    /^".+"$/.test(trigger ?? "") &&
    /^(true|false)$/.test(defaults ?? "") &&
    isObject(JSON.parse(fields ?? "")) &&
    isObject(JSON.parse(event ?? "")),

  request: (found) => ({ ask: "map", document: documentOf(found), event: found.event }),

  ours,

  theirs: (found, reference) => theirs(found, fullMapping(found, reference), reference),

  fixture: (found, { outcome, why }) => ({
    family: "payload/segment",
    documentText: documentOf(found),
    eventText: found.event,
    ...expectation(JSON.parse(found.action ?? ""), outcome, why),
  }),
};

/** @param {string} action @param {string} outcome @param {string} [why] */
function expectation(action, outcome, why) {
  const sent = /^value (.*)/s.exec(outcome);
  if (!sent) return { requests: [], segment: why ?? outcome };
  return { requests: [{ mapping: "a", action, bodyText: sent[1] }] };
}

/** Mappings as Segment stores them, imported. @type {import("../suite.mjs").Suite} */
export const imported = {
  name: "import",
  share: 0.05,

  generate(random, reference) {
    const found = action.generate(random, reference);
    const mapping = fullMapping(found, reference);
    return { ...found, defaults: "false", fields: toText(mapping) };
  },

  isCase: action.isCase,

  request: ({ action, trigger, fields, event }) => ({
    ask: "import",
    settings: `[{"partnerAction":${action},"subscribe":${trigger},"mapping":${fields},"name":"a"}]`,
    event,
  }),

  ours,

  theirs: (found, reference) => theirs(found, JSON.parse(found.fields ?? ""), reference),

  fixture: action.fixture,
};
