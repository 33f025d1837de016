// A wasm file in two parts: the first is wasm that runs, in which functions trap that are not needed at once; the second
// brings their code. Put together, they are the file, byte for byte.

export type Bytes = Uint8Array<ArrayBuffer>;

/** The magic number and the version. */
const HEADER_BYTES = 8;
const CODE_SECTION = 10;
/** A function that only traps: its size, no locals, `unreachable`, `end`. */
const TRAP = Uint8Array.of(3, 0, 0, 0x0b);

interface Parts {
  first: Bytes;
  rest: Bytes;
}

/** Takes the code of the functions out of which `isNeeded` says no by their number in the file, imports not counted. */
export function split(wasm: Bytes, isNeeded: (number: number) => boolean): Parts {
  const { before, functions, after } = read(wasm);
  const isLeftOut = (code: Bytes, number: number) => !isNeeded(number) || isTrap(code);
  const rest = concat(functions.filter(isLeftOut));
  const kept = functions.map((code, number) => (isLeftOut(code, number) ? TRAP : code));
  return { first: write(before, kept, after), rest };
}

/**
 * The whole file again.
 *
 * @throws {RangeError} if the parts are not of one file
 */
export function join({ first, rest }: Parts): Bytes {
  const { before, functions, after } = read(first);
  const reader = new Reader(rest);
  const all = functions.map((code) => (isTrap(code) ? reader.sized() : code));
  if (reader.at !== rest.length) throw new RangeError("the wasm goes on after its end");
  return write(before, all, after);
}

const isTrap = (code: Bytes) =>
  code.length === TRAP.length && TRAP.every((byte, at) => code[at] === byte);

/** The code of the functions, each with its size in front, and what stands around the section of them. */
function read(wasm: Bytes) {
  const reader = new Reader(wasm, HEADER_BYTES);
  while (reader.byte() !== CODE_SECTION) reader.sized();
  const before = wasm.subarray(0, reader.at);
  const end = reader.number() + reader.at;
  const functions = Array.from({ length: reader.number() }, () => reader.sized());
  return { before, functions, after: wasm.subarray(end) };
}

function write(before: Bytes, functions: Bytes[], after: Bytes): Bytes {
  const section = concat([number(functions.length), ...functions]);
  return concat([before, number(section.length), section, after]);
}

class Reader {
  readonly #bytes: Bytes;
  at: number;

  constructor(bytes: Bytes, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.#bytes[this.at++];
    if (byte === undefined) throw new RangeError("the wasm ends too early");
    return byte;
  }

  /** An unsigned number in LEB128. */
  number(): number {
    let number = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = this.byte();
      number += (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    return number;
  }

  /** As many bytes as the number says that they begin with; and the number. */
  sized(): Bytes {
    const start = this.at;
    const size = this.number();
    this.at += size;
    if (this.at > this.#bytes.length) throw new RangeError("the wasm ends too early");
    return this.#bytes.subarray(start, this.at);
  }
}

/** A number in LEB128. */
function number(value: number): Bytes {
  const bytes: number[] = [];
  for (let left = value; ; left >>>= 7) {
    if (left < 0x80) return Uint8Array.of(...bytes, left);
    bytes.push((left & 0x7f) | 0x80);
  }
}

function concat(parts: Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
