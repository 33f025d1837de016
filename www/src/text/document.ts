// The destination document as text, and changes to it that leave the rest of the text alone.

import type {
  ActionName,
  DestinationDocument,
  Field,
  JsonValue,
  Mapping,
  Mode,
} from "friendbuy-edge";
import { applyEdits, type JSONPath, modify } from "jsonc-parser";
import { parseExact, unmarked } from "./exact";

/** What holds when there is no document, spelled out. */
const standard = {
  version: 1,
  name: "Friendbuy (Cloud Destination)",
  mode: "documented",
  mappings: [
    {
      id: "customer",
      name: "Track Customer",
      action: "trackCustomer",
      trigger: 'type = "identify"',
    },
    {
      id: "purchase",
      name: "Track Purchase",
      action: "trackPurchase",
      trigger: 'type = "track" and event = "Order Completed"',
    },
    {
      id: "sign-up",
      name: "Track Sign Up",
      action: "trackSignUp",
      trigger: 'type = "track" and event = "Signed Up"',
    },
  ],
} satisfies DestinationDocument;

/** A value as text, laid out. */
export const json = (value: unknown) => unmarked(JSON.stringify(value, null, 2));

export const standardDocument = json(standard);

export const emptyDocument = json({ version: 1, mode: "documented", mappings: [] });

export const modes = ["segment", "documented", "strict"] as const satisfies readonly Mode[];

export const MAX_MAPPINGS = 50;

/** A mapping as far as it can be read: a document that is being edited need not be right. */
export interface ReadMapping {
  id: string;
  name: string;
  enabled: boolean;
  action: ActionName | undefined;
  trigger: string;
  /** Starts with the action's default mapping. */
  defaults: boolean;
  fields: Record<string, JsonValue>;
}

export interface ReadDocument {
  mode: Mode | undefined;
  mappings: ReadMapping[];
}

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The document, if it is JSON and a document in outline.
 *
 * @param parse `parseExact` to work with its numbers, see `exact.ts`
 */
export function readDocument(
  text: string,
  parse: (text: string) => unknown = JSON.parse,
): ReadDocument | undefined {
  let document: unknown;
  try {
    document = parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(document)) return undefined;
  const { mode = "documented", mappings } = document;
  if (!Array.isArray(mappings)) return undefined;
  return {
    mode: modes.find((known) => known === mode),
    mappings: mappings.map(readMapping),
  };
}

const actionNames = [
  "trackCustomer",
  "trackPurchase",
  "trackSignUp",
  "trackCustomEvent",
] as const satisfies readonly ActionName[];

function readMapping(value: unknown): ReadMapping {
  const mapping = isObject(value) ? value : {};
  const text = (member: unknown) => (typeof member === "string" ? member : "");
  return {
    id: text(mapping.id),
    name: text(mapping.name),
    enabled: mapping.enabled !== false,
    action: actionNames.find((known) => known === mapping.action),
    trigger: text(mapping.trigger),
    defaults: mapping.defaults !== false,
    // A value that came out of JSON.parse is JSON.
    fields: isObject(mapping.fields) ? (mapping.fields as Record<string, JsonValue>) : {},
  };
}

const formattingOptions = { tabSize: 2, insertSpaces: true, eol: "\n" };

/** The text with a value at a path changed, or without it where the value is `undefined`. */
export function edited(text: string, path: JSONPath, value: unknown): string {
  return unmarked(applyEdits(text, modify(text, path, value, { formattingOptions })));
}

export const withMode = (text: string, mode: Mode) => edited(text, ["mode"], mode);

/** Changes a member of a mapping; `undefined` removes it. */
export const withMember = (text: string, index: number, path: JSONPath, value: unknown) =>
  edited(text, ["mappings", index, ...path], value);

/** Changes one field of a mapping's patch; `undefined` gives it its default back. */
export function withField(text: string, index: number, key: string, value: unknown): string {
  const next = withMember(text, index, ["fields", key], value);
  const fields = readDocument(next)?.mappings[index]?.fields ?? {};
  const isEmpty = value === undefined && Object.keys(fields).length === 0;
  return isEmpty ? withMember(next, index, ["fields"], undefined) : next;
}

/** Puts a mapping in before the one at `index`, or at the end. */
export function withMapping(text: string, mapping: Mapping | Members, index?: number): string {
  const at = index ?? readDocument(text)?.mappings.length ?? 0;
  const options = { formattingOptions, isArrayInsertion: true };
  return unmarked(applyEdits(text, modify(text, ["mappings", at], mapping, options)));
}

export const withoutMapping = (text: string, index: number) =>
  edited(text, ["mappings", index], undefined);

/** Moves a mapping to another place among them. */
export function withMoved(text: string, from: number, to: number): string {
  const mapping = rawMapping(text, from);
  return mapping ? withMapping(withoutMapping(text, from), mapping, to) : text;
}

const listOfMappings = (text: string): unknown[] => {
  const document = parseExact(text);
  return isObject(document) && Array.isArray(document.mappings) ? document.mappings : [];
};

/** The mappings with everything they have. */
export const rawMappings = (text: string): Members[] => listOfMappings(text).filter(isObject);

/** A mapping with everything it has. */
export function rawMapping(text: string, index: number): Members | undefined {
  const mapping = listOfMappings(text)[index];
  return isObject(mapping) ? mapping : undefined;
}

/** An id no mapping has yet: the wanted one, or that with a number. */
export function freeId(wanted: string, { mappings }: ReadDocument): string {
  const taken = new Set(mappings.map(({ id }) => id));
  const base =
    wanted
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "mapping";
  let id = base;
  for (let number = 2; taken.has(id); number++) id = `${base}-${number}`;
  return id;
}

/** Where a field of a mapping takes its value from. */
export interface FieldSource {
  /** What it is mapped to; none if it is not sent at all. */
  value: JsonValue | undefined;
  /** `changed`: the mapping says so. `removed`: the mapping takes it out. `default`: the mapping says nothing. */
  from: "default" | "changed" | "removed";
}

export function fieldSource({ fields, defaults }: ReadMapping, field: Field): FieldSource {
  if (!Object.hasOwn(fields, field.key)) {
    return { value: defaults ? field.default : undefined, from: "default" };
  }
  const value = fields[field.key];
  return value === null ? { value: undefined, from: "removed" } : { value, from: "changed" };
}
