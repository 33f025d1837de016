// Answers of the engine and readings of the document are new objects throughout, though mostly little of them is new.
// Keeping the old parts where they are equal lets everything that is derived from those parts alone stay as it is.

import { computed, type ReadonlySignal } from "@preact/signals";

/**
 * `next`, but with every part of it that equals the one in the same place of `before` being that very part. It is changed
 * for that, so it must not be anybody else's.
 */
export const shared = <T>(before: T | undefined, next: T): T => merged(before, next) as T;

/** A computed value that keeps the parts of the one before where they are equal. */
export function steady<T>(compute: () => T): ReadonlySignal<T> {
  let last: T | undefined;
  return computed(() => {
    last = shared(last, compute());
    return last;
  });
}

function merged(before: unknown, next: unknown): unknown {
  if (before === next || !isContainer(before) || !isContainer(next)) return next;
  if (Array.isArray(before) !== Array.isArray(next)) return next;
  const keys = Object.keys(next);
  let same = keys.length === Object.keys(before).length;
  for (const key of keys) {
    const part = merged(before[key], next[key]);
    if (part !== next[key]) next[key] = part;
    same &&= Object.hasOwn(before, key) && before[key] === part;
  }
  return same ? before : next;
}

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
