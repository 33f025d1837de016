// Events of every shape: every JSON type, odd keys, odd texts, odd numbers.

import { fromEntries, isObject } from "./json.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {import("./json.mjs").Json} Json
 */

const PLAIN_KEYS = ["a", "b", "c", "d", "name", "items", "id", "type", "userId", "properties", "s"];
const ODD_KEYS = [
  ...["x y", "a.b", "q'k", 'q"k', "[k]", "a[b]", "a]", "$", "$a", "$.a", "", " ", "é", "😀"],
  ...["0", "1", "2", "10", "01", "-1", "1.5", "4294967294", "4294967295", "length", "\ud83d"],
  ...["@path", "@x", "_metadata", "mapping", "{s", "s}", "İ", "size", "first", "last"],
  ...["__segment_internal_directive", "nil", "true", "empty", "if", "k-k", "k?"],
];
/** Names of members that JavaScript's values inherit. */
const INHERITED = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "toJSON"];

const NUMBERS = [
  ...[0, 1, 2, 3, 5, 7, 10, 42, -1, -7, 100, 1.5, 2.5, -1.5, 0.1, 1.005, 19.9, 54.82, 1234567.891],
  ...[1e21, 1e-7, 1.5e300, 5e-324, 1.7976931348623157e308, 1e20, 123456789012345680000, 0.000001],
  ...[2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53), 1710000000, 1710000000000, 0.30000000000000004],
];
const RARE_NUMBERS = [-0, Infinity, -Infinity];

const TEXTS = [
  ...[
    "",
    " ",
    "x",
    "str",
    "true",
    "0",
    "5",
    "10",
    "1.5",
    "-3",
    "1e3",
    "0x10",
    "abc",
    "a.b.c",
    "bab",
  ],
  ...[
    "aAaA",
    "StrÄß",
    "ﬁ ŉ",
    "İi",
    "ΑΣ ΑΣΑ Σ",
    "éÉ",
    "µμΜ",
    "ſsK",
    "𐐀𐐨",
    "a😀b",
    "\ud83d",
    "\ude00x",
  ],
  ...[
    "{{s}}",
    "{{ a }}",
    "{{{s}}}",
    "{{",
    "}}",
    "$.a",
    "$.items",
    "a.b",
    "items[0].id",
    "$& $1 $$",
  ],
  ...["  x  y ", "\u00a0\ufeffx\u0085", "a\nb\r\nc", "line\u2028sep", "tab\t", "a,b,,c", "a-b_c d"],
  ...[
    '{"x":1}',
    "[1,2]",
    " [1] ",
    '"q"',
    "nul",
    "{bad",
    '{"a":{"b":[null]}}',
    "1e400",
    '"\\ud83d"',
  ],
  ...["2024-03-05T10:20:30Z", "2024-02-30", "Mar 5, 2024", "The quick  brown fox", "<b>&\"'</b>"],
  ...[
    "a b&c=d/é?",
    "%41%zz+",
    "SGk=",
    "\\",
    "'",
    '"',
    "joe@Example.com",
    "lower",
    "left",
    "x".repeat(40),
  ],
];

export class Events {
  /** @param {Random} random */
  constructor(random) {
    this.random = random;
  }

  key() {
    return this.random.choose([
      [12, () => this.random.pick(PLAIN_KEYS)],
      [3, () => this.random.pick(ODD_KEYS)],
      [0.03, () => this.random.pick(INHERITED)],
    ]);
  }

  number() {
    return this.random.choose([
      [8, () => this.random.pick(NUMBERS)],
      [1, () => this.random.pick(RARE_NUMBERS)],
      [2, () => this.random.below(100) - 20],
      [1, () => (this.random.next() - 0.5) * 10 ** (this.random.below(44) - 22)],
    ]);
  }

  text() {
    return this.random.choose([
      [10, () => this.random.pick(TEXTS)],
      [2, () => this.random.pick(TEXTS) + this.random.pick(TEXTS)],
      [1, () => String.fromCharCode(...this.random.list(1, 4, () => this.unit()))],
    ]);
  }

  /** A UTF-16 code unit, of the ranges where something happens more often than of others. */
  unit() {
    const [first, size] = this.random.pick(
      /** @type {const} */ ([
        [0, 0x80],
        [0x80, 0x500],
        [0x1e00, 0x500],
        [0x2c00, 0x100],
        [0xa640, 0x200],
        [0xd800, 0x800],
        [0xfb00, 0x50],
        [0xff00, 0x60],
        [0, 0x10000],
      ]),
    );
    return first + this.random.below(size);
  }

  /** @param {number} depth @returns {Json} */
  value(depth) {
    const { random } = this;
    const nested = depth > 0 ? 1 : 0;
    return random.choose(
      /** @type {[number, () => Json][]} */ ([
        [4, () => this.text()],
        [3, () => this.number()],
        [1, () => random.chance(0.5)],
        [1, () => null],
        [3 * nested, () => this.object(depth - 1)],
        [3 * nested, () => this.list(depth - 1)],
      ]),
    );
  }

  /** @param {number} depth @returns {Json[]} */
  list(depth) {
    const { random } = this;
    // Lists of like elements are what mappings loop over.
    if (random.chance(0.5)) return random.list(0, 4, () => this.object(depth));
    return random.list(0, 4, () => this.value(depth));
  }

  /** @param {number} depth */
  object(depth) {
    return fromEntries(this.random.list(0, 5, () => [this.key(), this.value(depth)]));
  }

  event() {
    const { random } = this;
    if (random.chance(0.002)) return this.deep();
    return fromEntries(random.list(0, 8, () => [this.key(), this.value(4)]));
  }

  /** A narrow event of many levels. */
  deep() {
    let value = this.value(1);
    for (let level = this.random.below(200); level > 0; level--) {
      value = this.random.chance(0.5) ? [value] : { a: value };
    }
    return { a: value };
  }

  /**
   * A path, mostly to something that is there.
   *
   * @param {Json} data
   */
  path(data) {
    const { random } = this;
    /** @type {(string | number)[]} */
    const keys = [];
    let value = data;
    for (let step = random.below(4); step >= 0; step--) {
      const known = Array.isArray(value) || isObject(value) ? Object.keys(value) : ["0", "length"];
      const key = known.length && random.chance(0.85) ? random.pick(known) : this.key();
      keys.push(key);
      value = /** @type {any} */ (value)?.[key] ?? null;
    }
    const path = keys.map((key, place) => this.step(String(key), place)).join("");
    if (random.chance(0.03)) return this.spoil(path);
    return random.choose([
      [5, () => path],
      [5, () => `$.${path}`],
      [0.5, () => random.pick(["", ".", "..", "$", "$.", "$..a", "a$.b", " ", "$.$.a", "]["])],
    ]);
  }

  /** @param {string} key @param {number} place */
  step(key, place) {
    const dot = place === 0 ? "" : ".";
    return this.random.choose([
      [8, () => dot + key],
      [1, () => `['${key}']`],
      [1, () => `["${key}"]`],
      [1, () => `[${key}]`],
      [0.3, () => `.[${key}]`],
      [0.3, () => `[${key}`],
      [0.3, () => `${dot}'${key}'`],
    ]);
  }

  /** A text with one character more or less. @param {string} text */
  spoil(text) {
    const place = this.random.below(text.length + 1);
    const extra = this.random.pick([..."[].'\"$@{}|% \u00a0\ud800", ""]);
    return text.slice(0, place) + extra + text.slice(place + this.random.below(2));
  }
}
