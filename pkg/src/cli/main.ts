#!/usr/bin/env node
// The command line. Each command is a file of its own.

import { Command, CommanderError } from "commander";
import manifest from "../../package.json" with { type: "json" };
import { addBackfill } from "./backfill.js";
import { addCheck } from "./check.js";
import { addDiff } from "./diff.js";
import { EXIT, Stop } from "./exit.js";
import { addExplain } from "./explain.js";
import { addImport } from "./import.js";
import { addPreview } from "./preview.js";
import { addSandbox } from "./sandbox.js";
import { errorColours, tell } from "./terminal.js";
import { addTest } from "./test.js";

const START = `
To begin with:
  $ friendbuy-edge preview events.ndjson                    # what the standard mappings make of events
  $ friendbuy-edge import segment.json -o destination.json  # your own mappings, from Segment
  $ friendbuy-edge preview -d destination.json events.ndjson
  $ friendbuy-edge <command> --help                         # all about one command`;

const EXIT_CODES = `
Exit codes:
  0    all well
  1    it ran to its end and found something: errors in a document, refused events,
       failed expectations, differences
  2    the command line is not understood
  3    a file can't be read or used
  4    the other side can't be reached, or refuses
  70   a defect of this program
  130  stopped by Ctrl-C`;

function programOf(): Command {
  const program = new Command("friendbuy-edge")
    .description(
      "What Friendbuy receives for Segment events: try it, test it, compare it, send it.",
    )
    .version(manifest.version)
    .showHelpAfterError("(--help says more)")
    .helpCommand("help [command]", "say all about a command")
    .addHelpText("after", `${START}\n${EXIT_CODES}`)
    .configureHelp({
      styleTitle: (text) => errorColours.bold(text),
      showGlobalOptions: false,
    })
    .exitOverride();
  for (const add of [
    addCheck,
    addPreview,
    addExplain,
    addTest,
    addDiff,
    addImport,
    addSandbox,
    addBackfill,
  ]) {
    add(program);
  }
  for (const command of program.commands) command.copyInheritedSettings(program);
  return program;
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read us, such as `head`, has enough.
  if (error.code === "EPIPE") process.exit();
  tell(`${errorColours.red("error")}   can't write what was found: ${error.message}`);
  process.exit(EXIT.input);
});
// Nobody is there to be told.
process.stderr.on("error", () => {});

try {
  await programOf().parseAsync();
} catch (error) {
  if (error instanceof Stop) {
    tell(`${errorColours.red("error")}   ${error.message}`);
    process.exitCode = error.code;
  } else if (error instanceof CommanderError) {
    // It has said what there is to say.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    tell(`${errorColours.red("defect")}  this should not happen; please report it:\n`);
    tell(error instanceof Error ? error.stack : String(error));
    process.exitCode = EXIT.defect;
  }
}
