// The sample events.

import type { Sample } from "../engine/messages";
import { change, samples, select, work } from "./work";

let last = 0;

/** Ids tell samples apart while the page is open; nobody sees them. */
export const nextId = () => ++last;

export const MAX_SAMPLES = 10_000;

/** Adds events, and looks at the first of them. */
export function addSamples(texts: readonly string[]): void {
  const added = texts
    .slice(0, Math.max(0, MAX_SAMPLES - samples.peek().length))
    .map((text): Sample => ({ id: nextId(), text }));
  const first = added[0];
  if (!first) return;
  const label = added.length === 1 ? "add an event" : `add ${added.length} events`;
  change(label, { samples: [...samples.peek(), ...added], sample: first.id });
}

export function setSampleText(id: number, text: string): void {
  const next = samples.peek().map((sample) => (sample.id === id ? { id, text } : sample));
  change("edit the event", { samples: next }, `sample ${id}`);
}

export function removeSample(id: number): void {
  const before = samples.peek();
  const at = before.findIndex((sample) => sample.id === id);
  const rest = before.filter((sample) => sample.id !== id);
  const isShown = work.peek().sample === id;
  const neighbour = rest[Math.min(at, rest.length - 1)]?.id ?? 0;
  change("remove an event", { samples: rest, ...(isShown && { sample: neighbour }) });
}

export function clearSamples(): void {
  change("remove all events", { samples: [] });
}

/** Looks at the sample a number of places further down the list. */
export function selectNext(step: number): void {
  const all = samples.peek();
  const at = all.findIndex(({ id }) => id === work.peek().sample);
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  if (next) select({ sample: next.id });
}
