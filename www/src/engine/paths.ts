// The places of the sample events: what can be completed where a path is typed.

import { shortened } from "../text/shortened";
import type { PathHint, Sample } from "./messages";

const MAX_HINTS = 2_000;
/** Of events that are alike, the first hundreds say it all. */
const MAX_EVENTS = 500;
const MAX_DEPTH = 8;
const MAX_TEXT = 60;

/** The members of events that are completed even if no sample has them. */
const KNOWN = ["type", "event", "userId", "anonymousId", "messageId", "timestamp"];

export function paths(_: unknown, samples: readonly Sample[]): PathHint[] {
  const hints = new Map<string, PathHint>();
  const add = (path: string, value: unknown, isNew: boolean) => {
    const hint = hints.get(path);
    if (hint) hint.count += isNew ? 1 : 0;
    else if (hints.size < MAX_HINTS) hints.set(path, { path, sample: shown(value), count: 1 });
  };
  for (const { text } of samples.slice(0, MAX_EVENTS)) {
    const event = parsed(text);
    if (event) walk(event, "", 0, add);
  }
  for (const path of KNOWN) if (!hints.has(path)) hints.set(path, { path, sample: "", count: 0 });
  return [...hints.values()];
}

function walk(
  value: object,
  prefix: string,
  depth: number,
  add: (path: string, value: unknown, isNew: boolean) => void,
): void {
  if (depth > MAX_DEPTH) return;
  const isList = Array.isArray(value);
  for (const [key, inner] of Object.entries(isList ? value.slice(0, 1) : value)) {
    const path = isList ? `${prefix}[${key}]` : step(prefix, key);
    if (path === undefined) continue;
    add(path, inner, true);
    if (typeof inner === "object" && inner !== null) walk(inner, path, depth + 1, add);
  }
}

/** The path of a member; none where a path can't tell it, since a dot or bracket always parts keys. */
function step(prefix: string, key: string): string | undefined {
  if (key === "" || /[.[\]'"$]/.test(key)) return undefined;
  return prefix ? `${prefix}.${key}` : key;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "object";
  const text = String(value);
  return shortened(text, MAX_TEXT);
}
