// The forms in which a field's mapping can be edited, and the way from one to another.

import type { JsonValue } from "friendbuy-edge";
import { exactNumber, shownExact } from "./exact";

export type Kind = "path" | "fixed" | "template" | "condition" | "json";

export type Scalar = string | number | boolean;

/** `@if`, as far as it can be edited as a condition. */
export interface Condition {
  test: "exists" | "blank";
  of: JsonValue | undefined;
  /** The directive's `then` and `else`. */
  yes: JsonValue | undefined;
  no: JsonValue | undefined;
}

const isObject = (value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isScalar = (value: JsonValue | undefined): value is Scalar =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** What the only member of a directive holds. */
function only(value: JsonValue | undefined, directive: string): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === directive ? value[directive] : undefined;
}

export function kindOf(value: JsonValue | undefined): Kind {
  if (value === undefined || typeof only(value, "@path") === "string") return "path";
  if (typeof only(value, "@template") === "string") return "template";
  if (isScalar(value) || isScalar(only(value, "@literal"))) return "fixed";
  return conditionOf(value) ? "condition" : "json";
}

/** A path without the `$.` that may stand in front of it. */
export function pathOf(value: JsonValue | undefined): string {
  const path = only(value, "@path");
  return typeof path === "string" ? path.replace(/^\$\./, "") : "";
}

export function templateOf(value: JsonValue | undefined): string {
  const template = only(value, "@template");
  return typeof template === "string" ? template : "";
}

/** A fixed value as it is shown. */
export function fixedOf(value: JsonValue | undefined): string {
  const literal = isScalar(value) ? value : only(value, "@literal");
  return isScalar(literal) ? shownExact(literal) : "";
}

export function conditionOf(value: JsonValue | undefined): Condition | undefined {
  const options = only(value, "@if");
  if (!isObject(options)) return undefined;
  const { exists, blank, then: yes, else: no, ...rest } = options;
  if (Object.keys(rest).length > 0 || (exists === undefined) === (blank === undefined)) {
    return undefined;
  }
  const test = exists === undefined ? "blank" : "exists";
  return { test, of: exists ?? blank, yes, no };
}

export const path = (text: string): JsonValue => ({ "@path": `$.${text}` });
export const template = (text: string): JsonValue => ({ "@template": text });

export function condition({ test, of = path(""), yes, no }: Condition): JsonValue {
  const branches = [
    ["then", yes],
    ["else", no],
  ].filter(([, value]) => value !== undefined);
  return { "@if": { [test]: of, ...Object.fromEntries(branches) } };
}

/** A fixed value of the type a field has, as far as the text says one. */
export function fixed(text: string, type: string): Scalar {
  if (type === "number" || type === "integer") return exactNumber(text) ?? text;
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** The value in another form, as near to what it was as can be. */
export function converted(value: JsonValue | undefined, to: Kind, found?: JsonValue): JsonValue {
  const first = firstPath(value);
  switch (to) {
    case "path":
      return path(first);
    case "template":
      return template(first ? `{{${first}}}` : "");
    case "fixed":
      return isScalar(found) ? found : "";
    case "condition":
      return condition({ test: "exists", of: path(first), yes: path(first), no: undefined });
    case "json":
      return value ?? path("");
  }
}

/** The first path in a value: the best guess at what it is about. */
function firstPath(value: JsonValue | undefined): string {
  if (!isObject(value)) return "";
  const own = pathOf(value);
  if (own) return own;
  const inTemplate = /\{\{\s*([^{}]+?)\s*\}\}/.exec(templateOf(value))?.[1];
  if (inTemplate) return inTemplate;
  for (const inner of Object.values(value)) {
    const found = firstPath(inner);
    if (found) return found;
  }
  return "";
}
