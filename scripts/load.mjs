// Events per second on one local workerd: builds the Worker as it is shipped, then runs tests/load/.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { loadOptions } from "../tests/load/options.mjs";
import { build } from "./build.mjs";
import { inRoot, npmPrograms, toolEnvironment } from "./lib/project.mjs";
import { main } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

await main(async () => {
  loadOptions();
  await setUp();
  await build();
  const program = [inRoot("tests/load/main.mjs"), ...process.argv.slice(2)];
  const load = spawn(join(npmPrograms, "node"), program, {
    env: toolEnvironment({}),
    stdio: "inherit",
  });
  const [code] = await once(load, "close");
  process.exitCode = code ?? 1;
});
