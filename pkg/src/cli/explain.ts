import type { Command } from "commander";
import type { Answer } from "../answer.js";
import type {
  ConditionResult,
  EventMember,
  Explanation,
  JsonValue,
  MappingExplanation,
  MapResult,
  MemberFate,
  ValueTrace,
} from "../index.js";
import { findings } from "./describe.js";
import { readDestination } from "./document.js";
import { EXIT } from "./exit.js";
import { Output } from "./output.js";
import { headOf } from "./preview.js";
import { Tally } from "./tally.js";
import { colours, plain, shown, tell } from "./terminal.js";
import { answerFor, events, type FoundEvent, withPlace } from "./walk.js";

interface Options {
  document?: string;
  json?: true;
}

export function addExplain(program: Command): void {
  program
    .command("explain")
    .summary("say where each value comes from, and what becomes of each member")
    .description(
      "As preview, with the reasons: which condition of a trigger did not hold, where each value of a body comes from and how it changed, and what became of each member of the event.",
    )
    .argument(
      "[files...]",
      "events: NDJSON, JSON arrays, gzip of them; `-` or none: standard input",
    )
    .option("-d, --document <file>", "the destination document (default: the standard mappings)")
    .option("--json", "one line of JSON for each event")
    .addHelpText(
      "after",
      `
Examples:
  $ friendbuy-edge explain -d destination.json event.json
  $ friendbuy-edge explain --json events.ndjson | jq '.members[] | select(.fate == "unused") | .pointer'

Ends with 1 when an event was refused or is none.`,
    )
    .action(explain);
}

async function explain(files: string[], { document, json }: Options): Promise<void> {
  using destination = await readDestination(document);
  const output = new Output();
  const tally = new Tally(destination.mappings);
  for await (const event of events(files, process.stdout.isTTY !== true)) {
    const text = answerFor(event, (event) => destination.explainText(event));
    const answer: Answer<Explanation & MapResult> = JSON.parse(text);
    tally.add(answer);
    if (json) await output.line(withPlace(event, text));
    else await output.lines(lines(event, answer));
  }
  await output.flush();
  tell(tally.line());
  if (tally.hasTrouble) process.exitCode = EXIT.found;
}

function* lines(event: FoundEvent, answer: Answer<Explanation>): Generator<string> {
  yield headOf(event);
  if (answer.status === "success") {
    for (const mapping of answer.mappings) yield* mappingLines(mapping);
    yield* memberLines(answer.members);
  }
  yield* findings(answer.diagnostics, undefined, colours);
  yield "";
}

const OUTCOME_COLOUR = {
  sent: "green",
  refused: "red",
  disabled: "dim",
  "not-triggered": "dim",
} as const;

function* mappingLines(mapping: MappingExplanation): Generator<string> {
  const outcome = colours[OUTCOME_COLOUR[mapping.outcome]](mapping.outcome.replace("-", " "));
  yield `  ${colours.bold(plain(mapping.mapping))}  ${mapping.action}  ${outcome}`;
  if (mapping.outcome !== "disabled") yield* conditionLines(mapping.trigger, "    ");
  const rows = mapping.values.map(
    (value) => [plain(value.pointer), shown(value.value), value] as const,
  );
  const [keys, values] = [0, 1].map((column) => widest(rows.map((row) => String(row[column]))));
  for (const [pointer, value, trace] of rows)
    yield `    ${colours.cyan(pointer.padEnd(keys ?? 0))}  ${value.padEnd(values ?? 0)}  ${colours.dim(originOf(trace))}`;
}

const widest = (texts: string[]): number =>
  Math.min(40, Math.max(0, ...texts.map(({ length }) => length)));

function* conditionLines(result: ConditionResult, indent: string): Generator<string> {
  const { condition, matched, at, saw, children = [] } = result;
  const mark = matched ? colours.green("✓") : colours.red("✗");
  const [only, ...others] = children;
  // A group of one says nothing more than the one.
  if (only?.condition === condition && others.length === 0)
    return yield* conditionLines(only, indent);
  const seen = at === undefined ? "" : `  ${at} is ${saw === undefined ? "missing" : brief(saw)}`;
  yield `${indent}${mark} ${plain(condition)}${colours.dim(plain(seen))}`;
  for (const child of children) yield* conditionLines(child, `${indent}  `);
}

/** A condition may have looked at a whole list of products. */
function brief(value: JsonValue): string {
  const text = shown(value);
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

/** From where, through what, and how it changed. */
function originOf({
  from,
  directives = [],
  changes = [],
  field,
  default: isDefault,
}: ValueTrace): string {
  const places = from.map(({ source, pointer }) => `${source} ${pointer}`).join(" + ");
  const parts = [
    `← ${places || "nothing in the event"}`,
    `${isDefault ? "default of " : ""}${field}`,
    directives.map(({ directive }) => directive).join(" "),
    ...changes.map(
      ({ rule, from, to }) =>
        `${rule}: ${from === undefined ? "" : `${shown(from)} → `}${to === undefined ? "nothing" : shown(to)}`,
    ),
  ];
  return plain(parts.filter(Boolean).join("; "));
}

/** What did not reach a body: the rest is above. */
function* memberLines(members: readonly EventMember[]): Generator<string> {
  const lost = members.filter(({ fate }) => fate !== "sent");
  if (lost.length === 0) return;
  yield `  ${colours.bold("in no call")}`;
  const width = widest(lost.map(({ pointer }) => plain(pointer)));
  for (const { pointer, fate, mappings } of lost) {
    const reasons = mappings.filter((one) => one.fate === fate).map(reasonOf);
    const why = reasons.length > 0 ? `: ${[...new Set(reasons)].join("; ")}` : "";
    yield `    ${plain(pointer).padEnd(width)}  ${fate}${colours.dim(plain(why))}`;
  }
}

function reasonOf(of: MemberFate): string {
  if (of.fate === "sent") return of.mapping;
  return of.reason === of.fate ? of.mapping : `${of.mapping} (${of.reason})`;
}
