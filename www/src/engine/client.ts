// The page's side of the engine, a Web Worker.

import type { Action } from "friendbuy-edge";
import { beginning, whole } from "./core";
import type { Answers, FromEngine, Kind, Questions, Sample, ToEngine } from "./messages";

/** Loading it, on a slow connection. */
const START_MILLIS = 30_000;
/** 1,000 events take a fraction of this. */
const ANSWER_MILLIS = 4_000;

/** Before the whole core is loaded, with nothing to do. */
const PAUSE_MILLIS = 50;

/** What somebody who types waits for. */
const URGENT = ["format", "review"] as const satisfies Kind[];
/** What the beginning of the core suffices for, but for what is rare. */
const EARLY: ReadonlySet<Kind> = new Set([...URGENT, "modes", "paths", "read", "rows"]);

/** Why there is no answer. */
export type Trouble = "not-loaded" | "too-slow" | "crashed";

export interface Listener {
  ready(catalogue: Action[]): void;
}

interface Asked {
  kind: Kind;
  question: Questions[Kind];
  resolve(answer: Answers[Kind] | undefined): void;
  reject(trouble: Trouble): void;
}

/** An engine that can be asked. */
interface Started {
  worker: Worker;
  catalogue: Action[];
  isWhole: boolean;
}

async function started(isWhole: boolean): Promise<Started> {
  // Its code loads beside the core.
  const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const catalogue = new Promise<Action[]>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromEngine>) => {
      if (data.type === "ready") resolve(data.catalogue);
    };
    worker.onerror = reject;
    timer = setTimeout(reject, START_MILLIS);
    const core = isWhole ? whole() : beginning();
    core.then((module) => post(worker, { type: "wasm", module, isWhole }), reject);
  });
  try {
    return { worker, catalogue: await catalogue, isWhole };
  } catch (error) {
    worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

const post = (worker: Worker, message: ToEngine) => worker.postMessage(message);

/**
 * Answers questions one after the other, those that somebody waits for first. Of each kind the newest counts: one that
 * waits is dropped when the next of its kind comes. An engine that does not answer in time is replaced, and its question
 * has failed.
 *
 * The first engine has the beginning of the core. One with the whole takes its place later, and all that it can't answer.
 */
export class Engine {
  /** The events that questions are about. They cross to the engine once, not with every question. */
  samples: readonly Sample[] = [];
  #sent: readonly Sample[] | undefined;

  readonly #listener: Listener;
  #engine: Started | undefined;
  /** Takes the place of the engine as soon as that has answered. */
  #successor: Started | undefined;
  #isStarting = false;
  #needsWhole = false;
  #current: Asked | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  readonly #waiting = new Map<Kind, Asked>();

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#work();
  }

  /**
   * @returns The answer, or `undefined` when a newer question of the kind came first.
   * @throws {Trouble} (as a rejection)
   */
  ask<K extends Kind>(kind: K, question: Questions[K]): Promise<Answers[K] | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.get(kind)?.resolve(undefined);
      this.#waiting.delete(kind); // so that it goes to the end
      // The answer to a question of a kind is of that kind; the map can't say so.
      this.#waiting.set(kind, { kind, question, resolve: resolve as Asked["resolve"], reject });
      this.#needsWhole ||= !EARLY.has(kind);
      this.#work();
    });
  }

  /** Loads the whole core, beside whatever is asked. */
  complete(): void {
    this.#needsWhole = true;
    this.#work();
  }

  #work(): void {
    if (this.#current) return;
    if (this.#successor) this.#takeOver(this.#successor);
    const kind = [...URGENT, ...this.#waiting.keys()].find((kind) => this.#canAnswer(kind));
    const next = kind && this.#waiting.get(kind);
    if (!this.#engine) this.#start();
    else if (next) this.#put(next, this.#engine);
    else if (this.#needsWhole && !this.#engine.isWhole) {
      // First comes what somebody waits for, and that it is painted.
      clearTimeout(this.#pause);
      this.#pause = setTimeout(() => this.#start(), PAUSE_MILLIS);
    }
  }

  #canAnswer(kind: Kind): boolean {
    if (!this.#engine || !this.#waiting.has(kind)) return false;
    return this.#engine.isWhole || EARLY.has(kind);
  }

  #start(): void {
    clearTimeout(this.#pause);
    if (this.#isStarting) return;
    this.#isStarting = true;
    started(this.#needsWhole).then(
      (engine) => {
        this.#isStarting = false;
        this.#successor = engine;
        this.#work();
      },
      () => {
        this.#isStarting = false;
        this.#needsWhole = false; // until something needs it again
        for (const asked of [...this.#waiting.values()]) {
          if (this.#canAnswer(asked.kind)) continue;
          this.#waiting.delete(asked.kind);
          asked.reject("not-loaded");
        }
      },
    );
  }

  #takeOver(engine: Started): void {
    this.#dismiss();
    this.#engine = engine;
    this.#successor = undefined;
    this.#sent = undefined;
    engine.worker.onmessage = ({ data }: MessageEvent<FromEngine>) => {
      if (data.type === "answer") this.#settle((asked) => asked.resolve(data.answer));
    };
    engine.worker.onerror = () => this.#fail("crashed");
    this.#listener.ready(engine.catalogue);
    if (engine.isWhole) performance.mark("whole core"); // for who measures
  }

  #dismiss(): void {
    const { worker } = this.#engine ?? {};
    if (worker) worker.onmessage = worker.onerror = null; // what is under way counts no more
    worker?.terminate();
    this.#engine = undefined;
  }

  #put(asked: Asked, { worker }: Started): void {
    const { kind, question } = asked;
    this.#waiting.delete(kind);
    this.#current = asked;
    this.#timer = setTimeout(() => this.#fail("too-slow"), ANSWER_MILLIS);
    this.#giveSamples(worker);
    post(worker, { type: "question", kind, question });
  }

  /** Mostly one of many has changed, and only that one crosses. */
  #giveSamples(worker: Worker): void {
    if (this.#sent === this.samples) return;
    const given = new Set(this.#sent);
    const added = this.samples.filter((sample) => !given.has(sample));
    post(worker, { type: "samples", ids: this.samples.map(({ id }) => id), added });
    this.#sent = this.samples;
  }

  #fail(trouble: Trouble): void {
    // Without the whole core, it came upon what it does not have.
    const asksAgain = trouble === "crashed" && !this.#engine?.isWhole;
    this.#needsWhole ||= asksAgain;
    this.#dismiss();
    this.#settle((asked) => {
      if (!asksAgain) asked.reject(trouble);
      else if (this.#waiting.has(asked.kind)) asked.resolve(undefined);
      else this.#waiting.set(asked.kind, asked);
    });
  }

  /** Ends the question that was put, and goes on with the next. */
  #settle(end: (asked: Asked) => void): void {
    clearTimeout(this.#timer);
    const asked = this.#current;
    this.#current = undefined;
    if (asked) end(asked);
    this.#work();
  }
}
