import type { FoundRecord } from "./records.js";

/** More than any event may have by far: what is longer has lost its line end, and must not fill the memory. */
export const MAX_RECORD_BYTES = 16 * 1024 * 1024;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** A record that comes in pieces. */
export class Pieces {
  #pieces: Buffer[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#bytes += bytes.length;
    if (this.#bytes <= MAX_RECORD_BYTES) this.#pieces.push(bytes);
    else this.#pieces = [];
  }

  /** The whole record; it starts with nothing after that. */
  take(line: number): FoundRecord {
    const [pieces, bytes] = [this.#pieces, this.#bytes];
    this.#pieces = [];
    this.#bytes = 0;
    if (bytes > MAX_RECORD_BYTES)
      return { text: "", line, problem: `more than ${MAX_RECORD_BYTES / 1024 / 1024} MB long` };
    const [first = Buffer.alloc(0)] = pieces;
    try {
      return { text: decoder.decode(pieces.length > 1 ? Buffer.concat(pieces) : first), line };
    } catch {
      return { text: "", line, problem: "not UTF-8 text" };
    }
  }
}
