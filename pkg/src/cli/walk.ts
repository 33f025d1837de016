import type { Diagnostic } from "../index.js";
import { sources } from "./input.js";
import { progress, SILENT } from "./progress.js";
import type { FoundRecord } from "./records.js";

/** One event of the files, with its place. */
export interface FoundEvent extends FoundRecord {
  file: string;
}

/**
 * The events of files, or of standard input, one after the other.
 *
 * @param showsProgress whether there is room for a bar: not where results appear on the same terminal.
 */
export async function* events(
  paths: readonly string[],
  showsProgress: boolean,
): AsyncGenerator<FoundEvent> {
  const all = await sources(paths);
  const sizes = all.map(({ bytes }) => bytes);
  const total = sizes.reduce((sum, size) => sum && size && sum + size, 1);
  const bar = showsProgress ? progress(total) : SILENT;
  try {
    for (const { name, records } of all) {
      for await (const batch of records((bytes) => bar.add(bytes))) {
        for (const record of batch) yield { ...record, file: name };
      }
    }
  } finally {
    bar.stop();
  }
}

/** What the core answers for an event; for a record that is none, a failure in the same form. */
export function answerFor(event: FoundEvent, ask: (text: string) => string): string {
  if (event.problem === undefined) return ask(event.text);
  const finding: Diagnostic = { severity: "error", code: "json-syntax", message: event.problem };
  return JSON.stringify({ status: "failure", diagnostics: [finding] });
}

/** An answer of the core, with the place of its event put in front. */
export const withPlace = ({ file, line }: FoundEvent, answer: string): string =>
  `{"file":${JSON.stringify(file)},"line":${line},${answer.slice(1)}`;
