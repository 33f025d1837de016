// What the engine says of the work.

import { batch, effect, signal } from "@preact/signals";
import type { Action } from "friendbuy-edge";
import { Engine, type Trouble } from "../engine/client";
import type { Finding, Review } from "../engine/messages";
import { troubles } from "../text/troubles";
import { shared, steady } from "./shared";
import { say } from "./view";
import { documentText, samples, work } from "./work";

export const catalogue = signal<Action[]>([]);
export const review = signal<Review | undefined>(undefined);
export const trouble = signal<Trouble | undefined>(undefined);

const advice = signal<{ document: string; findings: Finding[] } | undefined>(undefined);

/** Everything there is to say about the document: mistakes at once, advice a moment later. */
export const problems = steady<readonly Finding[]>(() => {
  const mistakes = review.value?.findings ?? [];
  const { document, findings = [] } = advice.value ?? {};
  return document === documentText.value ? [...mistakes, ...findings] : mistakes;
});

export const engine = new Engine({
  ready: (actions) => {
    catalogue.value = shared(catalogue.peek(), actions);
  },
});

/** Counts the times that somebody asked for the same again. */
export const attempt = signal(0);

export function tryAgain(): void {
  attempt.value += 1;
}

/** For what was asked by the way: the page is as good as before. */
export function sayTrouble(reason: Trouble): void {
  const { title, about } = troubles[reason];
  say(`${title}. ${about}`);
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
          review.value = shared(review.peek(), answer);
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

/** Long enough that typing is not slowed down. */
const ADVICE_WAIT_MILLIS = 400;

/** Keeps the advice that of the document. */
export function followAdvice(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const document = documentText.value;
    clearTimeout(timer);
    timer = setTimeout(() => {
      engine.ask("advice", { document }).then(
        (findings) => {
          if (findings) advice.value = { document, findings };
        },
        () => {}, // the next change asks again
      );
    }, ADVICE_WAIT_MILLIS);
  });
}
