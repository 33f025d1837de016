import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { Answer } from "../answer.js";
import type { Destination, Diagnostic, MapResult } from "../node.js";
import { differences } from "./differ.js";
import { readDestination, readText } from "./document.js";
import { EXIT, messageOf, Stop } from "./exit.js";
import {
  type Expectation,
  ExpectationFile,
  type ExpectedCall,
  type Update,
} from "./expectations.js";
import { unreadable } from "./input.js";
import { Output } from "./output.js";
import { titleOf } from "./preview.js";
import { colours, counted, plain, shown, tell } from "./terminal.js";
import { events } from "./walk.js";

interface Options {
  document?: string;
  update?: true;
  add?: string[];
  json?: true;
}

export function addTest(program: Command): void {
  program
    .command("test")
    .summary("compare events with their saved calls")
    .description(
      "Runs saved expectations: files of events, each with the calls that are to come of it. Prints what differs.",
    )
    .argument("<files...>", "files of expectations, or folders of them")
    .option("-d, --document <file>", "the destination document, instead of the one the files name")
    .option("-u, --update", "write down what comes of the events now")
    .option(
      "--add <files...>",
      "add these recorded events to the one file of expectations, with what comes of them now",
    )
    .option("--json", "one line of JSON for each test")
    .addHelpText(
      "after",
      `
A file of expectations:
  { "document": "../destination.json",
    "tests": [
      { "name": "a renewal is a purchase",
        "event": { "type": "track", "event": "Subscription Renewed", … },
        "calls": [ { "mapping": "renewals", "path": "/v1/event/purchase", "body": { … } } ] } ] }

"document" is relative to the file; without it, the standard mappings. A test may also have "findings", such as
["warning field-type coupon"]; they are compared where they are there.

Examples:
  $ friendbuy-edge test expectations/ --document destination.json
  $ friendbuy-edge test expectations/purchases.json --update
  $ friendbuy-edge test expectations/new.json --add recorded.ndjson

Ends with 1 when an expectation is not met.`,
    )
    .action(test);
}

/** One way in which a test is not met. */
interface Miss {
  /** The mapping whose call it is, or `calls` or `findings` for all of them. */
  of: string;
  pointer?: string;
  expected?: unknown;
  found?: unknown;
}

async function test(paths: string[], options: Options): Promise<void> {
  const names = await filesOf(paths, options.add !== undefined);
  const output = new Output();
  const counts = { met: 0, missed: 0, updated: 0, known: 0 };
  for (const name of names) {
    const file = await readFileOf(name, options.add !== undefined);
    const before = file.text;
    const firstNew = options.add ? file.tests.length : Number.POSITIVE_INFINITY;
    if (options.add) counts.known = file.add(await recorded(options.add));
    using destination = await readDestination(options.document ?? file.document);
    const updates = new Map<number, Update>();
    for (const [index, one] of file.tests.entries()) {
      const found = foundFor(destination, one);
      const misses = [...missesOf(one, found)];
      const isUpdated = options.update || index >= firstNew;
      const outcome = misses.length === 0 ? "met" : isUpdated ? "updated" : "missed";
      if (outcome === "updated") updates.set(index, updateFor(one, found));
      counts[outcome] += 1;
      if (options.json)
        await output.line(JSON.stringify({ file: name, test: one.name, outcome, misses }));
      else if (outcome !== "met") await output.lines(lines(name, one, outcome, misses));
    }
    file.update(updates);
    if (file.text !== before) await write(file);
  }
  await output.flush();
  const { met, missed, updated, known } = counts;
  const parts = [`${counted(met, "test")} met`, `${missed} not met`];
  if (updated > 0 || options.update) parts.push(`${updated} updated`);
  if (known > 0) parts.push(`${counted(known, "event")} in the file before`);
  tell(parts.join(", "));
  if (missed > 0) process.exitCode = EXIT.found;
}

/** The files of expectations, those of folders included. */
async function filesOf(paths: string[], mayBeNew: boolean): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch((error) => {
        if (mayBeNew && error.code === "ENOENT") return undefined;
        throw unreadable(path, error);
      });
      if (!found?.isDirectory()) return [path];
      const files = await readdir(path, { recursive: true });
      return files
        .filter((file) => file.endsWith(".json"))
        .sort()
        .map((file) => join(path, file));
    }),
  );
  const names = lists.flat();
  if (names.length === 0)
    throw new Stop(EXIT.input, `there is no file of expectations in ${paths.join(", ")}`);
  if (mayBeNew && names.length > 1)
    throw new Stop(EXIT.usage, "--add needs one file of expectations, not several");
  return names;
}

async function readFileOf(name: string, mayBeNew: boolean): Promise<ExpectationFile> {
  const isNew = mayBeNew && (await stat(name).catch(() => undefined)) === undefined;
  return new ExpectationFile(name, isNew ? undefined : await readText(name));
}

/** Recorded events, each with a name. */
async function recorded(paths: string[]): Promise<[name: string, event: string][]> {
  const tests: [string, string][] = [];
  for await (const event of events(paths, false)) {
    const title = titleOf(event);
    if (event.problem !== undefined || title === "")
      throw new Stop(
        EXIT.input,
        [`${event.file}:${event.line} is no event`, event.problem].filter(Boolean).join(": "),
      );
    tests.push([`${event.file}:${event.line}  ${title}`, event.text.trim()]);
  }
  return tests;
}

async function write({ name, text }: ExpectationFile): Promise<void> {
  await writeFile(name, text).catch((error) => {
    throw new Stop(EXIT.input, `can't write ${name}: ${messageOf(error)}`);
  });
}

interface Found {
  calls: ExpectedCall[];
  findings: string[];
}

function foundFor(destination: Destination, { event }: Expectation): Found {
  const answer: Answer<MapResult> = JSON.parse(destination.mapText(event));
  const requests = answer.status === "success" ? answer.requests : [];
  return {
    calls: requests.map(({ mapping, path, body }) => ({
      mapping,
      path,
      body: { ...body } as never,
    })),
    findings: answer.diagnostics.map(nameOf),
  };
}

const nameOf = ({ severity, code, field }: Diagnostic): string =>
  [severity, code, field].filter(Boolean).join(" ");

function* missesOf(expected: Expectation, found: Found): Generator<Miss> {
  const calls = expected.calls ?? [];
  for (const call of calls) {
    const now = found.calls.find(({ mapping }) => mapping === call.mapping);
    const of = call.mapping;
    if (now === undefined) yield { of, expected: call };
    else if (now.path !== call.path) yield { of, expected: call, found: now };
    else {
      for (const { pointer, before, after } of differences(call.body, now.body))
        yield { of, pointer, expected: before, found: after };
    }
  }
  for (const call of found.calls) {
    if (calls.some(({ mapping }) => mapping === call.mapping)) continue;
    yield { of: call.mapping, found: call };
  }
  if (expected.calls === undefined && found.calls.length === 0) yield { of: "calls", found: [] };
  if (expected.findings === undefined) return;
  if (JSON.stringify(expected.findings) !== JSON.stringify(found.findings))
    yield { of: "findings", expected: expected.findings, found: found.findings };
}

function updateFor(expected: Expectation, { calls, findings }: Found): Update {
  // Where there is no call, the reason is what is expected.
  const wantsFindings =
    expected.findings !== undefined || (calls.length === 0 && findings.length > 0);
  return wantsFindings ? { calls, findings } : { calls };
}

function* lines(
  file: string,
  { name, calls }: Expectation,
  outcome: "updated" | "missed",
  misses: Miss[],
): Generator<string> {
  const mark = outcome === "updated" ? colours.yellow("↻") : colours.red("✗");
  yield `${mark} ${colours.bold(plain(name))}  ${colours.dim(file)}`;
  if (calls === undefined && outcome === "missed")
    yield "    nothing is expected yet; --update writes down what comes of it";
  const [before, now] = outcome === "updated" ? ["was", "is "] : ["expected", "found   "];
  for (const { of, pointer, ...values } of misses) {
    const place = [of, pointer].filter(Boolean).join(" ");
    const side = (which: "expected" | "found") =>
      values[which] === undefined ? "nothing" : shown(values[which]);
    yield `    ${plain(place)}`;
    yield `      ${colours.red(`- ${before} ${side("expected")}`)}`;
    yield `      ${colours.green(`+ ${now} ${side("found")}`)}`;
  }
}
