// The work, kept over a reload. What is in the storage may be anything: it is read as if a stranger had written it.

import { effect, signal } from "@preact/signals";
import type { Sample } from "../engine/messages";
import { firstWork } from "./examples";
import { nextId } from "./samples";
import { type Theme, theme, themes, type View, view, views } from "./view";
import { documentText, open, samples, work } from "./work";

const PREFIX = "friendbuy-edge/playground/";
/** Browsers give a page about 5 million characters in all. */
const MAX_CHARACTERS = 4_000_000;
const SAVE_MILLIS = 300;

/** Whether the samples are too many to be kept. */
export const tooMuchToKeep = signal(false);

export function restore(): void {
  const document = text(read("document"));
  const kept = list(read("samples"));
  const ids = kept?.map((text): Sample => ({ id: nextId(), text }));
  const first = firstWork();
  open({
    document: document ?? first.document,
    samples: ids ?? first.samples,
    mapping: whole(read("mapping")) ?? first.mapping,
    sample: (ids ?? first.samples)[whole(read("sample")) ?? 0]?.id ?? 0,
  });
  theme.value = oneOf<Theme>(themes, read("theme")) ?? "system";
  view.value = oneOf<View>(views, read("view")) ?? "trigger";
}

/** Writes down what changes, shortly after it does and when the page is left. */
export function keepWork(): void {
  const waiting = new Map<string, () => unknown>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const writeAll = () => {
    for (const [name, value] of waiting) write(name, value());
    waiting.clear();
  };
  const keep = (name: string, value: () => unknown) => {
    let first = true;
    effect(() => {
      value();
      if (!first) waiting.set(name, value);
      first = false;
      clearTimeout(timer);
      timer = setTimeout(writeAll, SAVE_MILLIS);
    });
  };
  keep("document", () => documentText.value);
  keep("samples", () => {
    const texts = samples.value.map(({ text }) => text);
    tooMuchToKeep.value = texts.reduce((sum, { length }) => sum + length, 0) > MAX_CHARACTERS;
    return tooMuchToKeep.value ? undefined : texts;
  });
  keep("mapping", () => work.value.mapping);
  keep("sample", () => samples.value.findIndex(({ id }) => id === work.value.sample));
  keep("theme", () => theme.value);
  keep("view", () => view.value);
  addEventListener("pagehide", writeAll);
}

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return undefined; // no access to the storage, or no JSON in it
  }
}

function write(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page works without it.
  }
}

const text = (value: unknown) =>
  typeof value === "string" && value.length <= MAX_CHARACTERS ? value : undefined;

const list = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((item) => text(item) !== undefined) ? value : undefined;

const whole = (value: unknown) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

const oneOf = <T>(known: readonly T[], value: unknown) => known.find((name) => name === value);
