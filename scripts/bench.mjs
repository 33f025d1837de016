// Measures the package beside Segment's packages. With --update the figures go into the README.

import { join } from "node:path";
import { benchOptions } from "../tests/bench/options.mjs";
import { buildPackage } from "./build.mjs";
import { npmPrograms } from "./lib/project.mjs";
import { segmentReference } from "./lib/reference.mjs";
import { isMain, main, run } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

if (isMain(import.meta)) {
  await main(async () => {
    benchOptions();
    await setUp();
    await buildPackage();
    const program = ["--expose-gc", "tests/bench/main.mjs"];
    const reference = ["--reference", await segmentReference()];
    await run(join(npmPrograms, "node"), [...program, ...reference, ...process.argv.slice(2)], {
      show: true,
    });
  });
}
