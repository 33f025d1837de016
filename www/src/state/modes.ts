// What the other modes would change about the event that is looked at.

import { effect, signal } from "@preact/signals";
import type { ModeChanges } from "../engine/messages";
import { engine, review } from "./answers";
import { work } from "./work";

export const modeChanges = signal<readonly ModeChanges[]>([]);

/** Long enough that typing is not slowed down. */
const WAIT_MILLIS = 250;

export function followModes(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const id = review.value?.event?.id;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (id === undefined) modeChanges.value = [];
      else ask(id);
    }, WAIT_MILLIS);
  });
}

function ask(sample: number): void {
  engine.ask("modes", { document: work.peek().document, sample }).then(
    (answer) => {
      if (answer) modeChanges.value = answer;
    },
    () => {
      modeChanges.value = [];
    },
  );
}
