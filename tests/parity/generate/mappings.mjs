// Mappings with every directive: valid ones, and valid ones with something wrong put into them.

import { Events } from "./events.mjs";
import { define, fromEntries, isObject } from "./json.mjs";
import { Liquid } from "./liquid.mjs";
import { Templates } from "./templates.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {import("./json.mjs").Json} Json
 */

const ROOT_DIRECTIVE = "__segment_internal_directive";

export const DIRECTIVES = [
  ...["@path", "@template", "@literal", "@if", "@case", "@replace", "@arrayPath", "@flatten"],
  ...["@json", "@merge", "@transform", "@excludeWhenNull", "@liquid"],
];

/** Names that are nearly directives. */
const NO_DIRECTIVES = ["@bogus", "@Path", "@", "@pth", "@Case", "path", "@if ", "@\ud800"];

const FIELDS = ["a", "b", "c", "name", "amount", "0", "10", "x y", "é", "_metadata", "mapping"];

/** Keys of options, to be put where they don't belong. */
const OPTIONS = [
  ...["exists", "blank", "then", "else", "operator", "value", "pattern", "replacement", "pattern2"],
  ...["replacement2", "ignorecase", "global", "separator", "omitArrays", "mode", "direction"],
  ...["objects", "apply", "mapping", "_metadata", "extra", "@path"],
];

export class Mappings {
  /** @param {Random} random @param {Json} event */
  constructor(random, event) {
    this.random = random;
    this.event = event;
    this.events = new Events(random);
    this.templates = new Templates(random, event);
    /** @type {Record<string, (depth: number) => Json>} */
    this.arguments = {
      "@path": (depth) => this.textOr(depth, () => this.path()),
      "@template": (depth) => this.textOr(depth, () => this.templates.template()),
      "@literal": (depth) => this.value(depth),
      "@if": (depth) => this.if(depth),
      "@case": (depth) => this.case(depth),
      "@replace": (depth) => this.replace(depth),
      "@arrayPath": (depth) => this.arrayPath(depth),
      "@flatten": (depth) => this.flatten(depth),
      "@json": (depth) => this.json(depth),
      "@merge": (depth) => this.merge(depth),
      "@transform": (depth) => this.transform(depth),
      "@excludeWhenNull": (depth) => this.value(depth),
      "@liquid": () => new Liquid(random, event).text(),
    };
  }

  /** A whole mapping. @returns {Json} */
  mapping() {
    const { random } = this;
    const mapping = random.choose(
      /** @type {[number, () => Json][]} */ ([
        [10, () => this.object(4, 1)],
        [3, () => this.directive(4)],
        [1, () => this.rooted()],
        [0.2, () => this.events.value(2)],
      ]),
    );
    if (random.chance(0.7)) return mapping;
    return this.spoil(mapping);
  }

  /** A mapping with a root directive. */
  rooted() {
    const { random } = this;
    const root = random.choose(
      /** @type {[number, () => Json][]} */ ([
        [6, () => this.directive(3)],
        [3, () => ({ "@transform": { apply: this.object(2) } })],
        [1, () => this.value(2)],
      ]),
    );
    const mapping = this.object(2);
    return random.chance(0.5)
      ? { [ROOT_DIRECTIVE]: root, ...mapping }
      : { ...mapping, [ROOT_DIRECTIVE]: root };
  }

  /** Anything that can stand in a mapping. @param {number} depth @returns {Json} */
  value(depth) {
    const { random } = this;
    const nested = depth > 0 ? 1 : 0;
    return random.choose(
      /** @type {[number, () => Json][]} */ ([
        [3, () => this.events.value(1)],
        [8, () => this.directive(depth)],
        [2 * nested, () => this.object(depth - 1)],
        [2 * nested, () => random.list(0, 3, () => this.value(depth - 1))],
      ]),
    );
  }

  /** @param {number} depth @param {number} [least] @returns {{ [key: string]: Json }} */
  object(depth, least = 0) {
    const { random } = this;
    return fromEntries(
      random.list(least, 3, () => [
        random.chance(0.9) ? random.pick(FIELDS) : this.events.key(),
        this.value(depth - 1),
      ]),
    );
  }

  /** @param {number} depth @returns {{ [key: string]: Json }} */
  directive(depth) {
    const { random } = this;
    const name = random.choose(
      /** @type {[number, () => string][]} */ ([
        [5, () => "@path"],
        [2, () => "@template"],
        [depth > 0 ? 10 : 0, () => random.pick(DIRECTIVES)],
      ]),
    );
    const directive = { [name]: this.arguments[name]?.(depth - 1) ?? null };
    return random.chance(0.02) ? { ...directive, _metadata: { label: "x" } } : directive;
  }

  path() {
    return this.events.path(this.event);
  }

  /** A text, or a directive in its place. @param {number} depth @param {() => string} text @returns {Json} */
  textOr(depth, text) {
    return depth > 0 && this.random.chance(0.1) ? this.directive(depth) : text();
  }

  /**
   * An object of options, each there as often as its probability says.
   *
   * @param {Record<string, [number, () => Json]>} options
   */
  options(options) {
    const there = Object.entries(options).filter(([, [chance]]) => this.random.chance(chance));
    return fromEntries(there.map(([key, [, make]]) => [key, make()]));
  }

  /** @param {number} depth */
  if(depth) {
    const value = () => this.value(depth);
    const [exists, blank] = this.random.pick(
      /** @type {const} */ ([
        [1, 0],
        [0, 1],
        [0.7, 0.7],
      ]),
    );
    return this.options({
      exists: [exists, value],
      blank: [blank, value],
      // biome-ignore lint/suspicious/noThenProperty: the mapping language calls it so
      then: [0.9, value],
      else: [0.7, value],
    });
  }

  /** @param {number} depth */
  case(depth) {
    const { random } = this;
    return this.options({
      operator: [0.98, () => random.pick(["lower", "upper", "lower", "upper", "LOWER", "", "x"])],
      value: [0.98, () => this.textValue(depth)],
    });
  }

  /** @param {number} depth @returns {Json} */
  textValue(depth) {
    return this.random.chance(0.3) ? this.events.text() : this.directive(depth);
  }

  /** A short text. */
  pattern() {
    const { random } = this;
    return random.choose([
      [6, () => random.pick([..."aAbx.-,s $5é", "ab", "str", " ", "Σ", "σ", "ß", "K", "\n"])],
      [2, () => this.events.text().slice(0, 1 + random.below(10))],
      [2, () => random.pick([".*", "\\d", "^a", "$&", "[a]", "a|b", "(", "\ud83d", "😀"])],
      [1, () => String.fromCharCode(this.events.unit())],
      [0.3, () => "x".repeat(9 + random.below(4))],
    ]);
  }

  replacement() {
    const { random } = this;
    return random.choose([
      [5, () => random.pick(["", "-", "X", "aa", "é"])],
      [
        4,
        () => random.pick(["$&$&", "$$", "$`", "$'", "$1", "$<x>", "$", "a$&b$'c", "$$$&", "$0"]),
      ],
      [1, () => this.pattern()],
    ]);
  }

  /** @param {number} depth */
  replace(depth) {
    const { random } = this;
    const flag = () => random.chance(0.5);
    return this.options({
      value: [0.98, () => this.textValue(depth)],
      pattern: [0.98, () => this.pattern()],
      replacement: [0.8, () => this.replacement()],
      pattern2: [0.2, () => this.pattern()],
      replacement2: [0.15, () => this.replacement()],
      ignorecase: [0.4, flag],
      global: [0.3, flag],
    });
  }

  /** @param {number} depth @returns {Json} */
  arrayPath(depth) {
    const { random } = this;
    const source = this.textOr(depth, () => this.path());
    return random.choose(
      /** @type {[number, () => Json][]} */ ([
        [2, () => [source]],
        [6, () => [source, this.object(depth, 1)]],
        [3, () => [source, this.directive(depth)]],
        [1, () => [source, this.value(depth)]],
        [0.2, () => [source, this.value(depth), this.value(0)]],
      ]),
    );
  }

  /** @param {number} depth */
  flatten(depth) {
    const { random } = this;
    return this.options({
      separator: [0.98, () => random.pick([".", "_", "--", "é", " "])],
      value: [0.98, () => this.value(depth)],
      omitArrays: [0.3, () => random.pick([true, false, 1, "", "x", {}])],
    });
  }

  /** @param {number} depth */
  json(depth) {
    const { random } = this;
    const mode = () => random.pick(["encode", "decode", "encode", "decode", "ENCODE", "Decode"]);
    return this.options({ mode: [0.98, mode], value: [0.98, () => this.value(depth)] });
  }

  /** @param {number} depth */
  merge(depth) {
    const { random } = this;
    const object = () =>
      random.choose(
        /** @type {[number, () => Json][]} */ ([
          [5, () => this.directive(depth)],
          [4, () => this.object(depth)],
          [0.1, () => this.value(depth)],
        ]),
      );
    return this.options({
      direction: [0.98, () => random.pick(["left", "right", "left", "right", "Left", "RIGHT"])],
      objects: [0.99, () => random.list(0, 3, object)],
    });
  }

  /** @param {number} depth */
  transform(depth) {
    const { random } = this;
    const mapping = () => (random.chance(0.6) ? this.object(depth, 1) : this.directive(depth));
    const apply = () => (random.chance(0.05) ? this.rooted() : mapping());
    return this.options({ apply: [0.99, apply], mapping: [0.99, mapping] });
  }

  /** A mapping with one to three things wrong or odd in it. @param {Json} mapping @returns {Json} */
  spoil(mapping) {
    const { random } = this;
    const copy = [structuredClone(mapping)];
    for (let times = random.list(1, 3, () => 0).length; times > 0; times--) {
      const places = slots(copy);
      const [holder, key] = random.pick(places);
      const value = /** @type {any} */ (holder)[key];
      random.choose([
        [3, () => set(holder, key, this.events.value(1))],
        [1, () => set(holder, key, null)],
        [2, () => set(holder, key, this.value(1))],
        [2, () => set(holder, key, [value])],
        [1, () => set(holder, key, { "@literal": value })],
        [1, () => set(holder, key, { "@literal": { x: value } })],
        [1, () => set(holder, key, { "@excludeWhenNull": { x: value } })],
        [2, () => this.rename(holder, key)],
        [2, () => isObject(value) && set(value, random.pick(OPTIONS), this.value(1))],
        [1, () => isObject(value) && set(value, random.pick(DIRECTIVES), this.value(1))],
        [1, () => isObject(holder) && delete holder[key]],
        [0.3, () => typeof value === "string" && set(holder, key, this.events.spoil(value))],
      ]);
    }
    return /** @type {Json} */ (copy[0] ?? null);
  }

  /** Another name for a member, in its place. @param {Json[] | { [key: string]: Json }} holder @param {string} key */
  rename(holder, key) {
    if (!isObject(holder)) return;
    const { random } = this;
    const name = key.startsWith("@")
      ? random.pick([...DIRECTIVES, ...NO_DIRECTIVES])
      : random.pick([...OPTIONS, ...NO_DIRECTIVES]);
    const entries = Object.entries(holder);
    for (const [other, value] of entries) {
      delete holder[other];
      set(holder, other === key ? name : other, value);
    }
  }
}

/** @param {Json[] | { [key: string]: Json }} holder @param {string} key @param {Json} value */
function set(holder, key, value) {
  define(holder, key, value);
}

/**
 * Every place in a value that holds a value.
 *
 * @param {Json[] | { [key: string]: Json }} holder
 * @returns {[Json[] | { [key: string]: Json }, string][]}
 */
function slots(holder) {
  return Object.keys(holder).flatMap((key) => {
    const value = /** @type {any} */ (holder)[key];
    /** @type {[Json[] | { [key: string]: Json }, string]} */
    const slot = [holder, key];
    return typeof value === "object" && value !== null ? [slot, ...slots(value)] : [slot];
  });
}
