// What becomes of the sample events. Runs in the engine.

import type { Destination, Diagnostic, MappedRequest, SkippedMapping } from "friendbuy-edge";
import { type Node, parseTree } from "jsonc-parser";
import { type ReadMapping, readDocument } from "../text/document";
import { type Compiled, compile } from "./destination";
import { foundBy } from "./fields";
import type { Call, EventReview, Questions, Review, Row, Sample, TriggerReview } from "./messages";
import { marked, member, nearestNode, Text } from "./place";
import { decider, dialectOf, triggerReview } from "./trigger";

/** The core's answer for one event. */
type Answer =
  | {
      status: "success";
      requests: MappedRequest[];
      skipped: SkippedMapping[];
      diagnostics: Diagnostic[];
    }
  | { status: "failure"; diagnostics: Diagnostic[] };

/** The core's answer for one event. A batch has to be taken apart first. */
function mapped(destination: Destination, text: string): { answer: Answer; answerText: string } {
  const answerText = destination.mapText(text);
  const answer: Answer | { status: "success"; results: unknown[] } = JSON.parse(answerText);
  if (!("results" in answer)) return { answer, answerText };
  const message = "this is a batch of several events, not one";
  const help = "copy it, remove it here, and paste it in the step “Test event trigger”";
  const batch: Diagnostic = {
    severity: "error",
    code: "event-type",
    message,
    help,
    source: "event",
    pointer: "",
  };
  return { answer: { status: "failure", diagnostics: [batch] }, answerText };
}

type Compilation = Compiled & { destination: NonNullable<Compiled["destination"]> };

/** The rows of the last review: mostly, all but one are the same in the next one. */
let known = new Map<string, Row>();
let knownFor: Compiled | undefined;

export function review(
  { document, mapping: index, sample: wanted }: Questions["review"],
  samples: readonly Sample[],
): Review {
  const compilation = compile(document);
  const outline = readDocument(document);
  const mapping = outline?.mappings[index];
  const trigger = mapping && triggerReview(mapping, dialectOf(outline?.mode));
  const { destination, findings, broken } = compilation;
  if (!destination) return { findings, broken, rows: [], ...(trigger && { trigger }) };
  const usable = { ...compilation, destination };
  const looked = samples.find(({ id }) => id === wanted) ?? samples[0];
  return {
    findings,
    broken,
    mappings: destination.mappings,
    rows: rows(samples, usable, compilation, trigger),
    ...(looked && { event: eventReview(looked, usable, mapping) }),
    ...(trigger && { trigger }),
  };
}

function rows(
  samples: readonly Sample[],
  compiled: Compilation,
  key: Compiled,
  trigger: TriggerReview | undefined,
): Row[] {
  const before = knownFor === key ? known : new Map<string, Row>();
  known = new Map();
  knownFor = key;
  const decide = trigger && decider(trigger);
  return samples.map(({ id, text }) => {
    const kept = before.get(text) ?? row(text, compiled);
    known.set(text, kept);
    const decision = decide?.(text);
    return { ...kept, id, ...(decision && { trigger: decision }) };
  });
}

function row(text: string, { destination }: Compilation): Row {
  const { answer } = mapped(destination, text);
  const facts = { id: 0, calls: [] as string[], refusals: [] as string[], warnings: 0 };
  if (answer.status === "failure") {
    const detail = text.trim().slice(0, 80) || "Nothing yet";
    return { ...facts, title: "Unreadable", detail, readable: false };
  }
  const { requests, skipped, diagnostics } = answer;
  return {
    ...facts,
    ...names(text),
    readable: true,
    calls: requests.map(({ mapping }) => mapping),
    refusals: skipped.filter(({ reason }) => reason === "refused").map(({ mapping }) => mapping),
    warnings: diagnostics.filter(({ severity }) => severity === "warning").length,
  };
}

/** What an event is called, and more about it. */
export function names(text: string): { title: string; detail: string } {
  const event = JSON.parse(text);
  const word = (value: unknown) => (typeof value === "string" ? value : "");
  const type = word(event.type);
  const title = (type === "track" && word(event.event)) || type || "Event without a type";
  const person = word(event.userId) || word(event.anonymousId);
  return { title, detail: [title === type ? "" : type, person].filter(Boolean).join(" · ") };
}

function eventReview(
  { id, text }: Sample,
  { destination, locate }: Compilation,
  mapping: ReadMapping | undefined,
): EventReview {
  const { answer, answerText } = mapped(destination, text);
  const place = placer(text);
  const findings = answer.diagnostics.map((diagnostic) =>
    diagnostic.source === "event" && diagnostic.pointer !== undefined
      ? place(diagnostic, diagnostic.pointer)
      : locate(diagnostic),
  );
  const nothing = { calls: [], skipped: [], mappings: [], members: [], found: {} };
  if (answer.status === "failure") return { id, readable: false, findings, ...nothing };
  const { requests, skipped } = answer;
  const event = JSON.parse(text);
  const { mappings, members } = destination.explain(event);
  return {
    id,
    readable: true,
    calls: calls(requests, answerText),
    skipped,
    findings,
    mappings,
    members,
    found: foundBy(mapping, event),
  };
}

/** Says where in an event's text something is. */
function placer(text: string) {
  const lines = new Text(text);
  let root: Node | undefined;
  return (diagnostic: Diagnostic, pointer: string) => {
    const { code, span } = diagnostic;
    if (code !== "json-syntax") root ??= parseTree(text);
    const { start, end } = root
      ? marked(nearestNode(root, pointer).node, text, span)
      : (span ?? { start: 0, end: 0 });
    return { ...diagnostic, place: lines.place(start, end) };
  };
}

/** The calls, with each body as the text the core wrote. */
function calls(requests: MappedRequest[], answerText: string): Call[] {
  const texts = bodies(answerText);
  return requests.map(({ body: _, ...call }, index) => ({ ...call, body: texts[index] ?? "" }));
}

/** The bodies in an answer of the core, as it wrote them. */
export function bodies(answerText: string): string[] {
  const root = parseTree(answerText);
  const nodes = (root && member(root, "requests")?.children) ?? [];
  return nodes.map((node) => {
    const body = member(node, "body");
    return body ? answerText.slice(body.offset, body.offset + body.length) : "";
  });
}
