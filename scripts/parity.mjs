// Compares the product with Segment's published packages on generated cases.

import { join } from "node:path";
import { parityOptions } from "../tests/parity/options.mjs";
import { npmPrograms, target, toolEnvironment } from "./lib/project.mjs";
import { segmentReference } from "./lib/reference.mjs";
import { isMain, main, run } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

const ENGINE = "parity-engine";

/**
 * @param {string[]} options of `tests/parity/main.mjs`
 * @param {boolean} [show] what it prints, as it comes
 */
export async function parity(options, show = false) {
  const reference = await segmentReference();
  // In the profile of the tests, so that both share what was compiled, and arithmetic is checked.
  await run("cargo", ["build", "--quiet", "--profile", "test", "--example", ENGINE]);
  const engine = join(target, "debug", "examples", ENGINE);
  const program = ["tests/parity/main.mjs", "--engine", engine, "--reference", reference];
  // Liquid shows dates in the time zone of the process.
  const env = toolEnvironment({ TZ: "UTC" });
  return run(join(npmPrograms, "node"), [...program, ...options], { env, show });
}

if (isMain(import.meta)) {
  await main(async () => {
    parityOptions();
    await setUp();
    await parity(process.argv.slice(2), true);
  });
}
