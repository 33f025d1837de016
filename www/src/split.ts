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
  if (text.trim() === "") return { form: "nothing", pieces: [] };
  const root = tree(text);
  if (!root) return splitSeveral(text);
  const batch = member(root, "batch");
  if (root.type === "array") {
    return { form: "list", pieces: items(root).map((item) => ofNode(item, text)) };
  }
  if (batch?.type === "array") {
    return { form: "batch", pieces: items(batch).map((item) => ofBatch(item, root, text)) };
  }
  return { form: "one", pieces: [ofNode(root, text)] };
}

const items = (list: Node) => list.children ?? [];

function tree(text: string): Node | undefined {
  try {
    JSON.parse(text); // jsonc-parser by itself also takes comments and commas too many
    return parseTree(text);
  } catch {
    return undefined;
  }
}

function ofNode(root: Node, text: string): Piece {
  const span = { start: root.offset, end: root.offset + root.length };
  return {
    json: text.slice(span.start, span.end),
    span,
    locate: (pointer, inside) => marked(nearestNode(root, pointer).node, text, inside),
  };
}

/** The members of an event for which a batch can say what holds for all its events. */
const SHARED = ["context", "integrations"];

/** An event of a batch: what it says itself goes before what the envelope says. */
function ofBatch(item: Node, envelope: Node, text: string): Piece {
  const piece = ofNode(item, text);
  const members = memberTexts(item, text);
  for (const name of SHARED) {
    const shared = member(envelope, name);
    if (shared?.type !== "object") continue;
    const own = member(item, name);
    const merged = [...memberTexts(shared, text), ...(own ? memberTexts(own, text) : [])];
    members.set(JSON.stringify(name), object(new Map(merged)));
  }
  return {
    ...piece,
    json: item.type === "object" ? object(members) : piece.json,
    locate(pointer, inside) {
      const own = nearestNode(item, pointer);
      const shared = nearestNode(envelope, pointer);
      const fromEnvelope = !own.found && shared.found && pointer !== "";
      return marked(fromEnvelope ? shared.node : own.node, text, inside);
    },
  };
}

const memberTexts = (node: Node, text: string) =>
  new Map(
    (node.type === "object" ? items(node) : []).flatMap(({ children }) => {
      const [name, value] = children ?? [];
      if (!name || !value) return [];
      return [[JSON.stringify(name.value), text.slice(value.offset, value.offset + value.length)]];
    }),
  );

const object = (members: Map<string, string>) =>
  `{${Array.from(members, ([name, value]) => `${name}:${value}`).join(",")}}`;

/** A text that is not JSON as a whole: several values in a row, or one event with a mistake in it. */
function splitSeveral(text: string): { form: Form; pieces: Piece[] } {
  const values = valuesInARow(text).map((span) => ofText(text, span));
  if (values.length > 1 && values.every(({ tree }) => tree)) {
    return { form: "lines", pieces: values.map(({ piece }) => piece) };
  }
  const lines = linesOf(text).map((span) => ofText(text, span));
  const isLines = lines.every(({ piece }) => piece.json.trimStart().startsWith("{"));
  if (lines.length > 1 && isLines && lines.some(({ tree }) => tree)) {
    return { form: "lines", pieces: lines.map(({ piece }) => piece) };
  }
  return { form: "one", pieces: [ofText(text, { start: 0, end: text.length }).piece] };
}

function ofText(text: string, span: Span): { tree: Node | undefined; piece: Piece } {
  const json = text.slice(span.start, span.end);
  const root = tree(json);
  const shift = ({ start, end }: Span) => ({ start: start + span.start, end: end + span.start });
  if (root) {
    const locate: Piece["locate"] = (pointer, inside) =>
      shift(ofNode(root, json).locate(pointer, inside));
    return { tree: root, piece: { json, span, locate } };
  }
  // White space in front keeps the core's lines and columns those of the editor.
  const before = text.slice(0, span.start).replaceAll(/[^\n]/g, " ");
  return {
    tree: undefined,
    piece: { json: before + json, span, locate: (_pointer, inside) => inside ?? span },
  };
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
