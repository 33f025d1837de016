import { Pieces } from "./pieces.js";
import type { FoundRecord, Splitter } from "./records.js";

const [NEWLINE, QUOTE, COMMA, BACKSLASH] = [10, 34, 44, 92] as const;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125] as const;

/** Blanks of JSON, and the bytes of a byte order mark. */
const isBlank = (byte: number): boolean =>
  byte === 32 || (byte >= 9 && byte <= 13) || byte === 0xef || byte === 0xbb || byte === 0xbf;

/** JSON values one after the other, however they are laid out, or the elements of a list. */
export class Values implements Splitter {
  readonly #pieces = new Pieces();
  #found: FoundRecord[] = [];
  #line = 1;
  #begin = 1;
  #depth = 0;
  #isInList = false;
  #isInValue = false;
  #isInString = false;
  #isEscaped = false;

  push(bytes: Buffer): FoundRecord[] {
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === NEWLINE) this.#line += 1;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === QUOTE) this.#isInString = false;
        continue;
      }
      if (!this.#isInValue) {
        if (!this.#begins(byte)) continue;
        this.#isInValue = true;
        this.#begin = this.#line;
        from = at;
      }
      if (byte === QUOTE) this.#isInString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
      else if (this.#depth === 0) {
        // A value without brackets, such as a number: it ends before a comma, a bracket or the end of the line.
        if (byte !== COMMA && byte !== CLOSE_LIST && byte !== NEWLINE) continue;
        this.#finish(bytes.subarray(from, at));
        if (byte === CLOSE_LIST) this.#isInList = false;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        this.#depth -= 1;
        if (this.#depth === 0) this.#finish(bytes.subarray(from, at + 1));
      }
    }
    if (this.#isInValue) this.#pieces.add(bytes.subarray(from));
    return this.#release();
  }

  end(): FoundRecord[] {
    if (this.#isInValue) {
      const isCut = this.#depth > 0 || this.#isInString;
      this.#finish(Buffer.alloc(0));
      const last = this.#found.at(-1);
      if (isCut && last) last.problem = "the file ends in the middle of this event";
    } else if (this.#isInList) {
      const problem = "the file ends before its list does: events may be missing";
      this.#found.push({ text: "", line: this.#line, problem });
    }
    return this.#release();
  }

  /** Whether a value begins with this byte; brackets and commas of the list around are none. */
  #begins(byte: number): boolean {
    if (isBlank(byte)) return false;
    if (byte === OPEN_LIST && !this.#isInList) {
      this.#isInList = true;
      return false;
    }
    if (this.#isInList && byte === CLOSE_LIST) this.#isInList = false;
    else if (!this.#isInList || byte !== COMMA) return true;
    return false;
  }

  #finish(bytes: Buffer): void {
    this.#pieces.add(bytes);
    this.#found.push(this.#pieces.take(this.#begin));
    this.#isInValue = false;
    this.#isInString = false;
    this.#depth = 0;
  }

  #release(): FoundRecord[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }
}
