import { readFile } from "node:fs/promises";
import { buffer as readAll } from "node:stream/consumers";
import { ConfigError, Destination } from "../node.js";
import { findings } from "./describe.js";
import { EXIT, Stop } from "./exit.js";
import { refuseUtf16, STANDARD_INPUT, unreadable } from "./input.js";
import { errorColours } from "./terminal.js";

/** What stands on a command line for the mappings that apply without a document. */
export const STANDARD = "standard";

/** The text of a file, or of standard input for `-`, and what people call it. */
export async function readNamed(path: string): Promise<{ name: string; text: string }> {
  const name = path === "-" ? STANDARD_INPUT : path;
  try {
    const bytes = await (path === "-" ? readAll(process.stdin) : readFile(path));
    refuseUtf16(bytes);
    return { name, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** The text alone. */
export const readText = async (path: string): Promise<string> => (await readNamed(path)).text;

/**
 * The destination of a document in a file, or the standard one.
 *
 * @throws {Stop} with every problem of the document.
 */
export async function readDestination(path: string | undefined): Promise<Destination> {
  if (path === undefined || path === STANDARD) return new Destination();
  const { name, text } = await readNamed(path);
  try {
    return new Destination(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = findings(error.diagnostics, { name, text }, errorColours);
    throw new Stop(EXIT.input, [`${name} can't be used:`, ...lines].join("\n"));
  }
}
