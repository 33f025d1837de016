import { tell } from "../terminal.js";

/** Ctrl-C: the first one lets the batch on its way arrive, the second does not. */
export class Interruption {
  readonly #stopping = new AbortController();
  readonly #aborted = new AbortController();
  readonly stopping = this.#stopping.signal;
  readonly aborted = this.#aborted.signal;
  readonly #listener = () => {
    if (this.stopping.aborted) this.#aborted.abort();
    else tell("stopping after the batch that is on its way; once more stops at once");
    this.#stopping.abort();
  };

  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, this.#listener);
  }

  end(): void {
    for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, this.#listener);
  }
}
