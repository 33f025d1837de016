import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { progress } from "./progress.mjs";
import { cache } from "./project.mjs";
import { Failure, run, tryRun } from "./run.mjs";

const PACKAGE = "segment-analytics-python";
const VERSION = "2.4.0";

/**
 * The path of a Python that has Segment's SDK, in an environment of its own.
 *
 * @returns {Promise<string>}
 */
export async function pythonWithSegment() {
  const folder = join(cache, `${PACKAGE}-${VERSION}`);
  const python = join(folder, "bin", "python");
  const works = existsSync(python) && (await tryRun(python, ["-c", "import segment.analytics"]));
  if (typeof works === "string") return python;
  if ((await tryRun("python3", ["-c", "import ensurepip, venv"])) === undefined) {
    throw new Failure(
      "The test of Segment's Python SDK needs Python 3 with venv: apt install python3-venv",
    );
  }
  await progress(`${PACKAGE} ${VERSION}`, "20 seconds", async () => {
    await rm(folder, { recursive: true, force: true });
    await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", `${PACKAGE}==${VERSION}`]);
  });
  return python;
}
