import type { Command } from "commander";
import type { Answer } from "../answer.js";
import { type Change, Destination } from "../node.js";
import { bodyLines, findings } from "./describe.js";
import { readDestination, STANDARD } from "./document.js";
import { EXIT } from "./exit.js";
import { Output } from "./output.js";
import { headOf } from "./preview.js";
import { notEvents } from "./tally.js";
import { colours, counted, errorColours, plain, shown, tell } from "./terminal.js";
import { answerFor, events, type FoundEvent, withPlace } from "./walk.js";

interface Options {
  json?: true;
  summary?: true;
}

export function addDiff(program: Command): void {
  program
    .command("diff")
    .summary("say what another document would change")
    .description(
      "Says which calls appear, vanish or change, field by field, when one document replaces another: over recorded events.",
    )
    .argument("<before>", `a destination document, or \`${STANDARD}\` for the standard mappings`)
    .argument("<after>", "the other one")
    .argument(
      "[events...]",
      "events: NDJSON, JSON arrays, gzip of them; `-` or none: standard input",
    )
    .option("--summary", "count the changes, show no event")
    .option("--json", "one line of JSON for each event whose calls change")
    .addHelpText(
      "after",
      `
Examples:
  $ friendbuy-edge diff published.json edited.json recorded.ndjson
  $ friendbuy-edge diff ${STANDARD} destination.json --summary archive/*.gz

Ends with 1 when a call changes, as diff does, or when a record is no event.`,
    )
    .action(diff);
}

async function diff(
  before: string,
  after: string,
  files: string[],
  { json, summary }: Options,
): Promise<void> {
  using old = await readDestination(before);
  using now = await readDestination(after);
  const output = new Output();
  const counts = { events: 0, changed: 0, unusable: 0 };
  const fields = new Map<string, number>();
  const hasRoom = summary === true || process.stdout.isTTY !== true;
  for await (const event of events(files, hasRoom)) {
    counts.events += 1;
    const text = answerFor(event, (event) => Destination.compareText(old, now, event));
    const answer: Answer<{ changes: Change[] }> = JSON.parse(text);
    if (answer.status === "failure") {
      counts.unusable += 1;
      tell(`${plain(event.file)}:${event.line}`);
      for (const line of findings(answer.diagnostics, undefined, errorColours)) tell(line);
      continue;
    }
    if (answer.changes.length === 0) continue;
    counts.changed += 1;
    for (const change of answer.changes) {
      for (const key of keysOf(change)) fields.set(key, (fields.get(key) ?? 0) + 1);
    }
    if (json && !summary) await output.line(withPlace(event, text));
    else if (!summary) await output.lines(lines(event, answer.changes));
  }
  if (summary && json)
    await output.line(JSON.stringify({ ...counts, changes: Object.fromEntries(fields) }));
  else if (!json) await output.lines(table(fields));
  await output.flush();
  const bad = counts.unusable > 0 ? `, ${notEvents(counts.unusable)}` : "";
  tell(`${counted(counts.events, "event")}, ${counted(counts.changed, "event")} changed${bad}`);
  if (counts.changed + counts.unusable > 0) process.exitCode = EXIT.found;
}

/** What is counted of a change: the call as a whole, or each field; the elements of a list are one field. */
function keysOf(change: Change): string[] {
  if (change.change !== "changes") return [`${change.mapping}: call ${change.change}`];
  const pointers = change.differences.map(({ pointer }) =>
    pointer.replaceAll(/\/\d+(?=\/|$)/g, "/*"),
  );
  return [...new Set(pointers)].map((pointer) => `${change.mapping}: ${pointer || "action"}`);
}

function* lines(event: FoundEvent, changes: readonly Change[]): Generator<string> {
  yield headOf(event);
  for (const change of changes) {
    const mapping = plain(change.mapping);
    if (change.change === "appears") {
      yield `  ${colours.green(`+ POST ${change.after.path}`)}  ${mapping}`;
      yield* bodyLines(change.after.body, colours);
    } else if (change.change === "vanishes") {
      yield `  ${colours.red(`- POST ${change.before.path}`)}  ${mapping}`;
      yield* bodyLines(change.before.body, colours);
    } else {
      const { before, after } = change;
      const moved = before.path === after.path ? "" : ` (was ${before.path})`;
      yield `  ${colours.yellow(`~ POST ${after.path}`)}${moved}  ${mapping}`;
      const width = Math.max(...change.differences.map(({ pointer }) => plain(pointer).length), 0);
      for (const { pointer, ...sides } of change.differences) {
        const side = (name: "before" | "after") =>
          name in sides ? shown(sides[name]) : colours.dim("nothing");
        yield `      ${plain(pointer).padEnd(width)}  ${colours.red(side("before"))} → ${colours.green(side("after"))}`;
      }
    }
  }
  yield "";
}

function* table(fields: ReadonlyMap<string, number>): Generator<string> {
  const rows = [...fields].sort(([, a], [, b]) => b - a);
  const width = Math.max(0, ...rows.map(([key]) => plain(key).length));
  for (const [key, count] of rows)
    yield `  ${plain(key).padEnd(width)}  ${counted(count, "event").padStart(14)}`;
}
