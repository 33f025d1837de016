// Triggers: as Segment's form writes them, as people write them, and what is no trigger at all; with events they can match.

import { Events } from "./events.mjs";
import { define, fromEntries } from "./json.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {import("./json.mjs").Json} Json
 */

const ROOTS = ["properties", "traits", "context"];
const MEMBERS = ["type", "event", "name", "userId"];
const PATHS = [
  ...[
    "a",
    "b",
    "total",
    "a.b",
    "a.b.c",
    "a_b",
    "a-b",
    "_x",
    "product\\ 1.price",
    "a\\.b",
    "a\\[0\\]",
  ],
  ...[
    "a\\.0",
    "\\$a",
    "\\é",
    'a\\"b',
    "a\\\\b",
    "list\\.0.id",
    "and",
    "or.x",
    "null",
    "a.0",
    "1a",
    "a\\ ",
  ],
  ...["length", "a.length", "\\\ud83d\\\ude00", "\\", "a..b", "a.", ""],
];
const WORDS = [
  ...[
    "and",
    "or",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "!",
    "contains",
    "match",
    "(",
    ")",
    ",",
    ".",
    "[",
    "]",
  ],
  ...[
    "null",
    "true",
    "false",
    "in",
    "like",
    "not",
    "&&",
    "||",
    "==",
    "AND",
    "5",
    "-",
    "+5",
    "5.",
    "1.2.3",
  ],
  ...[
    '"x"',
    "'x'",
    '"',
    "'",
    "é",
    "\\",
    "type",
    "event",
    "properties.a",
    "x",
    "messageId",
    "length",
    "\r",
  ],
  ...[
    "$",
    "properties",
    "traits",
    "context.page",
    '""',
    '"a*"',
    "an",
    "nul",
    "o",
    "-5.50",
    ".5",
    "1e3",
  ],
];
const COMPARISONS = ["=", "!=", "<", "<=", ">", ">="];
const TEXTS = [
  ...[
    "track",
    "identify",
    "Order Completed",
    "Signed Up",
    "a",
    "abc",
    "5",
    "true",
    "null",
    "",
    "x y",
  ],
  ...[
    "é",
    "😀",
    "a*",
    "*a",
    "**",
    "*",
    "?a",
    "a(",
    ")",
    "a,b",
    "gold",
    "\ud83d",
    "'",
    "eos",
    "a\nb",
    "\\",
  ],
];
const NUMBERS = [
  "5",
  "0",
  "-1",
  "1.5",
  "007",
  "+5",
  "100",
  "-0",
  "99999999999999999999",
  "0.1",
  "-",
  "5.0",
];

/** Conditions by the names that Segment's trees have. */
export const TREE_TYPES = [
  "event-type",
  "event",
  "name",
  "userId",
  "event-property",
  "event-trait",
  "event-context",
];
const TREE_OPERATORS = [
  ...[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "number_equals",
    "number_not_equals",
    "contains",
    "not_contains",
  ],
  ...[
    "starts_with",
    "not_starts_with",
    "ends_with",
    "not_ends_with",
    "exists",
    "not_exists",
    "is_true",
  ],
  ...["is_false", "in", ".", "bogus"],
];

export class Triggers {
  /** @param {Random} random */
  constructor(random) {
    this.random = random;
    this.events = new Events(random);
  }

  text() {
    const { random } = this;
    const text = random.choose([
      [10, () => this.joined(2)],
      [1, () => random.list(0, 9, () => random.pick(WORDS)).join(random.pick(["", " ", " ", " "]))],
      [0.2, () => this.events.text()],
    ]);
    return random.chance(0.15) ? this.spoil(text) : text;
  }

  /** @param {string} text */
  spoil(text) {
    const { random } = this;
    if (random.chance(0.4)) return this.events.spoil(text);
    const words = text.split(" ");
    const place = random.below(words.length + 1);
    words.splice(place, random.below(2), ...random.list(0, 2, () => random.pick(WORDS)));
    return words.join(" ");
  }

  /** @param {number} depth @returns {string} */
  joined(depth) {
    const { random } = this;
    let text = this.member(depth);
    for (let more = random.below(4); more > 0; more--) {
      const connective = random.pick(["and", "and", "or"]);
      const space = random.pick([" ", " ", " ", " ", "\n", "\t", "  "]);
      text += `${space}${connective} ${this.member(depth)}`;
    }
    return text;
  }

  /** @param {number} depth @returns {string} */
  member(depth) {
    const { random } = this;
    return random.choose([
      [8, () => this.comparison()],
      [4, () => this.call()],
      [depth > 0 ? 3 : 0, () => `(${this.joined(depth - 1)})`],
      [depth > 0 ? 0.2 : 0, () => `!(${this.joined(depth - 1)})`],
      [0.2, () => `${random.pick(["messageId", "anonymousId", "groupId", "xproperties.a"])} = "x"`],
    ]);
  }

  field() {
    const { random } = this;
    return random.choose([
      [4, () => random.pick(MEMBERS)],
      [6, () => `${random.pick(ROOTS)}.${random.pick(PATHS)}`],
      [0.3, () => random.pick(ROOTS)],
      [0.2, () => `${random.pick(MEMBERS)}.x`],
      [0.2, () => `properties . ${random.pick(PATHS)}`],
      [0.2, () => `propertiesX.a`],
    ]);
  }

  value() {
    const { random } = this;
    return random.choose([
      [8, () => `"${random.pick(TEXTS)}"`],
      [0.5, () => `'${random.pick(TEXTS)}'`],
      [3, () => random.pick(NUMBERS)],
      [2, () => random.pick(["true", "false", "null", "null"])],
      [0.3, () => this.field()],
      [0.2, () => random.pick(WORDS)],
    ]);
  }

  comparison() {
    const { random } = this;
    const operator = random.chance(0.97) ? random.pick(COMPARISONS) : random.pick(WORDS);
    const space = () => (random.chance(0.95) ? " " : random.pick(["", "", "  ", "\n"]));
    return this.field() + space() + operator + space() + this.value();
  }

  call() {
    const { random } = this;
    const name = random.pick(["contains", "match"]);
    const pattern = () =>
      `"${random.pick(["", "*"])}${random.pick(TEXTS)}${random.pick(["", "*"])}"`;
    const value = name === "match" && random.chance(0.8) ? pattern() : this.value();
    const comma = random.pick([", ", ", ", ",", " , ", " "]);
    return `${random.pick(["", "", "!"])}${name}(${this.field()}${comma}${value})`;
  }

  /** A tree as an editor makes it. @param {number} depth @returns {{ [key: string]: Json }} */
  group(depth) {
    const { random } = this;
    const child = () =>
      depth > 0 && random.chance(0.3) ? this.group(depth - 1) : this.condition();
    return {
      type: "group",
      operator: random.pick(["and", "or"]),
      children: random.list(random.chance(0.05) ? 0 : 1, 4, child),
    };
  }

  condition() {
    const { random } = this;
    const type = random.pick(TREE_TYPES);
    // A name that is empty leads nowhere, and no editor makes one.
    const paths = PATHS.filter((path) => path !== "");
    const name = random.pick([
      ...paths,
      "product 1.price",
      "a[0]",
      "$a",
      "é",
      'a"b',
      "a\\b",
      "😀",
      "a.0",
      "x y",
    ]);
    /** @type {Json} */
    const value = random.choose(
      /** @type {[number, () => Json][]} */ ([
        [6, () => random.pick(TEXTS)],
        [2, () => this.events.number()],
        [1, () => random.chance(0.5)],
        [0.5, () => this.events.text()],
      ]),
    );
    const operator = random.pick(TREE_OPERATORS);
    const isAlone = /exists|is_/.test(operator);
    return fromEntries([
      ["type", type],
      .../** @type {[string, Json][]} */ (
        type.startsWith("event-") && type !== "event-type" ? [["name", name]] : []
      ),
      ["operator", operator],
      .../** @type {[string, Json][]} */ (isAlone ? [] : [["value", value]]),
    ]);
  }

  /** An event with something to compare at the places that triggers name. */
  event() {
    const { random } = this;
    const value = () =>
      random.choose(
        /** @type {[number, () => Json][]} */ ([
          [6, () => random.pick(TEXTS)],
          [4, () => random.pick([5, 0, -1, 1.5, 7, 100, -0, 0.1, 1e21])],
          [2, () => random.chance(0.5)],
          [1, () => null],
          [1, () => this.events.value(2)],
        ]),
      );
    /** @type {{ [key: string]: Json }} */
    const event = {};
    for (const member of MEMBERS) if (random.chance(0.7)) define(event, member, value());
    for (const root of ROOTS) {
      if (random.chance(0.2)) continue;
      const object = fromEntries(
        random.list(0, 5, () => [
          random.pick([
            "a",
            "b",
            "total",
            "a_b",
            "a-b",
            "_x",
            "product 1",
            "$a",
            "é",
            "list",
            "1a",
            "and",
            "😀",
          ]),
          random.choose(
            /** @type {[number, () => Json][]} */ ([
              [4, value],
              [1, () => ({ b: value(), c: value(), 0: value(), price: value(), id: value() })],
              [1, () => ({ b: { c: value() } })],
              [1, () => [value(), { id: value() }]],
            ]),
          ),
        ]),
      );
      define(event, root, random.chance(0.95) ? object : value());
    }
    return event;
  }
}
