import { appendFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, messageOf, Stop } from "../exit.js";
import type { Source } from "../input.js";
import type { Progress } from "../progress.js";
import { inDigits, tell } from "../terminal.js";
import { prepare } from "./prepare.js";
import { BatchRefused, send, type Target } from "./send.js";
import type { Counts, State } from "./state.js";

const BATCH_EVENTS = 100;
/** The Worker takes 500 KB in one request. */
const BATCH_BYTES = 400_000;

/** How a run is to go. */
export interface RunOptions {
  /** Events a second, at most. */
  rate: number;
  /** Send nothing, write nothing. */
  dryRun?: true;
}

const NOTHING: Counts = { sent: 0, refused: 0, switchedOff: 0, withoutTime: 0 };

/** An event that is to be sent, and where it stands. */
interface Waiting {
  file: string;
  line: number;
  text: string;
}

/** One run over the files. */
export class Run {
  readonly #state: State;
  readonly #target: Target;
  readonly #options: RunOptions;
  readonly #bar: Progress;
  readonly #dryCounts = { ...NOTHING };
  #batch: Waiting[] = [];
  #bytes = 0;
  #refused: string[] = [];
  #counts = { ...NOTHING };
  #nextAt = 0;
  /** What was read for records that are not settled yet. */
  #bytesRead = 0;

  constructor(state: State, target: Target, options: RunOptions, bar: Progress) {
    this.#state = state;
    this.#target = target;
    this.#options = options;
    this.#bar = bar;
  }

  get counts(): Counts {
    return this.#options.dryRun ? this.#dryCounts : this.#state.counts;
  }

  get refusedFile(): string {
    return `${this.#state.file}.refused.ndjson`;
  }

  async file(index: number, { name, records }: Source, print: string): Promise<void> {
    const settled = this.#options.dryRun ? 0 : this.#state.settled(index);
    const most = Math.min(BATCH_EVENTS, this.#options.rate);
    let record = 0;
    // Bytes are told of before the records in them come: each has its share of them.
    let unread = 0;
    for await (const found of records((bytes) => {
      unread += bytes;
    })) {
      const each = unread / found.length;
      if (found.length > 0) unread = 0;
      for (const { text, line, problem } of found) {
        record += 1;
        this.#bytesRead += each;
        if (record <= settled) continue;
        const prepared =
          problem === undefined
            ? prepare(text, `${print}:${record}`)
            : { kind: "refused" as const, problem };
        if (prepared.kind === "refused") this.#refuse(name, line, prepared.problem, text);
        else if (prepared.kind === "switched-off") this.#counts.switchedOff += 1;
        else {
          const isFull = this.#bytes + prepared.bytes > BATCH_BYTES;
          if (isFull) await this.#settle(index, record - 1);
          this.#batch.push({ file: name, line, text: prepared.text });
          this.#bytes += prepared.bytes;
          this.#counts.sent += 1;
          if (!prepared.hasTime) this.#counts.withoutTime += 1;
        }
        if (this.#batch.length + this.#refused.length >= most) await this.#settle(index, record);
      }
    }
    await this.#settle(index, record);
  }

  #refuse(file: string, line: number, problem: string, text: string): void {
    this.#counts.refused += 1;
    if (this.#options.dryRun) tell(`${file}:${line}  ${problem}`);
    else this.#refused.push(`${JSON.stringify({ file, line, problem, text })}\n`);
  }

  /** Sends what has gathered, and takes note. */
  async #settle(index: number, record: number): Promise<void> {
    if (!this.#options.dryRun) {
      const { stopping } = this.#target;
      stopping.throwIfAborted();
      const batch = this.#batch;
      if (batch.length > 0) {
        await sleep(Math.max(0, this.#nextAt - Date.now()), undefined, { signal: stopping });
        this.#nextAt = Date.now() + (batch.length / this.#options.rate) * 1000;
        await this.#send(batch);
      }
      if (this.#refused.length > 0) await this.#keepRefused(this.#refused);
      await this.#state.settle(index, record, this.#counts);
      this.#bar.say(`${inDigits(this.counts.sent)} sent`);
    } else {
      for (const name of Object.keys(this.#counts) as (keyof Counts)[])
        this.#dryCounts[name] += this.#counts[name];
    }
    this.#bar.add(this.#bytesRead);
    this.#bytesRead = 0;
    [this.#batch, this.#refused, this.#counts, this.#bytes] = [[], [], { ...NOTHING }, 0];
  }

  /** Sends a batch; where the Worker refuses it, its halves, down to the event that it is about. */
  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      await send(
        batch.map(({ text }) => text),
        this.#target,
      );
    } catch (error) {
      if (!(error instanceof BatchRefused)) throw error;
      const [only, ...others] = batch;
      if (only === undefined) return;
      if (others.length === 0) {
        this.#counts.sent -= 1;
        this.#refuse(only.file, only.line, error.message, only.text);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.#send(batch.slice(0, middle));
      await this.#send(batch.slice(middle));
    }
  }

  async #keepRefused(lines: string[]): Promise<void> {
    try {
      await appendFile(this.refusedFile, lines.join(""));
    } catch (error) {
      throw new Stop(EXIT.input, `can't write ${this.refusedFile}: ${messageOf(error)}`);
    }
  }
}
