import { readFile } from "node:fs/promises";
import { ConfigError, Destination } from "../node.js";
import { findings } from "./describe.js";
import { EXIT, Stop } from "./exit.js";
import { unreadable } from "./input.js";
import { errorColours } from "./terminal.js";

/** What stands on a command line for the mappings that apply without a document. */
export const STANDARD = "standard";

/** The text of a file. */
export async function readText(name: string): Promise<string> {
  const bytes = await readFile(name).catch((error) => {
    throw unreadable(name, error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Stop(EXIT.input, `can't read ${name}: it is not UTF-8 text`);
  }
}

/**
 * The destination of a document in a file, or the standard one.
 *
 * @throws {Stop} with every problem of the document.
 */
export async function readDestination(name: string | undefined): Promise<Destination> {
  if (name === undefined || name === STANDARD) return new Destination();
  const text = await readText(name);
  try {
    return new Destination(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = findings(error.diagnostics, { name, text }, errorColours);
    throw new Stop(EXIT.input, [`${name} can't be used:`, ...lines].join("\n"));
  }
}
