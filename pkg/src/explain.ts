import type { ActionName, FieldKey, JsonValue } from "./document.js";
import type { MapResult, SkipReason, Span } from "./result.js";

/** What becomes of an event, and why. */
export interface Explanation extends MapResult {
  /** Every mapping, in the document's order. */
  mappings: MappingExplanation[];
  /** Everything in the event that has nothing more in it, in the event's order, and what became of it. */
  members: EventMember[];
}

/** What one mapping makes of an event, and why. */
export interface MappingExplanation {
  /** The `id` of the mapping. */
  mapping: string;
  action: ActionName;
  /** `"sent"` if it makes a call, otherwise why it makes none. */
  outcome: "sent" | SkipReason;
  trigger: ConditionResult;
  /** Every value of the body that has nothing more in it, in the body's order. Empty if there is no call. */
  values: ValueTrace[];
}

/** What one condition of a trigger came to. */
export interface ConditionResult {
  /** The condition as text, in the dialect of the modes `"documented"` and `"strict"`. */
  condition: string;
  matched: boolean;
  /** Which part of the trigger's text it is. */
  span?: Span;
  /** Where in the event it looked, as a JSON Pointer. */
  at?: string;
  /** What was there. Absent if nothing was. */
  saw?: JsonValue;
  /** The conditions inside; of `any`, one for each element of the list. */
  children?: ConditionResult[];
}

/** A place that a value came from. */
export interface Place {
  /** The document, for values that are fixed there. */
  source: "event" | "document";
  /** JSON Pointer. */
  pointer: string;
}

/** Where one value of a body came from. */
export interface ValueTrace {
  /** The place in the body, as a JSON Pointer. */
  pointer: string;
  value: JsonValue;
  /** The action's field it came through. */
  field: FieldKey;
  /** Whether it is from the action's default mapping: the document says nothing about the field. */
  default: boolean;
  /** The places whose values are in it. Empty for what was filled in because there was nothing. */
  from: Place[];
  /** JSON Pointers to what in the event only decided which value it is, such as the test of `@if`. */
  decidedBy?: string[];
  /** The directives that made it, from the outside in. */
  directives?: TracedDirective[];
  /** How it changed between the mapping and the body, in order. */
  changes?: ValueChange[];
}

/** A directive on the way to a value. */
export interface TracedDirective {
  /** Its name, such as `"@path"`. */
  directive: string;
  /** Where in the document, as a JSON Pointer. Absent in the action's default mapping. */
  pointer?: string;
}

/**
 * Why a value changed between the mapping and the body.
 *
 * - `"field-type"`: the field takes another type: 5 becomes "5".
 * - `"api-form"`: Friendbuy's API takes another form: a date becomes day, month and year.
 * - `"additional-text"`: additional properties are texts.
 * - `"full-name"`: made of first and last name.
 * - `"item-default"`: what an item of an order is given when it has no such value.
 */
export type ChangeRule =
  | "field-type"
  | "api-form"
  | "additional-text"
  | "full-name"
  | "item-default";

/** One change of a value. */
export interface ValueChange {
  rule: ChangeRule;
  /** Absent if there was nothing before. */
  from?: JsonValue;
  to?: JsonValue;
}

/**
 * What became of a value of the event.
 *
 * - `"sent"`: it is in a body.
 * - `"dropped"`: a mapping took it, but it is in no body.
 * - `"refused"`: a mapping took it and refused the event.
 * - `"tested"`: a trigger or a condition of a mapping looked at it, and that is all.
 * - `"skipped"`: only mappings that are not for this event, or switched off, would take it.
 * - `"unused"`: no mapping refers to it.
 */
export type Fate = "sent" | "dropped" | "refused" | "tested" | "skipped" | "unused";

/** A value of the event that has nothing more in it, and what became of it. */
export interface EventMember {
  /** The place in the event, as a JSON Pointer. */
  pointer: string;
  value: JsonValue;
  /** All in all: the best of what became of it in the mappings, in the order in which {@link Fate} lists them. */
  fate: Fate;
  /** The mappings that have to do with it. */
  mappings: MemberFate[];
}

/** What became of a value of the event in one mapping. */
export type MemberFate = {
  /** The `id` of the mapping. */
  mapping: string;
} & (
  | {
      fate: "sent";
      /** JSON Pointers into the body. */
      to: string[];
    }
  | {
      fate: "dropped";
      /**
       * The `code` of a diagnostic, or `"empty"` (there is nothing in it), `"replaced"` (the mapping uses another value
       * in its place) or `"unknown-member"` (Friendbuy's items have no such member).
       */
      reason: string;
      /** The action's field that took it. */
      field?: FieldKey;
      /** The place of the finding in `diagnostics`. */
      diagnostic?: number;
    }
  | { fate: "refused"; reason: "refused" }
  | { fate: "tested"; reason: "trigger" | "condition" }
  | { fate: "skipped"; reason: Exclude<SkipReason, "refused"> }
);
