// Simulates the delivery of many events under faults of every kind; see tests/simulation/main.rs.

import { writeSection } from "../tests/bench/readme.mjs";
import { parseOptions, wholeNumber } from "./lib/options.mjs";
import { toolEnvironment } from "./lib/project.mjs";
import { isMain, main, run } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

const HELP = `npm run simulate -- [options]

  --events <number>  how many events (100000)
  --seed <number>    the same number is the same run (1)
  --update           write what it costs into the README

Both settings of UNCERTAIN, in all weathers; then a run without storms, for what it costs.`;

if (isMain(import.meta)) {
  await main(async () => {
    const options = /** @type {const} */ ({
      events: { type: "string", default: "100000" },
      seed: { type: "string", default: "1" },
      update: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    });
    const { values } = parseOptions({ options }, HELP);
    if (values.help) return console.log(HELP);
    for (const name of /** @type {const} */ (["events", "seed"]))
      wholeNumber(name, values[name], HELP);
    await setUp();
    const { events, seed } = values;
    const printed = await run(
      "cargo",
      ["test", "--quiet", "--test", "simulation", "--", "--events", events, "--seed", seed],
      { env: toolEnvironment(), show: true },
    );
    if (!values.update) return;
    const table = printed.split("\n").filter((line) => line.startsWith("| "));
    await writeSection("cost", table.join("\n"));
  });
}
