// Where the product differs from Segment's code on purpose: the one list. Each entry has its reason, cases that show it
// (they are run, and have to differ just so), and a pattern of the generated cases it can show up in.

/**
 * @typedef {object} Difference
 * @property {string} name
 * @property {string} reason
 * @property {RegExp} touches
 * @property {{ mapping: string, event: string, ours: import("./suite.mjs").Outcome,
 *   theirs: import("./suite.mjs").Outcome }[]} cases
 */

/** @type {Difference[]} */
export const DIFFERENCES = [
  { name: "TEMP liquid", reason: "", touches: /@liquid/, cases: [] },
  {
    name: "inherited members",
    reason:
      "A path finds only a value's own members. JavaScript also finds what every value inherits: functions, which no field can take.",
    touches: /constructor|toString|valueOf|hasOwnProperty|toJSON|__proto__/,
    cases: [
      {
        mapping: '{"a":{"@if":{"exists":{"@path":"constructor"},"then":1,"else":2}}}',
        event: "{}",
        ours: { result: '{"a":2}' },
        theirs: { result: '{"a":1}' },
      },
      {
        mapping: '{"a":{"@path":"__proto__"}}',
        event: "{}",
        ours: { result: "{}" },
        theirs: { result: '{"a":{}}' },
      },
    ],
  },
  {
    name: "own __proto__",
    reason: "A member named __proto__ is one like any other. JavaScript loses it when it copies an object.",
    touches: /__proto__/,
    cases: [
      {
        mapping: '{"a":{"@path":"o"}}',
        event: '{"o":{"__proto__":1,"b":2}}',
        ours: { result: '{"a":{"__proto__":1,"b":2}}' },
        theirs: { result: '{"a":{"b":2}}' },
      },
    ],
  },
  {
    name: "long integers",
    reason:
      "An integer keeps the digits the sender wrote. JavaScript rounds beyond 2^53, which changes an order id.",
    touches: /[1-9]\d{15,}/,
    cases: [
      {
        mapping: '{"a":{"@template":"{{n}}"}}',
        event: '{"n":9007199254740993}',
        ours: { result: '{"a":"9007199254740993"}' },
        theirs: { result: '{"a":"9007199254740992"}' },
      },
    ],
  },
];

/** The difference a case may show, if there is one. @param {string} text */
export const knownDifference = (text) =>
  DIFFERENCES.find(({ touches }) => touches.test(text))?.name;
