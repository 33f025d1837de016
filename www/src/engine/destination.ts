// A document, compiled as far as it can be, and able to say where in its text something is.

import { ConfigError, Destination, type Diagnostic, lint } from "friendbuy-edge/init";
import { parseTree } from "jsonc-parser";
import type { Finding, Questions } from "./messages";
import { marked, member, nearestNode, Text } from "./place";

export interface Compiled {
  document: string;
  /** Missing when nothing of the document can be used. */
  destination?: Destination;
  findings: Finding[];
  /** The numbers of the mappings that are left out. */
  broken: number[];
  locate(diagnostic: Diagnostic): Finding;
}

let last: Compiled | undefined;

/** The compiled document; the last one is kept, since mostly the events change. */
export function compile(document: string): Compiled {
  if (last?.document === document) return last;
  last?.destination?.[Symbol.dispose]();
  last = compiled(document);
  return last;
}

/** What is valid and yet worth a word. It takes longer than all the rest, so it is asked for by itself. */
export function advice({ document }: Questions["advice"]): Finding[] {
  const found = lint(document).filter(({ severity }) => severity !== "error");
  return found.map(compile(document).locate);
}

function compiled(document: string): Compiled {
  const locate = locator(document);
  const whole = tried(document);
  if (whole instanceof Destination) {
    return { document, destination: whole, findings: [], broken: [], locate };
  }
  const findings = whole.map(locate);
  const broken = brokenMappings(whole);
  const rest = broken && tried(withoutBroken(document, broken));
  return broken && rest instanceof Destination
    ? { document, destination: rest, findings, broken, locate }
    : { document, findings, broken: [], locate };
}

export function tried(document: string): Destination | readonly Diagnostic[] {
  try {
    return new Destination(document);
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics;
    throw error;
  }
}

/** The mappings that errors are in; none if an error is somewhere else. */
function brokenMappings(diagnostics: readonly Diagnostic[]): number[] | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const numbers = errors.map(({ pointer }) => /^\/mappings\/(\d+)\//.exec(pointer ?? "")?.[1]);
  if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
  return [...new Set(numbers.map(Number))];
}

/** The document with mappings that never do anything in the place of broken ones, so that the others keep their places. */
function withoutBroken(document: string, broken: number[]): string {
  const root = parseTree(document);
  const nodes = (root && member(root, "mappings")?.children) ?? [];
  let text = document;
  for (const index of [...broken].sort((a, b) => b - a)) {
    const node = nodes[index];
    if (!node) continue;
    const idle = {
      id: `broken-${index}`,
      enabled: false,
      action: "trackCustomer",
      trigger: "false",
    };
    text =
      text.slice(0, node.offset) + JSON.stringify(idle) + text.slice(node.offset + node.length);
  }
  return text;
}

function locator(document: string): Compiled["locate"] {
  const text = new Text(document);
  let root: ReturnType<typeof parseTree>;
  return (diagnostic) => {
    const { source, code, pointer, span = { start: 0, end: 0 } } = diagnostic;
    if (source !== "document" || pointer === undefined) return diagnostic;
    if (code !== "json-syntax") root ??= parseTree(document);
    const { start, end } = root
      ? marked(nearestNode(root, pointer).node, document, diagnostic.span)
      : span;
    return { ...diagnostic, place: text.place(start, end) };
  };
}
