// Calls and findings, in words and aligned.

import type { Diagnostic, JsonValue, SegmentEvent, Severity } from "../index.js";
import { placeIn } from "./place.js";
import { plain, shown } from "./terminal.js";

type Colours = typeof import("./terminal.js").colours;
type Colour = "red" | "yellow" | "cyan";

const COLOUR_OF: { [S in Severity]: Colour } = { error: "red", warning: "yellow", note: "cyan" };

/** A text that findings are about. */
export interface About {
  name: string;
  text: string;
}

/** Findings, one after the other: place, severity, message, and what to do. */
export function findings(
  diagnostics: readonly Diagnostic[],
  about: About | undefined,
  colours: Colours,
): string[] {
  return diagnostics.flatMap((diagnostic) => {
    const { severity, code, message, help } = diagnostic;
    const line = `${colours[COLOUR_OF[severity]](severity.padEnd(7))} ${plain(message)} ${colours.dim(`[${code}]`)}`;
    const where = about ? placeOf(diagnostic, about) : whereIn(diagnostic);
    return [
      `  ${line}`,
      ...(where ? [`          ${colours.dim(where)}`] : []),
      ...(help ? [`          ${colours.dim("help:")} ${plain(help)}`] : []),
    ];
  });
}

function placeOf(diagnostic: Diagnostic, { name, text }: About): string {
  const place = placeIn(text, diagnostic);
  const pointer = diagnostic.pointer ? ` ${plain(diagnostic.pointer)}` : "";
  return `${name}${place ? `:${place}` : ""}${pointer}`;
}

function whereIn({ mapping, field, source, pointer }: Diagnostic): string {
  const parts = [
    mapping && `mapping ${plain(mapping)}`,
    field && `field ${field}`,
    source && pointer && `${source} ${plain(pointer)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** A body, one member a line, aligned. */
export function bodyLines(body: object, colours: Colours, indent = "      "): string[] {
  const members = Object.entries(body) as [string, JsonValue][];
  const width = Math.min(24, Math.max(...members.map(([key]) => plain(key).length), 0));
  return members.flatMap(([key, value]) => {
    const name = plain(key);
    if (typeof value !== "object" || value === null || isShort(value))
      return [`${indent}${colours.cyan(name.padEnd(width))}  ${shown(value)}`];
    return [`${indent}${colours.cyan(name)}`, ...bodyLines(value, colours, `${indent}  `)];
  });
}

const isShort = (value: object): boolean => {
  const text = JSON.stringify(value);
  return text.length <= 60 && !text.slice(1).includes("{");
};

/** What an event is, in a few words. */
export function eventTitle({ type, event, name, messageId }: SegmentEvent): string {
  const named = typeof event === "string" ? event : typeof name === "string" ? name : undefined;
  const parts = [
    typeof type === "string" ? plain(type) : "event",
    named && shown(named),
    typeof messageId === "string" && plain(messageId),
  ];
  return parts.filter(Boolean).join("  ");
}
