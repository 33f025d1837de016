import { ConfigError, EventError } from "./errors.js";
import type { Diagnostic } from "./result.js";
import { jsonText, NotJson } from "./text.js";

/** What the core answers: its result, or why there is none. */
export type Answer<Result> =
  | ({ status: "success" } & Result)
  | { status: "failure"; diagnostics: Diagnostic[] };

/**
 * The result in the text of an answer.
 *
 * Throws an `EventError` or a `ConfigError` where there is none, depending on what the diagnostics are about.
 */
export function resultOf<Result>(text: string): Result {
  const { status, ...result }: Answer<Result> = JSON.parse(text);
  if (status === "success") return result as Result;
  throw failure((result as { diagnostics: Diagnostic[] }).diagnostics);
}

function failure(diagnostics: readonly Diagnostic[]): ConfigError | EventError {
  const isEvent = diagnostics.some(({ source }) => source === "event");
  return isEvent ? new EventError(diagnostics) : new ConfigError(diagnostics);
}

/** An event as JSON text. Throws an `EventError` for what has none. */
export function eventText(event: unknown): string {
  return orThrow(() => jsonText(event, "event"));
}

/** A document as JSON text; text is taken as it is. Throws a `ConfigError` for what has none. */
export function documentText(document: unknown): string {
  return typeof document === "string" ? document : valueText(document);
}

/** A mapping as JSON text. Throws a `ConfigError` for what has none. */
export function valueText(value: unknown): string {
  return orThrow(() => jsonText(value, "document"));
}

function orThrow(text: () => string): string {
  try {
    return text();
  } catch (error) {
    throw error instanceof NotJson ? failure(error.diagnostics) : error;
  }
}
