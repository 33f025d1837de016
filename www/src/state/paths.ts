// The places of the samples, for completion.

import { effect, signal } from "@preact/signals";
import type { PathHint } from "../engine/messages";
import { engine } from "./answers";
import { view } from "./view";
import { samples } from "./work";

export const pathHints = signal<readonly PathHint[]>([]);

/** Long enough that typing in an event is not slowed down. */
const WAIT_MILLIS = 400;

export function followPaths(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: typeof samples.value | undefined;
  effect(() => {
    const wanted = view.value === "fields" || view.value === "trigger";
    const all = samples.value;
    clearTimeout(timer);
    if (!wanted || all === known) return;
    const ask = () => {
      engine.ask("paths", null).then(
        (hints) => {
          if (!hints) return;
          known = all;
          pathHints.value = hints;
        },
        () => {}, // there is nothing to complete then
      );
    };
    timer = setTimeout(ask, known ? WAIT_MILLIS : 0);
  });
}
