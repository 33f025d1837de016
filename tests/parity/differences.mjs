// Where the product differs from Segment's code on purpose: the one list. Everything else that differs is a bug.
//
// A generated case that differs is put down to an entry only when the sides agree again once the entry's trait is taken
// out of the case (`without`), or when the outcomes differ in just the way it says (`forgives`). Every entry has cases of
// its own too, which have to differ exactly so. In the source the places are marked `DIFFERENCE`.

import { NOT_SUBSCRIBED, REFUSED } from "./reference.mjs";

/**
 * @typedef {import("./suite.mjs").Case} Case
 * @typedef {import("./suite.mjs").Found} Found
 */

/**
 * @typedef {object} Example
 * @property {string} suite
 * @property {Case} case
 * @property {string} ours
 * @property {string | RegExp} theirs
 */

/**
 * @typedef {object} Difference
 * @property {string} name
 * @property {string} reason
 * @property {RegExp} touches the texts of cases it can show up in
 * @property {(text: string) => string} [without] a text of the case, without the trait
 * @property {(found: Found) => boolean} [forgives] whether the outcomes differ in this way and no other
 * @property {Example[]} examples
 */

/** Any case can be touched. */
const ANY = /^/;

/** @param {string} mapping @param {string} event @param {string} ours @param {string | RegExp} theirs @returns {Example} */
const mapped = (mapping, event, ours, theirs) => ({
  suite: "mapping",
  case: { mapping, event },
  ours,
  theirs,
});

/** @param {string} text @param {string} ours @param {string | RegExp} theirs @param {string} [event] */
const liquid = (text, ours, theirs, event = "{}") =>
  mapped(JSON.stringify({ "@liquid": text }), event, ours, theirs);

/** @param {string} trigger @param {string} event @param {string} fields @param {string} ours @param {string} theirs @returns {Example} */
const customer = (trigger, event, fields, ours, theirs) => ({
  suite: "action",
  case: {
    action: '"trackCustomer"',
    trigger: JSON.stringify(trigger),
    defaults: "true",
    fields,
    event,
  },
  ours,
  theirs,
});

/** @param {unknown} tree @param {string} ours @param {string} theirs @returns {Example} */
const drawn = (tree, ours, theirs) => ({
  suite: "tree",
  case: { tree: JSON.stringify(tree), events: '[{"event":"a"}]' },
  ours,
  theirs,
});

/** @param {boolean | "crash"} matches @param {string | null} printed @param {string} tree */
const read = (matches, printed, tree) =>
  `{"matches":[${JSON.stringify(matches)}],"printed":${JSON.stringify(printed)},"tree":${tree}}`;

/** @param {string} child */
const and = (child) => `{"children":[${child}],"operator":"and","type":"group"}`;

const INHERITED = /constructor|toString|valueOf|hasOwnProperty|toJSON|__proto__/g;
const LONG_INTEGER = /(?<![\d.])\d{16,}(?![\d.eE])/g;
const NOTHING_IN_BRACKETS = 'null,{"operator":"=","type":"event","value":"a"}';
const EVENT_IS_A = '{"operator":"=","type":"event","value":"a"}';
/** What Segment's evaluation of such a trigger ends with. */
const CRASH = "Cannot read properties of undefined (reading 'type')";
const DEEP = `${"[".repeat(300)}${"]".repeat(300)}`;

/** A text with its numbers cut where the last bit of one shows. @param {string} text */
const shortNumbers = (text) =>
  text.replaceAll(/\d+\.\d{10,}/g, (digits) => Number(digits).toPrecision(13));

/** @type {Difference[]} */
export const DIFFERENCES = [
  {
    name: "inherited members",
    reason:
      "Only a value's own members exist, and `length` of texts and lists. JavaScript also finds what every value inherits: " +
      "functions, which no field takes. As the name of an attribute, such a word is an unknown name like any other.",
    touches: new RegExp(INHERITED.source),
    without: (text) => text.replaceAll(INHERITED, "q"),
    examples: [
      mapped(
        '{"a":{"@if":{"exists":{"@path":"constructor"},"then":1,"else":2}}}',
        "{}",
        'value {"a":2}',
        'value {"a":1}',
      ),
      mapped(
        '{"a":{"@template":"{{l.map.length}}"}}',
        '{"l":[]}',
        'value {"a":""}',
        'value {"a":"1"}',
      ),
      customer(
        'type = "identify"',
        '{"type":"identify","userId":"u","traits":{"email":"e","friendbuyAttributes":{"toString":"x"}}}',
        "{}",
        'value {"additionalProperties":{"toString":"x"},"customerId":"u","email":"e"}',
        'value {"customerId":"u","email":"e","toString":"x"}',
      ),
    ],
  },
  {
    name: "members named __proto__",
    reason: "They are members like any other. JavaScript loses them when it copies an object.",
    touches: /__proto__/,
    without: (text) => text.replaceAll("__proto__", "q"),
    examples: [
      mapped(
        '{"a":{"@path":"o"}}',
        '{"o":{"__proto__":1,"b":2}}',
        'value {"a":{"__proto__":1,"b":2}}',
        'value {"a":{"b":2}}',
      ),
    ],
  },
  {
    name: "long integers",
    reason:
      "An integer keeps the digits the sender wrote. JavaScript rounds beyond 2^53, which makes another order of an order id.",
    touches: new RegExp(LONG_INTEGER.source),
    without: (text) => text.replaceAll(LONG_INTEGER, "7"),
    examples: [
      mapped(
        '{"a":{"@template":"{{n}}"}}',
        '{"n":9007199254740993}',
        'value {"a":"9007199254740993"}',
        'value {"a":"9007199254740992"}',
      ),
    ],
  },
  {
    name: "depth",
    reason:
      "JSON nests at most 256 levels, also when a mapping decodes it. JavaScript goes on as long as its stack does.",
    touches: /[[{]{100}/,
    forgives: ({ ours }) => /deep/.test(ours.why ?? ""),
    examples: [
      mapped('{"@path":"a"}', `{"a":${DEEP}}`, REFUSED, `value ${DEEP}`),
      mapped(
        '{"@json":{"mode":"decode","value":{"@path":"a"}}}',
        JSON.stringify({ a: DEEP }),
        REFUSED,
        `value ${DEEP}`,
      ),
    ],
  },
  {
    name: "counters stay in their text",
    reason:
      "Liquid's `increment` and `decrement` count within one text. Segment counts in the event itself, where other members " +
      "of the mapping find the number, or not, depending on their order.",
    touches: /increment|decrement/,
    without: (text) => text.replaceAll(/increment|decrement/g, "#"),
    examples: [
      mapped(
        '{"a":{"@liquid":"{% increment n %}"},"b":{"@path":"n"}}',
        "{}",
        'value {"a":"0"}',
        'value {"a":"0","b":1}',
      ),
    ],
  },
  {
    name: "time zones by name",
    reason:
      "In Liquid's `date`, a time zone is UTC or a number of minutes. What a name means changes with the time zone data " +
      "of the machine, so the event is refused instead of shown at another time.",
    touches: /date/,
    forgives: ({ ours }) => /time zones other than UTC/.test(ours.why ?? ""),
    examples: [
      liquid("{{ '2024-07-05T10:20:30Z' | date: '%H', 'Europe/London' }}", REFUSED, 'value "11"'),
    ],
  },
  {
    name: "the time of mapping",
    reason:
      "`now` and `today` are refused: the same event would have another result at another time. Events carry their time.",
    touches: /now|today/,
    forgives: ({ ours }) => /`now` is not known/.test(ours.why ?? ""),
    examples: [liquid("{{ 'now' | date: '%Y' | size }}", REFUSED, 'value "4"')],
  },
  {
    name: "samples",
    reason:
      "Liquid's `sample` takes the first elements, so that the same event always has the same result. Segment takes by chance.",
    touches: /sample/,
    without: (text) => text.replaceAll("sample", "compact"),
    examples: [liquid("{{ (1..1000) | sample }}", 'value "1"', /^value "\d+"$/)],
  },
  {
    name: "objects without members",
    reason:
      "In Liquid's conditions an object is equal to itself only, but one without members to any other such one: nothing tells them apart.",
    touches: /\{\}/,
    without: (text) => text.replaceAll("{}", '{"o":1}'),
    examples: [
      liquid("{% if o == p %}yes{% endif %}", 'value "yes"', 'value ""', '{"o":{},"p":{}}'),
    ],
  },
  {
    name: "words in lists",
    reason:
      "Liquid's words `nil`, `null`, `empty` and `blank` are what they mean in a list, too, which only `push` and `unshift` put " +
      "them in. At Segment they are objects there, which `join` and `json` print as such.",
    touches: /(push|unshift):\s*(nil|null|empty|blank)/,
    without: (text) => text.replaceAll(/(push|unshift):\s*(nil|null|empty|blank)/g, "compact"),
    examples: [
      liquid("{{ '' | unshift: empty | join }}", 'value " "', 'value "[object Object] "'),
      liquid(
        "{{ '' | push: nil | json }}",
        `value ${JSON.stringify('["",null]')}`,
        `value ${JSON.stringify('["",{}]')}`,
      ),
    ],
  },
  {
    name: "rounding to a fraction of a digit",
    reason:
      "Liquid's `round: 2.5` takes ten to the power of 2.5. V8 has two results for that, which differ in the last bit: one " +
      "before it has compiled the code and one after.",
    touches: /round/,
    forgives: ({ ours, theirs }) => shortNumbers(ours.outcome) === shortNumbers(theirs.outcome),
    examples: [
      liquid(
        "{{ 1 | round: 2.5 }}",
        'value "0.9992797406132078"',
        /^value "0\.99927974061320\d+"$/,
      ),
    ],
  },
  {
    name: "work instead of time",
    reason:
      "Segment stops a Liquid text after half a second, or when it has used much memory. Here what a text does is counted, " +
      "so the same event always has the same result; and less memory is enough to be stopped.",
    touches: /@liquid/,
    forgives: ({ ours, theirs }) =>
      /takes too much time or memory|larger than 64 MiB/.test(ours.why ?? "") ||
      /^template render limit exceeded/.test(theirs.why ?? ""),
    examples: [liquid("{{ (1..9999999) | size }}", REFUSED, 'value "9999999"')],
  },
  {
    name: "documents are checked as a whole",
    reason:
      "A mapping or a trigger that can't be used is refused with its document. Segment refuses each event it meets, and says " +
      "nothing for an event that the trigger keeps out.",
    touches: ANY,
    forgives: ({ ours, theirs }) =>
      theirs.outcome === NOT_SUBSCRIBED && /^document: /.test(ours.why ?? ""),
    examples: [
      customer(
        'type = "identify"',
        '{"type":"track"}',
        '{"email":{"@path":5}}',
        REFUSED,
        NOT_SUBSCRIBED,
      ),
    ],
  },
  {
    name: "contexts that are null",
    reason:
      "Segment looks for audiences in the event's context, which no action of Friendbuy's uses, and fails with a TypeError " +
      "when the context is null. Here such an event is like one without a context.",
    touches: /"(context|personas)":null/,
    forgives: ({ theirs }) => /^Cannot destructure property/.test(theirs.why ?? ""),
    examples: [
      customer(
        'type = "identify"',
        '{"type":"identify","userId":"u","traits":{"email":"e"},"context":null}',
        "{}",
        'value {"customerId":"u","email":"e"}',
        REFUSED,
      ),
    ],
  },
  {
    name: "triggers that crash",
    reason:
      "Where evaluating a trigger ends in a TypeError at Segment, the trigger does not match here, and a warning says so.",
    touches: ANY,
    forgives: ({ ours, theirs }) =>
      theirs.outcome.replace(/"matches":\[[^\]]*\]/, (list) =>
        list.replaceAll('"crash"', "false"),
      ) === ours.outcome ||
      (ours.outcome === NOT_SUBSCRIBED && theirs.why === CRASH),
    examples: [
      {
        suite: "trigger",
        case: { trigger: '"() and event = \\"a\\""', events: '[{"event":"a"}]' },
        ours: read(false, null, and(NOTHING_IN_BRACKETS)),
        theirs: read("crash", null, and(NOTHING_IN_BRACKETS)),
      },
    ],
  },
  {
    name: "trees are checked",
    reason:
      "A tree that no parser makes is refused, with its place: an unknown connective, a path of no name, a value of another type " +
      "or none. Segment prints whatever it holds. A tree without a group around it gets one; Segment can't print it.",
    touches: /"type"/,
    forgives: () => false,
    examples: [
      drawn(
        { type: "group", operator: "xor", children: [] },
        REFUSED,
        read(false, "", '{"children":[],"operator":"xor","type":"group"}'),
      ),
      drawn(
        {
          type: "group",
          operator: "and",
          children: [{ type: "event", operator: "=", value: null }],
        },
        REFUSED,
        read(false, 'event = "null"', and('{"operator":"=","type":"event","value":null}')),
      ),
      drawn(
        {
          type: "group",
          operator: "and",
          children: [{ type: "event-trait", name: "", operator: "exists" }],
        },
        REFUSED,
        read(false, "traits. != null", and('{"name":"","operator":"exists","type":"event-trait"}')),
      ),
      drawn(
        JSON.parse(EVENT_IS_A),
        read(true, 'event = "a"', and(EVENT_IS_A)),
        read(false, null, EVENT_IS_A),
      ),
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
