// From a JSON Pointer to a place in the text.

import type { Span } from "friendbuy-edge";
import type { Node } from "jsonc-parser";
import { keysOf } from "../text/pointer";
import type { Place } from "./messages";

/** A text with quick look-up of lines. */
export class Text {
  readonly text: string;
  #starts: number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** A place that can be seen: an empty one takes in a neighbouring character. */
  place(from: number, to: number): Place {
    const start = Math.min(from, this.text.length);
    const line = this.#line(start);
    const position = { line: line + 1, column: start - (this.#lineStarts()[line] ?? 0) + 1 };
    if (to > start) return { from: start, to, ...position };
    const ahead = start < this.text.length && this.text[start] !== "\n";
    return {
      from: ahead ? start : Math.max(0, start - 1),
      to: ahead ? start + 1 : start,
      ...position,
    };
  }

  #lineStarts(): number[] {
    this.#starts ??= [0, ...Array.from(this.text.matchAll(/\n/g), (found) => found.index + 1)];
    return this.#starts;
  }

  #line(offset: number): number {
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The value of a member, as JavaScript has it: of several with one name, the last. */
export function member(node: Node, name: string): Node | undefined {
  const property = node.children?.findLast(({ children }) => children?.[0]?.value === name);
  return property?.children?.[1];
}

const step = (node: Node, segment: string) =>
  node.type === "array" ? node.children?.[Number(segment)] : member(node, segment);

/** The node a pointer points to, or the nearest one around it. */
export function nearestNode(root: Node, pointer: string): { node: Node; found: boolean } {
  let node = root;
  for (const segment of keysOf(pointer)) {
    const next = node.type === "array" || node.type === "object" ? step(node, segment) : undefined;
    if (!next) return { node, found: false };
    node = next;
  }
  return { node, found: true };
}

/** The part of a node's text to underline. A list or object is marked by its name, not by all it holds. */
export function marked(node: Node, text: string, span?: Span): Span {
  const { offset, length, type } = node;
  if (type === "object" || type === "array") {
    const name = node.parent?.type === "property" ? node.parent.children?.[0] : undefined;
    return name
      ? { start: name.offset, end: name.offset + name.length }
      : { start: offset, end: offset + 1 };
  }
  if (type !== "string" || !span) return { start: offset, end: offset + length };
  const literal = text.slice(offset, offset + length);
  return {
    start: offset + literalOffset(literal, span.start),
    end: offset + literalOffset(literal, span.end),
  };
}

/** Where the `units`-th code unit of a string stands in its JSON literal, quotes and escapes counted. */
function literalOffset(literal: string, units: number): number {
  let offset = 1;
  for (let passed = 0; passed < units && offset < literal.length - 1; passed++) {
    if (literal[offset] !== "\\") offset += 1;
    else offset += literal[offset + 1] === "u" ? 6 : 2;
  }
  return offset;
}
