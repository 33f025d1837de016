// What becomes of the document, and of the event that is looked at.

import type { Diagnostic, MappedRequest } from "friendbuy-edge";
import { type Node, parseTree } from "jsonc-parser";
import { type ReadMapping, readDocument } from "../text/document";
import { type Compiled, compile } from "./destination";
import { foundBy } from "./fields";
import { bodies, mapped } from "./mapped";
import type { Call, EventReview, Questions, Review, Sample } from "./messages";
import { marked, nearestNode, Text } from "./place";
import { dialectOf, triggerReview } from "./trigger";

type Compilation = Compiled & { destination: NonNullable<Compiled["destination"]> };

export function review(
  { document, mapping: index, sample: wanted }: Questions["review"],
  samples: readonly Sample[],
): Review {
  const compilation = compile(document);
  const outline = readDocument(document);
  const mapping = outline?.mappings[index];
  const trigger = mapping && triggerReview(mapping, dialectOf(outline?.mode));
  const { destination, findings, broken } = compilation;
  if (!destination) return { findings, broken, ...(trigger && { trigger }) };
  const looked = samples.find(({ id }) => id === wanted) ?? samples[0];
  return {
    findings,
    broken,
    mappings: destination.mappings,
    ...(looked && { event: eventReview(looked, { ...compilation, destination }, mapping) }),
    ...(trigger && { trigger }),
  };
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
  if (answer.status === "failure") {
    const nothing = { calls: [], skipped: [], mappings: [], members: [], found: {} };
    return { id, readable: false, findings, ...nothing };
  }
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
