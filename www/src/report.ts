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
import { split } from "./split";

/** The core's answer for one event. */
type Answer =
  | {
      status: "success";
      requests: MappedRequest[];
      skipped: SkippedMapping[];
      diagnostics: Diagnostic[];
    }
  | { status: "failure"; diagnostics: Diagnostic[] };

/** What the core makes of an event, wherever in the text that stands. */
type Mapped = Omit<EventReport, "place" | "findings"> & { diagnostics: Diagnostic[] };

/** A document, compiled if it can be, and able to say where in it something is. */
interface Compiled {
  document: string;
  destination?: Destination;
  findings: Finding[];
  locate(diagnostic: Diagnostic): Finding;
  /** The events of the last report: mostly, all but one are the same in the next one. */
  mapped: Map<string, Mapped>;
}

let compiled: Compiled | undefined;

export function report({ events, document }: Input): Report {
  const { form, pieces } = split(events);
  const { destination, findings, locate, mapped: known } = compile(document);
  if (!destination) return { form, findings, events: [] };
  const text = new Text(events);
  const mapped = new Map<string, Mapped>();
  const reports = pieces.map((piece): EventReport => {
    const { diagnostics, ...event } = known.get(piece.json) ?? map(piece.json, destination);
    mapped.set(piece.json, { diagnostics, ...event });
    return {
      ...event,
      place: text.place(piece.span.start, piece.span.end),
      findings: diagnostics.map((diagnostic) => {
        const { source, pointer, span } = diagnostic;
        if (source !== "event" || pointer === undefined) return locate(diagnostic);
        const { start, end } = piece.locate(pointer, span);
        return { ...diagnostic, place: text.place(start, end) };
      }),
    };
  });
  known.clear();
  for (const [json, event] of mapped) known.set(json, event);
  return { form, findings, mappings: destination.mappings, events: reports };
}

/** The compiled document; the last one is kept, since mostly the events change. */
function compile(document: string): Compiled {
  if (compiled?.document === document) return compiled;
  compiled?.destination?.[Symbol.dispose]();
  const locate = locator(document);
  const mapped = new Map<string, Mapped>();
  try {
    compiled = { document, locate, mapped, destination: new Destination(document), findings: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    compiled = { document, locate, mapped, findings: error.diagnostics.map(locate) };
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

function map(json: string, destination: Destination): Mapped {
  const answerText = destination.mapText(json);
  const answer: Answer = JSON.parse(answerText);
  const { diagnostics } = answer;
  if (answer.status === "failure") {
    const title = { title: "Unreadable", detail: json.trim().slice(0, 60) };
    return { ...title, readable: false, calls: [], skipped: [], diagnostics };
  }
  const { requests, skipped } = answer;
  return {
    ...names(json),
    readable: true,
    calls: calls(requests, answerText),
    skipped,
    diagnostics,
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

function names(json: string): { title: string; detail: string } {
  const event = JSON.parse(json);
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const type = text(event.type);
  const title = (type === "track" && text(event.event)) || type || "Event without a type";
  const person = text(event.userId) || text(event.anonymousId);
  return { title, detail: [title === type ? "" : type, person].filter(Boolean).join(" · ") };
}
