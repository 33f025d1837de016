// What is in a wasm file: its sections and, by their names, its functions.

import { appendFileSync, readFileSync } from "node:fs";

/**
 * @typedef {{ name: string, bytes: number }} Part
 * @typedef {Part & { index: number, code: Uint8Array }} WasmFunction
 */

const SECTIONS = [
  ...["custom", "type", "import", "function", "table", "memory", "global", "export", "start"],
  ...["element", "code", "data", "data count", "tag"],
];
const CUSTOM = 0;
const CODE = 10;
const IMPORT = 2;
const FUNCTION_KIND = 0;
const FUNCTION_NAMES = 1;

/** Reads the pieces of a wasm file one after the other. */
class Reader {
  #at;

  /** @param {Uint8Array} bytes @param {number} [at] */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.#at = at;
  }

  get at() {
    return this.#at;
  }

  get isAtEnd() {
    return this.#at >= this.bytes.length;
  }

  byte() {
    return this.bytes[this.#at++] ?? 0;
  }

  /** An unsigned LEB128 number. */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** @param {number} length */
  take(length) {
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }

  /** Limits of a table or memory. */
  limits() {
    const flags = this.number();
    this.number();
    if (flags & 1) this.number();
  }
}

/** @param {Uint8Array} section of imports @returns {number} how many of them are functions */
function importedFunctions(section) {
  const reader = new Reader(section);
  let functions = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === FUNCTION_KIND) functions += 1;
    if (kind === 0 || kind === 4) reader.number();
    if (kind === 1) reader.byte();
    if (kind === 1 || kind === 2) reader.limits();
    if (kind === 3) reader.take(2);
  }
  return functions;
}

/** @param {Uint8Array} section the content of the `name` section @returns {Map<number, string>} */
function functionNames(section) {
  const reader = new Reader(section);
  const names = new Map();
  while (!reader.isAtEnd) {
    const kind = reader.byte();
    const content = new Reader(reader.take(reader.number()));
    if (kind !== FUNCTION_NAMES) continue;
    for (let left = content.number(); left > 0; left -= 1) {
      names.set(content.number(), content.text());
    }
  }
  return names;
}

/**
 * The sections and functions of a wasm file. Functions have names if the file still has its own.
 *
 * @param {string} file
 * @returns {{ sections: Part[], functions: WasmFunction[] }}
 */
export function wasmParts(file) {
  const reader = new Reader(readFileSync(file), 8);
  const sections = [];
  const functions = [];
  let imported = 0;
  /** @type {Map<number, string>} */
  let names = new Map();
  while (!reader.isAtEnd) {
    const kind = reader.byte();
    const content = reader.take(reader.number());
    const name = kind === CUSTOM ? new Reader(content).text() : (SECTIONS[kind] ?? String(kind));
    sections.push({ name, bytes: content.length });
    if (kind === IMPORT) imported = importedFunctions(content);
    if (kind === CODE) {
      const all = new Reader(content);
      for (let left = all.number(); left > 0; left -= 1) {
        const code = all.take(all.number());
        functions.push({ name: "", bytes: code.length, index: imported + functions.length, code });
      }
    }
    if (name === "name") {
      const custom = new Reader(content);
      custom.text();
      names = functionNames(content.subarray(custom.at));
    }
  }
  for (const one of functions) one.name = names.get(one.index) ?? `function ${one.index}`;
  return { sections, functions };
}

/** An unsigned LEB128 number. @param {number} value @returns {number[]} */
const number = (value) =>
  value < 128 ? [value] : [(value % 128) + 128, ...number(Math.floor(value / 128))];

/** Bytes, and before them how many they are. @param {Iterable<number>} bytes */
function counted(bytes) {
  const list = [...bytes];
  return [...number(list.length), ...list];
}

/** Gives the functions of a wasm file that has no names new ones. @param {string} file @param {Map<number, string>} names */
export function nameFunctions(file, names) {
  const inOrder = [...names].sort(([one], [other]) => one - other);
  const list = inOrder.flatMap(([index, name]) => [
    ...number(index),
    ...counted(Buffer.from(name)),
  ]);
  const section = [
    ...counted(Buffer.from("name")),
    FUNCTION_NAMES,
    ...counted([...number(names.size), ...list]),
  ];
  appendFileSync(file, Buffer.from([CUSTOM, ...counted(section)]));
}
