import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { ConfigError, type ImportEntry, importSegment } from "../node.js";
import { findings } from "./describe.js";
import { readNamed } from "./document.js";
import { EXIT, messageOf, Stop } from "./exit.js";
import { Output } from "./output.js";
import { counted, errorColours, plain, tell } from "./terminal.js";

interface Options {
  output?: string;
  force?: true;
  json?: true;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .summary("make a document of Segment's mappings")
    .description(
      "Makes a destination document of the mappings of a Segment workspace: answers of Segment's Public API, Terraform (files, state, plan as JSON), the form of Segment's destination kit. The report goes to standard error.",
    )
    .argument("<file>", "what Segment or Terraform gave; `-` for standard input")
    .option("-o, --output <file>", "write the document there instead of to standard output")
    .option("-f, --force", "overwrite that file")
    .option("--json", "print the document and the report as one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  $ friendbuy-edge import friendbuy.tf -o destination.json
  $ curl -H "Authorization: Bearer $TOKEN" https://api.segmentapis.com/destinations/$ID/subscriptions \\
      | friendbuy-edge import - -o destination.json

Ends with 1 when something was not understood and needs a look.`,
    )
    .action(importMappings);
}

async function importMappings(path: string, { output, force, json }: Options): Promise<void> {
  const { name, text: source } = await readNamed(path);
  const { text, report } = read(name, source);
  if (output !== undefined) await write(output, text, force === true);
  const printed = new Output();
  // As text, for the digits of its numbers. JSON has line ends between its parts alone.
  const document = text.replaceAll(/\n */g, "");
  if (json) await printed.line(`{"document":${document},"report":${JSON.stringify(report)}}`);
  else if (output === undefined) await printed.line(text.trimEnd());
  await printed.flush();
  if (!json) for (const line of lines(name, report)) tell(line);
  if (report.some(({ outcome }) => outcome === "not-understood")) process.exitCode = EXIT.found;
}

function read(name: string, text: string): ReturnType<typeof importSegment> {
  try {
    return importSegment(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const about = findings(error.diagnostics, { name, text }, errorColours);
    throw new Stop(EXIT.input, [`${name} can't be imported:`, ...about].join("\n"));
  }
}

async function write(name: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(name, text, { flag: force ? "w" : "wx" });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
    const why = exists ? "it exists; --force overwrites it" : messageOf(error);
    throw new Stop(EXIT.input, `can't write ${name}: ${why}`);
  }
}

const MARK = { kept: "green", changed: "yellow", "not-understood": "red" } as const;

function* lines(name: string, report: readonly ImportEntry[]): Generator<string> {
  const width = "not understood".length;
  for (const { outcome, what, why, pointer, line, column } of report) {
    const word = errorColours[MARK[outcome]](outcome.replace("-", " ").padEnd(width));
    const place = line === undefined ? pointer : `${name}:${line}:${column}`;
    yield `${word}  ${plain(what)}${place ? `  ${errorColours.dim(plain(place))}` : ""}`;
    if (why) yield `${" ".repeat(width)}  ${errorColours.dim(plain(why))}`;
  }
  const count = (outcome: ImportEntry["outcome"]) =>
    report.filter((entry) => entry.outcome === outcome).length;
  yield `${counted(count("kept"), "part")} kept, ${count("changed")} changed, ${count("not-understood")} not understood`;
}
