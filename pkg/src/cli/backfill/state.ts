// How far a backfill has come, in a file beside the events: whoever is stopped goes on where it was.

import { createHash } from "node:crypto";
import { open, readFile, rename, writeFile } from "node:fs/promises";
import { EXIT, messageOf, Stop } from "../exit.js";

/** What came of the records so far. */
export interface Counts {
  sent: number;
  refused: number;
  switchedOff: number;
  withoutTime: number;
}

interface Saved {
  version: 1;
  to: string;
  /** What tells these files from others, in their order. */
  files: string[];
  /** Records that are settled, of each file. */
  settled: number[];
  counts: Counts;
  startedAt: string;
  finishedAt?: string;
}

/** Kept on disk after every batch that the Worker took. */
export class State {
  readonly file: string;
  readonly #saved: Saved;
  readonly isResumed: boolean;

  private constructor(file: string, saved: Saved, isResumed: boolean) {
    this.file = file;
    this.#saved = saved;
    this.isResumed = isResumed;
  }

  /**
   * The state of an earlier run over the same files to the same place, or a new one.
   *
   * @throws {Stop} if the file tells of other files, another place, or a run that is complete.
   */
  static async open(file: string, to: string, files: string[], restart: boolean): Promise<State> {
    const text = await readFile(file, "utf8").catch((error) => {
      if (error.code === "ENOENT") return undefined;
      throw new Stop(EXIT.input, `can't read ${file}: ${messageOf(error)}`);
    });
    if (text === undefined || restart) {
      const counts = { sent: 0, refused: 0, switchedOff: 0, withoutTime: 0 };
      const settled = files.map(() => 0);
      const startedAt = new Date().toISOString();
      return new State(file, { version: 1, to, files, settled, counts, startedAt }, false);
    }
    const saved = parse(file, text);
    const problem = problemOf(saved, to, files);
    if (problem !== undefined)
      throw new Stop(
        EXIT.input,
        `${file} ${problem}; --restart begins anew, --state names another file`,
      );
    return new State(file, saved, true);
  }

  get counts(): Counts {
    return this.#saved.counts;
  }

  /** How many records of a file are settled. */
  settled(index: number): number {
    return this.#saved.settled[index] ?? 0;
  }

  /** Takes note of what was settled, and returns when it is on disk. */
  async settle(index: number, records: number, counts: Counts): Promise<void> {
    this.#saved.settled[index] = records;
    for (const name of Object.keys(counts) as (keyof Counts)[])
      this.#saved.counts[name] += counts[name];
    await this.#save();
  }

  async finish(): Promise<void> {
    this.#saved.finishedAt = new Date().toISOString();
    await this.#save();
  }

  /** A whole file takes the place of the old one: a kill in between leaves one of the two. */
  async #save(): Promise<void> {
    const fresh = `${this.file}.new`;
    try {
      await writeFile(fresh, `${JSON.stringify(this.#saved, undefined, 2)}\n`, { flush: true });
      await rename(fresh, this.file);
    } catch (error) {
      throw new Stop(EXIT.input, `can't write ${this.file}: ${messageOf(error)}`);
    }
  }
}

function parse(file: string, text: string): Saved {
  try {
    const saved = JSON.parse(text);
    if (saved.version === 1 && Array.isArray(saved.files) && Array.isArray(saved.settled))
      return saved;
  } catch {
    // Said below.
  }
  throw new Stop(EXIT.input, `${file} is no state of a backfill; --state names another file`);
}

function problemOf(saved: Saved, to: string, files: string[]): string | undefined {
  if (saved.to !== to) return `tells of a backfill to ${saved.to}`;
  if (JSON.stringify(saved.files) !== JSON.stringify(files))
    return "tells of other files, or of these before they were changed";
  if (saved.finishedAt) return `says that all was sent at ${saved.finishedAt}`;
  return undefined;
}

/** What tells a file from others: its size and its beginning, not its name. */
export async function fingerprint(name: string): Promise<string> {
  const file = await open(name);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
    const hash = createHash("sha256").update(`${size}\0`).update(buffer.subarray(0, bytesRead));
    return hash.digest("hex").slice(0, 32);
  } finally {
    await file.close();
  }
}
