// The page's side of the engine, a Web Worker.

import type { Action } from "friendbuy-edge";
import wasmAddress from "friendbuy-edge/friendbuy_edge.wasm?url";
import type { Answers, FromEngine, Kind, Questions, Sample, ToEngine } from "./messages";

/** Loading it, on a slow connection. */
const START_MILLIS = 30_000;
/** 1,000 events take a fraction of this. */
const ANSWER_MILLIS = 4_000;

/** What somebody who types waits for. */
const URGENT = ["format", "review"] as const satisfies Kind[];

let compiled: Promise<WebAssembly.Module> | undefined;

/** The core, for every engine that is started: loaded and compiled once, beside the page's own code. */
function core(): Promise<WebAssembly.Module> {
  compiled ??= WebAssembly.compileStreaming(fetch(wasmAddress)).catch((error: unknown) => {
    compiled = undefined; // the next engine tries again
    throw error;
  });
  return compiled;
}

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

/**
 * Answers questions one after the other, those that somebody waits for first. Of each kind the newest counts: one that
 * waits is dropped when the next of its kind comes. An engine that does not answer in time is replaced, and its question
 * has failed.
 */
export class Engine {
  /** The events that questions are about. They cross to the engine once, not with every question. */
  samples: readonly Sample[] = [];
  #sent: readonly Sample[] | undefined;

  readonly #listener: Listener;
  #worker: Worker | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: "starting" | "idle" | "busy" | "gone" = "gone";
  #current: Asked | undefined;
  readonly #waiting = new Map<Kind, Asked>();

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#start();
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
      if (this.#state === "gone") this.#start();
      else this.#work();
    });
  }

  #start(): void {
    const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<FromEngine>) => this.#hear(event.data));
    worker.addEventListener("error", () =>
      this.#fail(this.#state === "starting" ? "not-loaded" : "crashed"),
    );
    this.#worker = worker;
    this.#sent = undefined;
    this.#state = "starting";
    this.#limit(START_MILLIS, "not-loaded");
    core().then(
      (module) => worker.postMessage({ type: "wasm", module } satisfies ToEngine),
      () => {
        if (this.#worker === worker) this.#fail("not-loaded");
      },
    );
  }

  #hear(message: FromEngine): void {
    clearTimeout(this.#timer);
    this.#state = "idle";
    if (message.type === "ready") this.#listener.ready(message.catalogue);
    else this.#current?.resolve(message.answer);
    this.#current = undefined;
    this.#work();
  }

  #work(): void {
    if (this.#state !== "idle") return;
    const [first] = this.#waiting.values();
    const urgent = URGENT.map((kind) => this.#waiting.get(kind)).find(Boolean);
    const next = urgent ?? first;
    if (!next) return;
    this.#waiting.delete(next.kind);
    this.#current = next;
    this.#state = "busy";
    this.#limit(ANSWER_MILLIS, "too-slow");
    this.#giveSamples();
    this.#post({ type: "question", kind: next.kind, question: next.question });
  }

  /** Mostly one of many has changed, and only that one crosses. */
  #giveSamples(): void {
    if (this.#sent === this.samples) return;
    const given = new Set(this.#sent);
    const added = this.samples.filter((sample) => !given.has(sample));
    this.#post({ type: "samples", ids: this.samples.map(({ id }) => id), added });
    this.#sent = this.samples;
  }

  #post(message: ToEngine): void {
    this.#worker?.postMessage(message);
  }

  #limit(millis: number, trouble: Trouble): void {
    this.#timer = setTimeout(() => this.#fail(trouble), millis);
  }

  #fail(trouble: Trouble): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#state = "gone";
    const current = this.#current;
    this.#current = undefined;
    const waiting = [...this.#waiting.values()];
    if (trouble === "not-loaded") {
      // It will not load for those that wait either.
      this.#waiting.clear();
      for (const asked of waiting) asked.reject(trouble);
    } else if (waiting.length > 0) this.#start();
    current?.reject(trouble);
  }
}
