// Segment's mappings as a document. Runs in the engine.

import { ConfigError, importSegment } from "friendbuy-edge/init";
import type { Imported, Questions } from "./messages";

export function importText({ text }: Questions["import"]): Imported {
  try {
    const { text: document, report } = importSegment(text);
    return { document, report };
  } catch (error) {
    if (error instanceof ConfigError) return { findings: [...error.diagnostics] };
    throw error;
  }
}
