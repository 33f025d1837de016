// The destination document as text, and changes to it that leave the rest of the text alone.

import type { DestinationDocument, Mapping, Mode } from "friendbuy-edge";
import { applyEdits, type JSONPath, modify } from "jsonc-parser";

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

export const json = (value: unknown) => JSON.stringify(value, null, 2);

export const standardDocument = json(standard);

export const modes = ["segment", "documented", "strict"] as const satisfies readonly Mode[];

/** The document's mode; none if the document can't say. */
export function modeOf(document: string): Mode | undefined {
  const mode = parsed(document)?.mode ?? "documented";
  return parsed(document) && modes.find((known) => known === mode);
}

export const withMode = (document: string, mode: Mode) => edited(document, ["mode"], mode);

/** The document with a mapping more, unless it has one of that id or can't be read. */
export function withMapping(document: string, mapping: Mapping): string {
  const mappings = parsed(document)?.mappings;
  if (!Array.isArray(mappings) || mappings.some((present) => present?.id === mapping.id)) {
    return document;
  }
  return edited(document, ["mappings", mappings.length], mapping);
}

function parsed(document: string): { mode?: unknown; mappings?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(document);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function edited(document: string, path: JSONPath, value: unknown): string {
  const formattingOptions = { tabSize: 2, insertSpaces: true, eol: "\n" };
  return applyEdits(document, modify(document, path, value, { formattingOptions }));
}
