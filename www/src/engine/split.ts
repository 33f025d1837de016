// From a pasted text to single events: one event, a list, one a line, or the batch envelope of Segment's SDKs.

import type { Span } from "friendbuy-edge";
import { type Node, parseTree } from "jsonc-parser";
import { laidOut, rawTokens, text as textOfTokens } from "../text/tokens";
import type { Answers, Questions } from "./messages";
import { member } from "./place";

/** The events of a text, each laid out for reading unless it already is. */
export function read({ text }: Questions["read"]): Answers["read"] {
  const { form, events } = split(text);
  return { form, events: events.map(readable) };
}

/** Values stay as they were written. */
const readable = (event: string) =>
  event.includes("\n") || !isJson(event) ? event : textOfTokens(laidOut(event));

function split(text: string): Answers["read"] {
  const trimmed = text.trim();
  if (trimmed === "") return { form: "nothing", events: [] };
  if (!isJson(text)) return splitSeveral(text);
  if (trimmed.startsWith("[")) {
    return { form: "list", events: elements(text).map((span) => flushLeft(text, span)) };
  }
  const batch = text.includes('"batch"') ? splitBatch(text) : undefined;
  if (batch) return { form: "batch", events: batch };
  return { form: "one", events: [trimmed] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text); // jsonc-parser would also take comments and commas too many
    return true;
  } catch {
    return false;
  }
}

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPENING = [91, 123];
const CLOSING = [93, 125];

/** The elements of a JSON list. A scan, since a tree of the whole text takes ten times as long. */
function elements(text: string): Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let start = 0;
  const close = (end: number) => {
    const element = text.slice(start, end);
    const lead = element.length - element.trimStart().length;
    if (lead < element.length) {
      spans.push({ start: start + lead, end: start + element.trimEnd().length });
    }
    start = end + 1;
  };
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) at = closingQuote(text, at);
    else if (OPENING.includes(unit)) {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (CLOSING.includes(unit)) {
      depth -= 1;
      if (depth === 0) close(at);
    } else if (unit === COMMA && depth === 1) close(at);
  }
  return spans;
}

function closingQuote(text: string, opening: number): number {
  let at = opening + 1;
  while (text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}

/** A part of a text, without the indentation its first line has there. */
function flushLeft(text: string, { start, end }: Span): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? "";
  return text.slice(start, end).replaceAll(`\n${indentation}`, "\n");
}

const children = (node: Node) => node.children ?? [];

function splitBatch(text: string): string[] | undefined {
  const envelope = parseTree(text);
  const batch = envelope && member(envelope, "batch");
  if (!envelope || batch?.type !== "array") return undefined;
  return children(batch).map((item) => ofBatch(item, envelope, text));
}

/** The members of an event for which a batch can say what holds for all its events. */
const SHARED = ["context", "integrations"];

/** An event of a batch: what it says itself goes before what the envelope says. */
function ofBatch(item: Node, envelope: Node, text: string): string {
  if (item.type !== "object") return textOf(item, text);
  const members = memberTexts(item, text);
  for (const name of SHARED) {
    const shared = member(envelope, name);
    if (shared?.type !== "object") continue;
    const own = member(item, name);
    const merged = [...memberTexts(shared, text), ...(own ? memberTexts(own, text) : [])];
    members.set(JSON.stringify(name), object(new Map(merged)));
  }
  return textOfTokens(laidOut(object(members)));
}

const textOf = ({ offset, length }: Node, text: string) => text.slice(offset, offset + length);

const memberTexts = (node: Node, text: string) =>
  new Map(
    (node.type === "object" ? children(node) : []).flatMap((property) => {
      const [name, value] = children(property);
      return name && value ? [[JSON.stringify(name.value), textOf(value, text)]] : [];
    }),
  );

const object = (members: Map<string, string>) =>
  `{${Array.from(members, ([name, value]) => `${name}:${value}`).join(",")}}`;

/** A text that is not JSON as a whole: several values in a row, or one event with a mistake in it. */
function splitSeveral(text: string): Answers["read"] {
  const values = valuesInARow(text).map((span) => flushLeft(text, span));
  if (values.length > 1 && values.every(isJson)) return { form: "lines", events: values };
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const isLines = lines.every((line) => line.trimStart().startsWith("{")) && lines.some(isJson);
  if (lines.length > 1 && isLines) return { form: "lines", events: lines };
  return { form: "one", events: [text.trim()] };
}

/** The objects and lists of a text in which one simply follows the other. */
function valuesInARow(text: string): Span[] {
  const values: Span[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of rawTokens(text)) {
    const opens = token === "{" || token === "[";
    if (depth === 0 && !opens) return [];
    if (depth === 0) start = index;
    if (opens) depth += 1;
    if (token === "}" || token === "]") depth -= 1;
    if (depth === 0) values.push({ start, end: index + 1 });
  }
  return depth === 0 ? values : [];
}
