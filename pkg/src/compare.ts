import type { JsonValue } from "./document.js";
import type { Call } from "./result.js";

/** A place at which two bodies differ. */
export interface Difference {
  /** The place in the body, as a JSON Pointer. */
  pointer: string;
  /** What was there; absent if nothing was. */
  before?: JsonValue;
  /** What is there now; absent if nothing is. */
  after?: JsonValue;
}

/** What becomes of one call when a destination is replaced by another. `change` tells which members there are. */
export type Change =
  | { change: "appears"; mapping: string; after: Call }
  | { change: "vanishes"; mapping: string; before: Call }
  | { change: "changes"; mapping: string; before: Call; after: Call; differences: Difference[] };

/** An event whose calls are not the same. */
export interface EventChanges {
  /** Its place among the events, from 0. */
  index: number;
  changes: Change[];
}
