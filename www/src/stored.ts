// The work, kept over a reload. What is in the storage may be anything: it is read as if a stranger had written it.

import type { Input } from "./messages";

const KEY = "friendbuy-edge/playground";
/** A text longer than this is not kept; browsers give a page about 5 million characters in all. */
const MAX_CHARACTERS = 1_000_000;

export type Theme = "system" | "light" | "dark";
export const themes = ["system", "light", "dark"] as const satisfies readonly Theme[];

export interface Stored extends Input {
  theme: Theme;
}

export function load(): Partial<Stored> {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
  } catch {
    return {}; // no access to the storage, or no JSON in it
  }
}

export function save(work: Stored): void {
  try {
    const fits = work.events.length + work.document.length <= MAX_CHARACTERS;
    localStorage.setItem(KEY, JSON.stringify(fits ? work : { theme: work.theme }));
  } catch {
    // Full or forbidden: the page works without it.
  }
}

function checked(value: unknown): Partial<Stored> {
  if (typeof value !== "object" || value === null) return {};
  const work: Partial<Stored> = {};
  const { events, document, theme } = value as Record<string, unknown>;
  if (isText(events)) work.events = events;
  if (isText(document)) work.document = document;
  const known = themes.find((name) => name === theme);
  if (known) work.theme = known;
  return work;
}

const isText = (value: unknown): value is string =>
  typeof value === "string" && value.length <= MAX_CHARACTERS;
