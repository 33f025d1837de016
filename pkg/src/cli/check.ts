import type { Command } from "commander";
import { type Diagnostic, lint, type Severity } from "../node.js";
import { findings } from "./describe.js";
import { readNamed } from "./document.js";
import { EXIT } from "./exit.js";
import { Output } from "./output.js";
import { colours, counted } from "./terminal.js";

interface Options {
  json?: true;
  warnings?: true;
}

export function addCheck(program: Command): void {
  program
    .command("check")
    .summary("check destination documents")
    .description(
      "Checks destination documents: what is wrong, with its line, and what is valid and hardly meant.",
    )
    .argument("<documents...>", "destination documents; `-` for standard input")
    .option("--warnings", "end with 1 for warnings too")
    .option("--json", "one line of JSON for each document")
    .addHelpText(
      "after",
      `
Examples:
  $ friendbuy-edge check destination.json
  $ friendbuy-edge check --warnings --json destinations/*.json

Ends with 1 when a document has an error.`,
    )
    .action(check);
}

async function check(paths: string[], { json, warnings }: Options): Promise<void> {
  const output = new Output();
  const counts = { error: 0, warning: 0, note: 0 };
  for (const path of paths) {
    const { name, text } = await readNamed(path);
    const diagnostics = lint(text);
    for (const { severity } of diagnostics) counts[severity] += 1;
    if (json) await output.line(JSON.stringify({ file: name, diagnostics }));
    else await output.lines(lines(name, text, diagnostics));
  }
  await output.flush();
  if (counts.error > 0 || (warnings && counts.warning > 0)) process.exitCode = EXIT.found;
}

function* lines(name: string, text: string, diagnostics: readonly Diagnostic[]): Generator<string> {
  const count = (severity: Severity) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const said = (["error", "warning", "note"] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => counted(count(severity), severity));
  const isBad = count("error") > 0;
  const mark = isBad ? colours.red("✗") : colours.green("✓");
  yield `${mark} ${colours.bold(name)}  ${said.join(", ") || "nothing to say"}`;
  yield* findings(diagnostics, { name, text }, colours);
}
