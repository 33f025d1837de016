import { type Command, Option } from "commander";
import { wholeNumber } from "./arguments.js";
import { EXIT, messageOf, Stop } from "./exit.js";

interface Options {
  port: number;
  tokenLifetime: number;
  strictLimits?: true;
  erasure: "reference" | "guide";
}

export function addSandbox(program: Command): void {
  program
    .command("sandbox")
    .summary("start a stand-in for Friendbuy's merchant API")
    .description(
      "Starts a stand-in for Friendbuy's merchant API (MAPI) on this machine: it authorizes, checks and answers as documented, shows every call on a page, and fails on command. It sends nothing anywhere.",
    )
    .option(
      "-p, --port <number>",
      "port of 127.0.0.1; 0 takes any free one",
      wholeNumber(0, 65_535),
      4010,
    )
    .option("--token-lifetime <seconds>", "until a token expires", wholeNumber(1, 1e9), 1200)
    .option(
      "--strict-limits",
      "refuse more than 10 additional properties, or 128 characters in one",
    )
    .addOption(
      new Option("--erasure <variant>", "answer of DELETE /v1/user-data: 200, or 204")
        .choices(["reference", "guide"])
        .default("reference"),
    )
    .addHelpText(
      "after",
      `
Point a Worker at it with the variable MAPI_BASE_URL=http://127.0.0.1:4010 and the key and secret that it prints.

Ends with 4 when the port is taken.`,
    )
    .action(sandbox);
}

async function sandbox({ tokenLifetime, ...options }: Options): Promise<void> {
  const { serve } = await import("../../../tests/sandbox/cli.js");
  try {
    await serve({ ...options, tokenLifetimeMs: tokenLifetime * 1000 });
  } catch (error) {
    throw new Stop(EXIT.network, messageOf(error));
  }
}
