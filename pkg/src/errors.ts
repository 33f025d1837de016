import type { Diagnostic } from "./result.js";

/** @param {Diagnostic} diagnostic */
function line({ source, pointer, message, help }: Diagnostic): string {
  const place = source === undefined ? "" : `${source} ${pointer || "(the whole)"}: `;
  return `${place}${message}${help === undefined ? "" : ` (${help})`}`;
}

abstract class DiagnosticError extends Error {
  /** Everything that was found. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(line).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** The destination document can't be used. `diagnostics` holds every problem, not only the first. */
export class ConfigError extends DiagnosticError {
  override readonly name = "ConfigError";
}

/** What was given as an event is none. An event that the mappings merely refuse is not an error: see `MapResult`. */
export class EventError extends DiagnosticError {
  override readonly name = "EventError";
}
