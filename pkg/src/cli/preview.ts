import type { Command } from "commander";
import type { Answer } from "../answer.js";
import type { MapResult } from "../index.js";
import { bodyLines, eventTitle, findings } from "./describe.js";
import { readDestination } from "./document.js";
import { EXIT } from "./exit.js";
import { Output } from "./output.js";
import { Tally } from "./tally.js";
import { colours, plain, tell } from "./terminal.js";
import { answerFor, events, type FoundEvent, withPlace } from "./walk.js";

interface Options {
  document?: string;
  json?: true;
  summary?: true;
}

export function addPreview(program: Command): void {
  program
    .command("preview")
    .summary("show the calls that events become")
    .description(
      "Shows what Friendbuy would receive for each event: the calls, the mappings that made none, and why.\nNothing is sent.",
    )
    .argument(
      "[files...]",
      "events: NDJSON, JSON arrays, gzip of them; `-` or none: standard input",
    )
    .option("-d, --document <file>", "the destination document (default: the standard mappings)")
    .option("--summary", "count calls and findings, show no event")
    .option("--json", "one line of JSON for each event")
    .addHelpText(
      "after",
      `
Examples:
  $ friendbuy-edge preview -d destination.json events.ndjson
  $ echo '{"type":"identify","userId":"u1","traits":{"email":"a@b.example"}}' | friendbuy-edge preview
  $ friendbuy-edge preview --summary archive/*.gz
  $ friendbuy-edge preview --json events.ndjson | jq -c '.requests[] | [.path, .body.email]'

Ends with 1 when an event was refused or is none.`,
    )
    .action(preview);
}

async function preview(files: string[], { document, json, summary }: Options): Promise<void> {
  using destination = await readDestination(document);
  const output = new Output();
  const tally = new Tally(destination.mappings);
  const hasRoom = summary === true || process.stdout.isTTY !== true;
  for await (const event of events(files, hasRoom)) {
    const text = answerFor(event, (event) => destination.mapText(event));
    const answer: Answer<MapResult> = JSON.parse(text);
    tally.add(answer);
    if (summary) continue;
    if (json) await output.line(withPlace(event, text));
    else await output.lines(lines(event, answer));
  }
  if (summary && json) await output.line(JSON.stringify(tally));
  else if (summary) await output.lines(tally.lines(colours));
  await output.flush();
  if (!summary) tell(tally.line());
  if (tally.hasTrouble) process.exitCode = EXIT.found;
}

function* lines(event: FoundEvent, answer: Answer<MapResult>): Generator<string> {
  yield headOf(event);
  if (answer.status === "success") {
    for (const { mapping, method, path, body } of answer.requests) {
      yield `  ${colours.green("→")} ${colours.bold(`${method} ${path}`)}  ${colours.dim(plain(mapping))}`;
      yield* bodyLines(body, colours);
    }
    if (answer.requests.length === 0) yield `  ${colours.dim(`no call: ${reasons(answer)}`)}`;
  }
  yield* findings(answer.diagnostics, undefined, colours);
  yield "";
}

/** The place of an event and its title. */
export function headOf(event: FoundEvent): string {
  const place = colours.bold(plain(`${event.file}:${event.line}`));
  return [place, titleOf(event)].filter(Boolean).join("  ");
}

/** The title of what is an event; nothing for what is none. */
export function titleOf({ text }: FoundEvent): string {
  try {
    const event = JSON.parse(text);
    return typeof event === "object" && event !== null ? eventTitle(event) : "";
  } catch {
    return "";
  }
}

/** Why there is no call: `not-triggered: customer, sign-up; refused: purchase`. */
export function reasons({ skipped }: MapResult): string {
  const groups = new Map<string, string[]>();
  for (const { mapping, reason } of skipped)
    groups.set(reason, [...(groups.get(reason) ?? []), plain(mapping)]);
  const texts = [...groups].map(([reason, mappings]) => `${reason}: ${mappings.join(", ")}`);
  return texts.join("; ") || "the document has no mapping";
}
