// Where the product differs from Segment's code on purpose: the one list. Everything else that differs is a bug.
//
// A generated case that differs is put down to an entry only when the sides agree again once the entry's trait is taken
// out of the case (`without`), or when the outcomes differ in just the way it says (`forgives`). Every entry has cases of
// its own too, which have to differ exactly so.

/**
 * @typedef {import("./suite.mjs").Case} Case
 * @typedef {import("./suite.mjs").Found} Found
 */

/**
 * @typedef {object} Difference
 * @property {string} name
 * @property {string} reason
 * @property {RegExp} touches the texts of cases it can show up in
 * @property {(text: string) => string} [without] a text of the case, without the trait
 * @property {(found: Found) => boolean} [forgives] whether the outcomes differ in this way and no other
 * @property {{ suite: string, case: Case, ours: string, theirs: string }[]} cases
 */

const INHERITED = /\b(?=constructor\b|toString\b|valueOf\b|hasOwnProperty\b|__proto__)\w/g;

/** What Segment's evaluation of a trigger ends with. */
const CRASH = "Cannot read properties of undefined (reading 'type')";

const CRASHING_TREE =
  '{"children":[null,{"operator":"=","type":"event-type","value":"track"}],"operator":"and","type":"group"}}';

/** @type {Difference[]} */
export const DIFFERENCES = [
  {
    name: "inherited members",
    reason:
      "A path finds only a value's own members. JavaScript also finds what every value inherits: functions, which no field takes. " +
      "And a member named __proto__ is one like any other here; JavaScript loses it in copying.",
    touches: new RegExp(INHERITED.source),
    without: (text) => text.replaceAll(INHERITED, "q"),
    cases: [
      {
        suite: "mapping",
        case: {
          mapping: '{"a":{"@if":{"exists":{"@path":"constructor"},"then":1,"else":2}}}',
          event: "{}",
        },
        ours: 'value {"a":2}',
        theirs: 'value {"a":1}',
      },
      {
        suite: "mapping",
        case: { mapping: '{"a":{"@path":"o"}}', event: '{"o":{"__proto__":1,"b":2}}' },
        ours: 'value {"a":{"__proto__":1,"b":2}}',
        theirs: 'value {"a":{"b":2}}',
      },
    ],
  },
  {
    name: "counters stay in their text",
    reason:
      "Liquid's `increment` and `decrement` count within one text. Segment counts in the event itself, where other members " +
      "of the mapping find the number, or not, depending on their order.",
    touches: /increment|decrement/,
    without: (text) => text.replaceAll(/increment|decrement/g, "#"),
    cases: [
      {
        suite: "mapping",
        case: {
          mapping: '{"a":{"@liquid":"{% increment n %}"},"b":{"@path":"n"}}',
          event: "{}",
        },
        ours: 'value {"a":"0"}',
        theirs: 'value {"a":"0","b":1}',
      },
    ],
  },
  {
    name: "time zones by name",
    reason:
      "In Liquid's `date`, a time zone is UTC or a number of minutes. What a name means changes with the time zone data " +
      "of the machine, so the event is refused instead of shown at another time.",
    touches: /date/,
    forgives: ({ ours }) => /time zones other than UTC/.test(ours.why ?? ""),
    cases: [
      {
        suite: "mapping",
        case: {
          mapping:
            "{\"a\":{\"@liquid\":\"{{ '2024-07-05T10:20:30Z' | date: '%H', 'Europe/London' }}\"}}",
          event: "{}",
        },
        ours: "refused",
        theirs: 'value {"a":"11"}',
      },
    ],
  },
  {
    name: "documents are checked as a whole",
    reason:
      "A mapping or a trigger that can't be used is refused with its document. Segment refuses each event it meets, and says " +
      "nothing for an event that the trigger keeps out.",
    touches: /./,
    forgives: ({ ours, theirs }) =>
      theirs.outcome === "not subscribed" && /^document: /.test(ours.why ?? ""),
    cases: [
      {
        suite: "action",
        case: {
          action: '"trackCustomer"',
          trigger: '"type = \\"identify\\""',
          defaults: "true",
          fields: '{"email":{"@path":5}}',
          event: '{"type":"track"}',
        },
        ours: "refused",
        theirs: "not subscribed",
      },
    ],
  },
  {
    name: "context that is null",
    reason:
      "Segment looks for audiences in the event's context, which no action of Friendbuy's uses, and fails with a TypeError " +
      "when the context is null. Here such an event is like one without a context.",
    touches: /"(context|personas)":null/,
    forgives: ({ theirs }) => /^Cannot destructure property/.test(theirs.why ?? ""),
    cases: [
      {
        suite: "action",
        case: {
          action: '"trackCustomer"',
          trigger: '"type = \\"identify\\""',
          defaults: "true",
          fields: "{}",
          event: '{"type":"identify","userId":"u","traits":{"email":"e"},"context":null}',
        },
        ours: 'value {"customerId":"u","email":"e"}',
        theirs: "refused",
      },
    ],
  },
  {
    name: "triggers that crash",
    reason:
      "Where evaluating a trigger ends in a TypeError at Segment, the trigger does not match here.",
    touches: /./,
    forgives: ({ ours, theirs }) =>
      theirs.outcome.replace(/"matches":\[[^\]]*\]/, (list) =>
        list.replaceAll('"crash"', "false"),
      ) === ours.outcome ||
      (ours.outcome === "not subscribed" && theirs.why === CRASH),
    cases: [
      {
        suite: "trigger",
        case: { trigger: '"() and type = \\"track\\""', events: '[{"type":"track"}]' },
        ours: `{"matches":[false],"printed":null,"tree":${CRASHING_TREE}`,
        theirs: `{"matches":["crash"],"printed":null,"tree":${CRASHING_TREE}`,
      },
    ],
  },
];

/**
 * The name of the deliberate difference that a case shows.
 *
 * @param {Case} found
 * @param {Found} sides
 * @param {(found: Case) => Promise<Found>} run
 * @returns {Promise<string | undefined>}
 */
export async function explain(found, sides, run) {
  const texts = Object.values(found).join("\n");
  const touching = DIFFERENCES.filter(({ touches }) => touches.test(texts));
  const forgiving = touching.find(({ forgives }) => forgives?.(sides));
  if (forgiving) return forgiving.name;
  /** @type {string[]} */
  const names = [];
  let rest = found;
  for (const { name, without } of touching) {
    if (!without) continue;
    names.push(name);
    rest = Object.fromEntries(Object.entries(rest).map(([key, text]) => [key, without(text)]));
    const { ours, theirs } = await run(rest);
    if (ours.outcome === theirs.outcome) return names.join(", ");
  }
  return undefined;
}
