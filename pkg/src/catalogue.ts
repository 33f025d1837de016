import { actions as catalogue } from "../wasm/friendbuy_edge.js";
import { resultOf } from "./answer.js";
import { call } from "./core.js";
import type { ActionName, FieldKey, JsonValue } from "./document.js";
import type { MappedRequest } from "./result.js";

/** One field of an action, or of the objects in a list. */
export interface Field<Key extends string = string> {
  key: Key;
  /** Its name in Segment's form. */
  label: string;
  description: string;
  type: "string" | "number" | "integer" | "boolean" | "object";
  /** The field is a list of that type. */
  multiple: boolean;
  /** An event without a usable value is refused. */
  required: boolean;
  /** What its value has to look like. */
  format?: "date" | "date-time" | "uri" | "email" | "choice";
  /** The values that format `choice` allows. */
  choices?: string[];
  /** What it is mapped to unless the mapping says otherwise, in Segment's mapping language. */
  default?: JsonValue;
  /** The members of an object, where they are fixed. */
  fields?: Field[];
}

/** One thing the destination can do at Friendbuy. */
export interface Action {
  name: ActionName;
  title: string;
  description: string;
  method: "POST";
  path: MappedRequest["path"];
  fields: Field<FieldKey>[];
}

/** Everything the destination can do at Friendbuy, with all fields and their default mappings. */
export function actions(): Action[] {
  return resultOf<{ actions: Action[] }>(call(() => catalogue())).actions;
}
