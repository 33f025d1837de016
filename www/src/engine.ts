// The page's side of the engine.

import type { Action } from "friendbuy-edge";
import type { FromEngine, Input, Report } from "./messages";

/** Loading it, on a slow connection. */
const START_MILLIS = 30_000;
/** 1,000 events take a fraction of this. */
const ANSWER_MILLIS = 4_000;

/** Why there is no report. */
export type Trouble = "not-loaded" | "too-slow" | "crashed";

export interface Listener {
  ready(catalogue: Action[]): void;
  report(report: Report): void;
  trouble(trouble: Trouble): void;
}

/**
 * Answers the newest question: at most one is being worked on and one is waiting. An engine that does not answer in time
 * is replaced, and its question dropped.
 */
export class Engine {
  readonly #listener: Listener;
  #worker: Worker | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #state: "starting" | "idle" | "busy" | "gone" = "gone";
  #next: Input | undefined;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#start();
  }

  ask(input: Input): void {
    this.#next = input;
    if (this.#state === "gone") this.#start();
    else this.#work();
  }

  #start(): void {
    const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (event: MessageEvent<FromEngine>) => this.#hear(event.data));
    worker.addEventListener("error", () =>
      this.#fail(this.#state === "starting" ? "not-loaded" : "crashed"),
    );
    this.#worker = worker;
    this.#state = "starting";
    this.#limit(START_MILLIS, "not-loaded");
  }

  #hear(message: FromEngine): void {
    clearTimeout(this.#timer);
    this.#state = "idle";
    if (message.type === "ready") this.#listener.ready(message.catalogue);
    else this.#listener.report(message.report);
    this.#work();
  }

  #work(): void {
    if (this.#state !== "idle" || this.#next === undefined) return;
    const input = this.#next;
    this.#next = undefined;
    this.#state = "busy";
    this.#limit(ANSWER_MILLIS, "too-slow");
    this.#worker?.postMessage(input);
  }

  #limit(millis: number, trouble: Trouble): void {
    this.#timer = setTimeout(() => this.#fail(trouble), millis);
  }

  #fail(trouble: Trouble): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#state = "gone";
    this.#listener.trouble(trouble);
    // A newer question than the one that failed deserves its own try.
    if (trouble !== "not-loaded" && this.#next !== undefined) this.#start();
  }
}
