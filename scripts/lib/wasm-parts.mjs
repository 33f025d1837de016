// What takes the space in a wasm file: its sections and, by their names, its functions.

import { readFileSync } from "node:fs";

/** @typedef {{ name: string, bytes: number }} Part */

const SECTIONS = [
  ...["custom", "type", "import", "function", "table", "memory", "global", "export", "start"],
  ...["element", "code", "data", "data count", "tag"],
];
const CODE = 10;
const IMPORT = 2;
const FUNCTION_KIND = 0;

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
    if (kind !== 1) continue;
    for (let left = content.number(); left > 0; left -= 1) {
      names.set(content.number(), content.text());
    }
  }
  return names;
}

/**
 * The sections and functions of a wasm file, the largest first. Functions have names if the file still has its own.
 *
 * @param {string} file
 * @returns {{ sections: Part[], functions: Part[] }}
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
    const name = kind === 0 ? new Reader(content).text() : (SECTIONS[kind] ?? String(kind));
    sections.push({ name, bytes: content.length });
    if (kind === IMPORT) imported = importedFunctions(content);
    if (kind === CODE) {
      const code = new Reader(content);
      for (let left = code.number(); left > 0; left -= 1) {
        functions.push({ name: "", bytes: code.take(code.number()).length });
      }
    }
    if (name === "name") {
      const custom = new Reader(content);
      custom.text();
      names = functionNames(content.subarray(custom.at));
    }
  }
  for (const [index, part] of functions.entries()) {
    part.name = names.get(imported + index) ?? `function ${imported + index}`;
  }
  const largest = (/** @type {Part} */ one, /** @type {Part} */ other) => other.bytes - one.bytes;
  return { sections: sections.sort(largest), functions: functions.sort(largest) };
}
