// From a pasted text to single events: one event, a list, one a line, or the batch envelope of Segment's SDKs.

import type { Span } from "friendbuy-edge";
import { type Node, parseTree } from "jsonc-parser";
import type { Form } from "./messages";
import { marked, member, nearestNode } from "./place";
import { rawTokens } from "./tokens";

/** One event of the text. */
export interface Piece {
  /** What the core reads. */
  json: string;
  /** Where it stands. */
  span: Span;
  /** From the core's idea of a place in `json` to one in the whole text. */
  locate(pointer: string, span: Span | undefined): Span;
}

export function split(text: string): { form: Form; pieces: Piece[] } {
  const trimmed = text.trim();
  if (trimmed === "") return { form: "nothing", pieces: [] };
  if (!isJson(text)) return splitSeveral(text);
  if (trimmed.startsWith("[")) {
    return { form: "list", pieces: elements(text).map((span) => readable(text, span)) };
  }
  const batch = text.includes('"batch"') ? splitBatch(text) : undefined;
  if (batch) return { form: "batch", pieces: batch };
  return { form: "one", pieces: [readable(text, { start: 0, end: text.length })] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text); // jsonc-parser would also take comments and commas too many
    return true;
  } catch {
    return false;
  }
}

/** A piece that is JSON. Its tree is made when somebody asks for a place. */
function readable(text: string, span: Span): Piece {
  const json = text.slice(span.start, span.end);
  let root: Node | undefined;
  return {
    json,
    span,
    locate(pointer, inside) {
      root ??= parseTree(json);
      if (!root) return span;
      const { start, end } = marked(nearestNode(root, pointer).node, json, inside);
      return { start: start + span.start, end: end + span.start };
    },
  };
}

/** A piece with a mistake. White space in front keeps the core's lines and columns those of the editor. */
function broken(text: string, span: Span): Piece {
  const before = text.slice(0, span.start).replaceAll(/[^\n]/g, " ");
  return {
    json: before + text.slice(span.start, span.end),
    span,
    locate: (_pointer, inside) => inside ?? span,
  };
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

const children = (node: Node) => node.children ?? [];

function splitBatch(text: string): Piece[] | undefined {
  const envelope = parseTree(text);
  const batch = envelope && member(envelope, "batch");
  if (!envelope || batch?.type !== "array") return undefined;
  return children(batch).map((item) => ofBatch(item, envelope, text));
}

/** The members of an event for which a batch can say what holds for all its events. */
const SHARED = ["context", "integrations"];

/** An event of a batch: what it says itself goes before what the envelope says. */
function ofBatch(item: Node, envelope: Node, text: string): Piece {
  const members = memberTexts(item, text);
  for (const name of SHARED) {
    const shared = member(envelope, name);
    if (shared?.type !== "object") continue;
    const own = member(item, name);
    const merged = [...memberTexts(shared, text), ...(own ? memberTexts(own, text) : [])];
    members.set(JSON.stringify(name), object(new Map(merged)));
  }
  return {
    json: item.type === "object" ? object(members) : textOf(item, text),
    span: { start: item.offset, end: item.offset + item.length },
    locate(pointer, inside) {
      const own = nearestNode(item, pointer);
      const shared = nearestNode(envelope, pointer);
      return marked(own.found || !shared.found ? own.node : shared.node, text, inside);
    },
  };
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
function splitSeveral(text: string): { form: Form; pieces: Piece[] } {
  const piece = (span: Span) =>
    isJson(text.slice(span.start, span.end)) ? readable(text, span) : broken(text, span);
  const values = valuesInARow(text);
  if (values.length > 1 && values.every(({ start, end }) => isJson(text.slice(start, end)))) {
    return { form: "lines", pieces: values.map(piece) };
  }
  const lines = linesOf(text);
  const texts = lines.map(({ start, end }) => text.slice(start, end));
  const isLines = texts.every((line) => line.trimStart().startsWith("{")) && texts.some(isJson);
  if (lines.length > 1 && isLines) return { form: "lines", pieces: lines.map(piece) };
  return { form: "one", pieces: [broken(text, { start: 0, end: text.length })] };
}

function linesOf(text: string): Span[] {
  return Array.from(text.matchAll(/^.*\S.*$/gm), (line) => ({
    start: line.index,
    end: line.index + line[0].length,
  }));
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
