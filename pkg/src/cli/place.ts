import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { Diagnostic } from "../index.js";

/** The keys of a JSON Pointer; a number for the element of a list. */
const keysOf = (pointer: string): (string | number)[] =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));

/** Where a finding about a text is, as `line:column`, both from 1: editors go there. */
export function placeIn(text: string, { pointer, span }: Diagnostic): string | undefined {
  if (pointer === undefined) return undefined;
  const offset = offsetOf(text, pointer, span?.start ?? 0);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return `${before.split("\n").length}:${offset - lineStart + 1}`;
}

function offsetOf(text: string, pointer: string, start: number): number | undefined {
  const root = parseTree(text);
  try {
    JSON.parse(text);
  } catch {
    return start; // of the text as a whole
  }
  const node = root && findNodeAtLocation(root, keysOf(pointer));
  if (!node) return undefined;
  // Behind the quote; escapes before the place would shift it, and point to the same string all the same.
  return node.type === "string" && start > 0 ? node.offset + 1 + start : node.offset;
}
