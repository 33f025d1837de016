// Triggers by themselves: read, printed, and applied to the samples.

import { ConfigError, type Dialect, EventError, type Mode, trigger } from "friendbuy-edge/init";
import { deciding } from "../text/decision";
import type { ReadMapping } from "../text/document";
import type { Answers, Decision, Questions, TriggerReview } from "./messages";
import { PerText } from "./per-text";

export const dialectOf = (mode: Mode | undefined): Dialect =>
  mode === "segment" ? "segment" : "documented";

/** The trigger of the mapping that is being edited. */
export function triggerReview({ trigger: text }: ReadMapping, dialect: Dialect): TriggerReview {
  try {
    const { tree, readings, diagnostics } = trigger.parse(text, dialect);
    return { text, dialect, tree, findings: diagnostics, ...(readings && { readings }) };
  } catch (error) {
    if (error instanceof ConfigError) return { text, dialect, findings: [...error.diagnostics] };
    throw error;
  }
}

export function format({ tree, dialect }: Questions["format"]): Answers["format"] {
  try {
    const text = trigger.format(tree, dialect);
    // In Segment's dialect the text of a tree need not mean the tree.
    const read = trigger.parse(text, dialect).text;
    if (read === trigger.format(tree)) return { text };
    return { problem: `Segment has no text for this: it would read it as \`${read}\`` };
  } catch (error) {
    if (error instanceof ConfigError) {
      return { problem: error.diagnostics[0]?.message ?? "this can't be written as a trigger" };
    }
    throw error;
  }
}

const decisions = new PerText<string, Decision | undefined>();

/** Says of samples whether the trigger is true for them. */
export function decider({ text, dialect, tree }: TriggerReview) {
  const about = `${dialect} ${text}`;
  return (sample: string): Decision | undefined =>
    tree && decisions.get(about, sample, () => decide(text, dialect, sample));
}

function decide(text: string, dialect: Dialect, sample: string): Decision | undefined {
  try {
    const { matches, explanation } = trigger.explain(text, JSON.parse(sample), dialect);
    const { condition, matched, at, saw } = deciding(explanation);
    return {
      matches,
      condition,
      // Of `!(…)` the condition inside decides, by being the opposite.
      holds: matched,
      ...(at !== undefined && { at }),
      ...(saw !== undefined && { saw: JSON.stringify(saw) }),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof EventError) return undefined;
    throw error;
  }
}
