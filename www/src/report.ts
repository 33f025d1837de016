// From the two texts to the report that the page shows. Runs in the engine.

import {
  ConfigError,
  Destination,
  type Diagnostic,
  type MappedRequest,
  type SkippedMapping,
} from "friendbuy-edge";
import { type Node, parseTree } from "jsonc-parser";
import type { Call, EventReport, Finding, Input, Report } from "./messages";
import { marked, member, nearestNode, Text } from "./place";
import { type Piece, split } from "./split";

/** The core's answer for one event. */
type Answer =
  | {
      status: "success";
      requests: MappedRequest[];
      skipped: SkippedMapping[];
      diagnostics: Diagnostic[];
    }
  | { status: "failure"; diagnostics: Diagnostic[] };

/** A document, compiled if it can be, and able to say where in it something is. */
interface Compiled {
  document: string;
  destination?: Destination;
  findings: Finding[];
  locate(diagnostic: Diagnostic): Finding;
}

let compiled: Compiled | undefined;

export function report({ events, document }: Input): Report {
  const { form, pieces } = split(events);
  const { destination, findings, locate } = compile(document);
  if (!destination) return { form, findings, events: [] };
  const text = new Text(events);
  return {
    form,
    findings,
    mappings: destination.mappings,
    events: pieces.map((piece) => eventReport(piece, text, destination, locate)),
  };
}

/** The compiled document; the last one is kept, since mostly the events change. */
function compile(document: string): Compiled {
  if (compiled?.document === document) return compiled;
  compiled?.destination?.[Symbol.dispose]();
  const locate = locator(document);
  try {
    compiled = { document, locate, destination: new Destination(document), findings: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    compiled = { document, locate, findings: error.diagnostics.map(locate) };
  }
  return compiled;
}

function locator(document: string): Compiled["locate"] {
  const text = new Text(document);
  const root = parseTree(document);
  return (diagnostic) => {
    const { source, code, pointer, span = { start: 0, end: 0 } } = diagnostic;
    if (source !== "document" || pointer === undefined) return diagnostic;
    const isTree = root && code !== "json-syntax";
    const { start, end } = isTree
      ? marked(nearestNode(root, pointer).node, document, diagnostic.span)
      : span;
    return { ...diagnostic, place: text.place(start, end) };
  };
}

function eventReport(
  piece: Piece,
  text: Text,
  destination: Destination,
  locateInDocument: Compiled["locate"],
): EventReport {
  const answerText = destination.mapText(piece.json);
  const answer: Answer = JSON.parse(answerText);
  const findings = answer.diagnostics.map((diagnostic): Finding => {
    const { source, pointer, span } = diagnostic;
    if (source !== "event" || pointer === undefined) return locateInDocument(diagnostic);
    const { start, end } = piece.locate(pointer, span);
    return { ...diagnostic, place: text.place(start, end) };
  });
  const readable = answer.status === "success";
  return {
    ...names(piece, readable),
    place: text.place(piece.span.start, piece.span.end),
    readable,
    calls: readable ? calls(answer.requests, answerText) : [],
    skipped: readable ? answer.skipped : [],
    findings,
  };
}

/** The calls, with each body as the text the core wrote. */
function calls(requests: MappedRequest[], answerText: string): Call[] {
  const root = parseTree(answerText);
  const nodes = (root && member(root, "requests")?.children) ?? [];
  return requests.map(({ body: _, ...call }, index) => {
    const body = nodes[index] && member(nodes[index], "body");
    return { ...call, body: body ? slice(answerText, body) : "" };
  });
}

const slice = (text: string, { offset, length }: Node) => text.slice(offset, offset + length);

function names(piece: Piece, readable: boolean): { title: string; detail: string } {
  if (!readable) return { title: "Unreadable", detail: piece.json.trim().slice(0, 60) };
  const event = JSON.parse(piece.json);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const type = text(event.type);
  const title = text(event.event) || type || "Event without a type";
  const person = text(event.userId) || text(event.anonymousId);
  return { title, detail: [title === type ? "" : type, person].filter(Boolean).join(" · ") };
}
