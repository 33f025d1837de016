// Events out of a stream of bytes: one a line (NDJSON), in a JSON array, or one after the other. Memory holds one event,
// not the file.

import { MAX_RECORD_BYTES, Pieces } from "./pieces.js";
import { Values } from "./values.js";

/** An event as it stands in its file, or why there is none. */
export interface FoundRecord {
  text: string;
  /** Where it begins, from 1. */
  line: number;
  /** Why it can't be used. */
  problem?: string;
}

/** Takes bytes, gives records. */
export interface Splitter {
  push(bytes: Buffer): FoundRecord[];
  end(): FoundRecord[];
}

const NEWLINE = 10;
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** One record a line. A spoilt line costs that line. */
class Lines implements Splitter {
  readonly #pieces = new Pieces();
  #line = 1;

  push(bytes: Buffer): FoundRecord[] {
    const found: FoundRecord[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      this.#pieces.add(bytes.subarray(from, end));
      this.#take(found);
      this.#line += 1;
      from = end + 1;
    }
    this.#pieces.add(bytes.subarray(from));
    return found;
  }

  end(): FoundRecord[] {
    const found: FoundRecord[] = [];
    this.#take(found);
    return found;
  }

  #take(found: FoundRecord[]): void {
    const record = this.#pieces.take(this.#line);
    if (record.problem !== undefined || record.text.trim() !== "") found.push(record);
  }
}

/** Finds out which of the forms it is. */
export class Records implements Splitter {
  #head = Buffer.alloc(0);
  #splitter: Splitter | undefined;

  push(bytes: Buffer): FoundRecord[] {
    if (this.#splitter !== undefined) return this.#splitter.push(bytes);
    this.#head = Buffer.concat([this.#head, bytes]);
    const isLong = this.#head.length > MAX_RECORD_BYTES;
    this.#splitter = isLong ? new Lines() : splitterFor(this.#head, false);
    return this.#splitter?.push(this.#release()) ?? [];
  }

  end(): FoundRecord[] {
    if (this.#splitter !== undefined) return this.#splitter.end();
    const splitter = splitterFor(this.#head, true) ?? new Lines();
    return [...splitter.push(this.#release()), ...splitter.end()];
  }

  #release(): Buffer {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    return head;
  }
}

/** The form that a file begins in, as soon as it can be told. */
function splitterFor(head: Buffer, isWhole: boolean): Splitter | undefined {
  const text = head.toString("utf8").replace(/^\ufeff/, "");
  if (text.trimStart().startsWith("[")) return new Values();
  const lines = text.split("\n");
  // The last one may go on.
  const whole = (isWhole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== "");
  const [first, second] = whole;
  if (first !== undefined && isJson(first)) return new Lines();
  if (second === undefined && !isWhole) return undefined;
  // A first line that is broken and a second one that is not: lines. Otherwise one event over several lines.
  return second !== undefined && isJson(second) ? new Lines() : new Values();
}
