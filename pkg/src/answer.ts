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

/** An event as JSON text. Throws an `EventError` for what has none, and for what is plainly meant for something else. */
export function eventText(event: unknown): string {
  return orThrow(() => {
    if (typeof event === "string" || Array.isArray(event)) throw noEvent(event);
    return jsonText(event, "event");
  });
}

function noEvent(event: string | unknown[]): NotJson {
  const [kind, help] =
    typeof event === "string"
      ? ["a string", "JSON text is for mapText, explainText and compareText"]
      : ["an array", "several events are for mapBatch, as `{ batch: events }`"];
  const message = `an event must be an object, but it is ${kind}`;
  return new NotJson("event", { code: "event-type", message, help });
}

/** What is hardly JSON or Terraform, and likely the name of a file with it. */
const FILE_NAME = /^[^\n{}"]+\.[a-z]\w*$/i;

/** A document as JSON text; text is taken as it is. Throws a `ConfigError` for what has none. */
export function documentText(document: unknown): string {
  if (typeof document !== "string") return valueText(document, "the document");
  return orThrow(() => {
    if (!FILE_NAME.test(document)) return document;
    const message = `\`${document}\` is no document, but perhaps the name of a file with one`;
    throw new NotJson("document", { message, help: "read the file, and give what is in it" });
  });
}

/** A mapping as JSON text. Throws a `ConfigError` for what is none. */
export function mappingText(mapping: unknown): string {
  return orThrow(() => {
    // Segment's code takes texts and lists for objects whose keys are numbers.
    if (typeof mapping === "object" && !Array.isArray(mapping))
      return jsonText(mapping, "document", "the mapping");
    const kind = Array.isArray(mapping) ? "an array" : `\`${typeof mapping}\``;
    throw new NotJson("document", {
      code: "document-type",
      message: `a mapping must be an object, but it is ${kind}`,
      help: 'as in `{ "@path": "$.userId" }`',
    });
  });
}

/** A value of a document as JSON text. Throws a `ConfigError` for what has none. @param what the value, for people */
export function valueText(value: unknown, what: string): string {
  return orThrow(() => jsonText(value, "document", what));
}

function orThrow(text: () => string): string {
  try {
    return text();
  } catch (error) {
    throw error instanceof NotJson ? failure(error.diagnostics) : error;
  }
}
