// What the engine says of the work.

import { batch, computed, effect, signal } from "@preact/signals";
import type { Action } from "friendbuy-edge";
import { Engine, type Trouble } from "../engine/client";
import type { Finding, Review } from "../engine/messages";
import { samples, work } from "./work";

export const catalogue = signal<Action[]>([]);
export const review = signal<Review | undefined>(undefined);
export const trouble = signal<Trouble | undefined>(undefined);

/** Everything there is to say about the document. */
export const problems = computed<readonly Finding[]>(() => review.value?.findings ?? []);

export const engine = new Engine({
  ready: (actions) => {
    catalogue.value = actions;
  },
});

/** Counts the times that somebody asked for the same again. */
const attempt = signal(0);

export function tryAgain(): void {
  attempt.value += 1;
}

/** Keeps `review` the review of the work. */
export function followWork(): void {
  effect(() => {
    void attempt.value;
    const { document: text, mapping, sample } = work.value;
    engine.samples = samples.value;
    engine.ask("review", { document: text, mapping, sample }).then(
      (answer) => {
        if (!answer) return; // there is a newer question
        batch(() => {
          review.value = answer;
          trouble.value = undefined;
        });
        document.dispatchEvent(new Event("reviewed")); // for who measures
      },
      (reason: Trouble) => {
        batch(() => {
          review.value = undefined;
          trouble.value = reason;
        });
      },
    );
  });
}
