import type { Command } from "commander";
import { wholeNumber } from "./arguments.js";
import { Interruption } from "./backfill/interruption.js";
import { Run } from "./backfill/run.js";
import type { Target } from "./backfill/send.js";
import { type Counts, fingerprint, State } from "./backfill/state.js";
import { EXIT, Stop } from "./exit.js";
import { sources } from "./input.js";
import { Output } from "./output.js";
import { progress } from "./progress.js";
import { counted, errorColours, inDigits, tell } from "./terminal.js";

interface Options {
  to: string;
  writeKey?: string;
  rate: number;
  retries: number;
  state?: string;
  restart?: true;
  dryRun?: true;
  json?: true;
}

export function addBackfill(program: Command): void {
  program
    .command("backfill")
    .summary("send recorded events to a Worker")
    .description(
      "Sends files of recorded events to a friendbuy-edge Worker: paced, counted, and resumable. Ctrl-C or a kill loses nothing: the same command goes on where it was. Events without a messageId get one that is the same every time.",
    )
    .argument("<files...>", "events: NDJSON, JSON arrays, gzip of them")
    .requiredOption("--to <url>", "address of the Worker")
    .option(
      "--write-key <key>",
      "one of its WRITE_KEYS (better: variable FRIENDBUY_EDGE_WRITE_KEY)",
    )
    .option("--rate <number>", "events a second, at most", wholeNumber(1, 100_000), 100)
    .option(
      "--retries <number>",
      "attempts after a failed one, of each batch",
      wholeNumber(0, 1000),
      10,
    )
    .option(
      "--state <file>",
      "where to keep how far it has come (default: <first file>.backfill.json)",
    )
    .option("--restart", "forget how far an earlier run has come")
    .option("--dry-run", "check and count the events, send none")
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      `
Look first at what the events become: friendbuy-edge preview --summary -d destination.json events.ndjson

Examples:
  $ export FRIENDBUY_EDGE_WRITE_KEY=…
  $ friendbuy-edge backfill events.ndjson --to https://friendbuy-edge.example.workers.dev
  $ friendbuy-edge backfill archive/*.gz --to http://127.0.0.1:8787 --rate 500

Events that the Worker would not take are written to <state file>.refused.ndjson with the reason.
Ends with 1 when there are such, with 4 when the Worker can't be reached or refuses.`,
    )
    .action(backfill);
}

async function backfill(paths: string[], options: Options): Promise<void> {
  const { to, writeKey } = targetOf(options);
  if (paths.includes("-"))
    throw new Stop(EXIT.usage, "backfill needs files: standard input can't be resumed");
  const files = await sources(paths);
  const pipe = files.find(({ bytes }) => bytes === undefined);
  if (pipe) throw new Stop(EXIT.usage, `${pipe.name} is no file that can be read twice`);
  const prints = await Promise.all(paths.map(fingerprint));
  const name = options.state ?? `${paths[0]}.backfill.json`;
  const state = await State.open(name, to.href, prints, options.restart === true);
  if (state.isResumed) tell(`going on after ${counted(state.counts.sent, "event")} (${name})`);

  const interruption = new Interruption();
  const total = files.reduce(
    (sum: number | undefined, { bytes }) => sum && bytes && sum + bytes,
    1,
  );
  const bar = progress(total);
  const target: Target = {
    url: new URL(`${to.href.replace(/\/+$/, "")}/v1/batch`),
    writeKey,
    retries: options.retries,
    stopping: interruption.stopping,
    aborted: interruption.aborted,
    onWait: (reason, millis) =>
      tell(`${errorColours.yellow("waiting")} ${(millis / 1000).toFixed(1)} s: ${reason}`),
  };
  const run = new Run(state, target, options, bar);
  try {
    for (const [index, file] of files.entries()) await run.file(index, file, prints[index] ?? "");
    if (!options.dryRun) await state.finish();
  } catch (error) {
    bar.stop();
    if (!interruption.stopping.aborted) {
      tell(summary(run.counts, options));
      if (error instanceof Stop && !options.dryRun)
        throw new Stop(error.code, `${error.message}\nThe same command goes on where it was.`);
      throw error;
    }
    tell(`${summary(run.counts, options)}\nStopped. The same command goes on where it was.`);
    process.exitCode = EXIT.interrupted;
    return;
  } finally {
    bar.stop();
    interruption.end();
  }
  const output = new Output();
  await output.line(options.json ? JSON.stringify(run.counts) : summary(run.counts, options));
  await output.flush();
  if (run.counts.refused > 0) {
    if (!options.dryRun) tell(`what was refused, and why: ${run.refusedFile}`);
    process.exitCode = EXIT.found;
  }
}

function targetOf({ to, writeKey, dryRun }: Options): { to: URL; writeKey: string } {
  const key = writeKey ?? process.env.FRIENDBUY_EDGE_WRITE_KEY ?? "";
  if (key === "" && !dryRun)
    throw new Stop(EXIT.usage, "a write key is needed: set the variable FRIENDBUY_EDGE_WRITE_KEY");
  const url = URL.canParse(to) ? new URL(to) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new Stop(EXIT.usage, `--to must be an address like https://…, not ${to}`);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "http:" && !isHere)
    throw new Stop(
      EXIT.usage,
      "--to must be https: the events are about people, and the write key is a secret",
    );
  return { to: url, writeKey: key };
}

function summary({ sent, refused, switchedOff, withoutTime }: Counts, { dryRun }: Options): string {
  const parts = [
    `${counted(sent, "event")} ${dryRun ? "could be sent" : "sent"}`,
    refused > 0 && `${counted(refused, "record")} refused`,
    switchedOff > 0 && `${inDigits(switchedOff)} switched off by their own \`integrations\``,
    withoutTime > 0 && `${inDigits(withoutTime)} without a time of their own: they count as of now`,
  ];
  return parts.filter(Boolean).join(", ");
}
