// What becomes of all sample events, in short. Asked for and answered in parts, so that a keystroke never waits for more
// than one part.

import type { Destination } from "friendbuy-edge";
import { readDocument } from "../text/document";
import { type Compiled, compile } from "./destination";
import { mapped, names } from "./mapped";
import type { Answers, Questions, Row, Sample } from "./messages";
import { PerText } from "./per-text";
import { decider, dialectOf, triggerReview } from "./trigger";

/** About half of the time there is to answer a keystroke in before people notice. */
const PART_MILLIS = 8;

type Outcome = Omit<Row, "id" | "trigger">;

const outcomes = new PerText<Compiled, Outcome>();
const titles = new PerText<undefined, ReturnType<typeof names>>();

export function rows(
  { document, mapping: index, from }: Questions["rows"],
  samples: readonly Sample[],
): Answers["rows"] {
  const compiled = compile(document);
  const { destination } = compiled;
  if (!destination) return { rows: [], next: undefined };
  const outline = readDocument(document);
  const mapping = outline?.mappings[index];
  const decide = mapping && decider(triggerReview(mapping, dialectOf(outline?.mode)));
  const end = performance.now() + PART_MILLIS;
  const rows: Row[] = [];
  let at = from;
  for (; at < samples.length && (at === from || performance.now() < end); at++) {
    const sample = samples[at];
    if (!sample) break;
    const { id, text } = sample;
    const outcome = outcomes.get(compiled, text, () => outcomeOf(text, destination));
    const trigger = decide?.(text);
    rows.push({ id, ...outcome, ...(trigger && { trigger }) });
  }
  return { rows, next: at < samples.length ? at : undefined };
}

function outcomeOf(text: string, destination: Destination): Outcome {
  const { answer } = mapped(destination, text);
  const nothing = { calls: [], refusals: [], warnings: 0 };
  if (answer.status === "failure") {
    const detail = text.trim().slice(0, 80) || "Nothing yet";
    return { ...nothing, title: "Unreadable", detail, readable: false };
  }
  const { requests, skipped, diagnostics } = answer;
  return {
    ...titles.get(undefined, text, () => names(text)),
    readable: true,
    calls: requests.map(({ mapping }) => mapping),
    refusals: skipped.filter(({ reason }) => reason === "refused").map(({ mapping }) => mapping),
    warnings: diagnostics.filter(({ severity }) => severity === "warning").length,
  };
}
