import {
  explainTrigger,
  formatTrigger,
  matchTrigger,
  parseTrigger,
} from "../wasm/friendbuy_edge.js";
import { eventText, resultOf, valueText } from "./answer.js";
import { call } from "./core.js";
import type { AnyEvent } from "./event.js";
import type { ConditionResult } from "./explain.js";
import type { Diagnostic } from "./result.js";

/**
 * How a trigger is read and printed.
 *
 * - `"segment"`: as Segment's own code reads it, quirks included. The dialect of mode `"segment"`.
 * - `"documented"`: what is written is what counts. The dialect of the other modes.
 */
export type Dialect = "segment" | "documented";

/** A constant in a trigger. */
export type TriggerScalar = string | number | boolean;

/** A member of the event that is a text; `"event-type"` is its `type`. */
export type TriggerMember =
  | "event-type"
  | "event"
  | "name"
  | "userId"
  | "anonymousId"
  | "messageId"
  | "groupId"
  | "previousId"
  | "channel"
  | "timestamp";

/** Where a path starts; `"member"` is the event itself or, inside of `any`, the element. */
export type TriggerRoot =
  | "event-property"
  | "event-trait"
  | "event-context"
  | "event-integration"
  | "member";

/** A member of the event, or a path below one. */
export interface TriggerField {
  type: TriggerMember | TriggerRoot;
  /** The path, where there is one: `"products.0.sku"`. */
  name?: string;
  /** The path key by key, where a name can't tell them. */
  path?: string[];
}

/** How a value is tested. */
export type TriggerOperator =
  | "="
  | "!="
  | "number_equals"
  | "number_not_equals"
  | "<"
  | "<="
  | ">"
  | ">="
  | "contains"
  | "not_contains"
  | "starts_with"
  | "not_starts_with"
  | "ends_with"
  | "not_ends_with"
  | "exists"
  | "not_exists"
  | "is_true"
  | "is_false"
  | "is_not_true"
  | "is_not_false"
  | "matches"
  | "not_matches"
  | "in"
  | "not_in";

/** A trigger as a tree, in Segment's own form. The kinds `"not"` and `"any"` are in the documented dialect alone. */
export type TriggerCondition =
  | { type: "group"; operator: "and" | "or"; children: (TriggerCondition | null)[] }
  | { type: "not"; condition: TriggerCondition }
  | { type: "any"; list: TriggerField; condition: TriggerCondition }
  | TriggerComparison;

/** A test of one value. */
export interface TriggerComparison extends TriggerField {
  /** In Segment's dialect also whatever stands in its place; that is never true. */
  operator: TriggerOperator | (string & {});
  /** Absent where the operator says it all; `null` where Segment's dialect reads a number that is none (NaN). */
  value?: TriggerScalar | TriggerScalar[] | null;
}

/** A trigger, read. */
export interface ParsedTrigger {
  tree: TriggerCondition;
  /** The tree as text of the documented dialect. */
  text: string;
  /** What is worth a warning. */
  diagnostics: Diagnostic[];
  /** Where the dialects read the trigger differently: what each makes of it, `null` if it can't be read. */
  readings?: { [Name in Dialect]: string | null };
}

/** What a trigger comes to on an event, and why. */
export interface TriggerExplanation {
  matches: boolean;
  explanation: ConditionResult;
}

/** Triggers by themselves: as text, or as the tree that {@link trigger.parse} gives. */
export const trigger = {
  /**
   * Reads a trigger into its tree, which can be changed and {@link trigger.format | printed}.
   *
   * @throws {ConfigError} with every problem and its place.
   */
  parse(trigger: string | TriggerCondition, dialect: Dialect = "documented"): ParsedTrigger {
    return ask(parseTrigger, trigger, dialect);
  },

  /**
   * A trigger as text.
   *
   * @throws {ConfigError} if it can't be read, or the dialect has no text for it.
   */
  format(trigger: string | TriggerCondition, dialect: Dialect = "documented"): string {
    return ask<{ text: string }>(formatTrigger, trigger, dialect).text;
  },

  /**
   * Whether a trigger is true for an event.
   *
   * @throws {ConfigError} if the trigger can't be read.
   * @throws {EventError} if the event is none at all.
   */
  matches(
    trigger: string | TriggerCondition,
    event: AnyEvent,
    dialect: Dialect = "documented",
  ): boolean {
    const json = eventText(event);
    type Matches = { matches: boolean };
    return ask<Matches>((...of) => matchTrigger(...of, json), trigger, dialect).matches;
  },

  /**
   * Why a trigger is true for an event, or is not: every condition, what it saw, and what it came to.
   *
   * @throws {ConfigError} if the trigger can't be read.
   * @throws {EventError} if the event is none at all.
   */
  explain(
    trigger: string | TriggerCondition,
    event: AnyEvent,
    dialect: Dialect = "documented",
  ): TriggerExplanation {
    const json = eventText(event);
    return ask((...of) => explainTrigger(...of, json), trigger, dialect);
  },
};

function ask<Result>(
  run: (trigger: string, dialect: string) => string,
  trigger: string | TriggerCondition,
  dialect: Dialect,
): Result {
  const text = valueText(trigger, "the trigger");
  return resultOf<Result>(call(() => run(text, String(dialect))));
}
