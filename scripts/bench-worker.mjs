// What the Worker takes in workerd: builds it as it is shipped, then runs tests/bench/worker.mjs. With --update the figures
// go into the README.

import { join } from "node:path";
import { workerBenchOptions } from "../tests/bench/options.mjs";
import { build } from "./build.mjs";
import { npmPrograms } from "./lib/project.mjs";
import { isMain, main, run } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

if (isMain(import.meta)) {
  await main(async () => {
    workerBenchOptions();
    await setUp();
    await build();
    const program = ["tests/bench/worker.mjs", ...process.argv.slice(2)];
    await run(join(npmPrograms, "node"), program, { show: true });
  });
}
