import {
  importSegment as importCore,
  lint as lintCore,
  validate as validateCore,
} from "../wasm/friendbuy_edge.js";
import { documentText, resultOf } from "./answer.js";
import { call } from "./core.js";
import type { DestinationDocument } from "./document.js";
import { ConfigError } from "./errors.js";
import type { Diagnostic } from "./result.js";

/**
 * Everything that is wrong with a document, or worth a warning. With an `"error"` among it, {@link Destination} does not
 * take the document.
 *
 * ```js
 * const isUsable = !validate(document).some(({ severity }) => severity === "error");
 * ```
 *
 * @param document As an object or as JSON text.
 */
export function validate(document: DestinationDocument | object | string): Diagnostic[] {
  return findings(document, validateCore);
}

/**
 * As {@link validate}, with advice on what is valid and yet hardly meant: triggers that can never match, calls that are
 * made twice, purchases that Friendbuy's script in the browser reports as well.
 *
 * @param document As an object or as JSON text.
 */
export function lint(document: DestinationDocument | object | string): Diagnostic[] {
  return findings(document, lintCore);
}

function findings(document: unknown, ask: (text: string) => string): Diagnostic[] {
  try {
    const text = documentText(document);
    return resultOf<{ diagnostics: Diagnostic[] }>(call(() => ask(text))).diagnostics;
  } catch (error) {
    if (error instanceof ConfigError) return [...error.diagnostics];
    throw error;
  }
}

/** What became of a part of what was imported. */
export interface ImportEntry {
  /**
   * - `"kept"`: it is in the document.
   * - `"changed"`: it is in the document in another form, or left out because it does nothing.
   * - `"not-understood"`: it is not in the document, and somebody should look at it.
   */
  outcome: "kept" | "changed" | "not-understood";
  /** The `id` of the mapping in the document it is about. */
  mapping?: string;
  /** What it is, for people. */
  what: string;
  /** Why it became that, for people. */
  why?: string;
  /** Where it stands in JSON, as a JSON Pointer. */
  pointer?: string;
  /** Where it stands in a Terraform file: the line, from 1. */
  line?: number;
  /** The place in that line, from 1. */
  column?: number;
}

/** Segment's mappings as a document. */
export interface ImportResult {
  /** It can be used as it is: mode `"segment"`, each mapping doing what it does at Segment. */
  document: DestinationDocument;
  /** What was kept, what was changed, what was not understood. */
  report: ImportEntry[];
  /** The document as JSON text, laid out for people. In it, numbers that JavaScript would round have all their digits. */
  text: string;
}

/**
 * Makes a document of the mappings of a Segment workspace: of an answer of Segment's Public API, of subscriptions as
 * Segment's destination kit has them, or of Terraform (files, state, or `terraform show -json`).
 *
 * @param source An object, or text: JSON or Terraform's language.
 * @throws {ConfigError} if it is none of these.
 */
export function importSegment(source: object | string): ImportResult {
  const text = documentText(source);
  return resultOf<ImportResult>(call(() => importCore(text)));
}
