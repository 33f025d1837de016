import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { progress } from "./progress.mjs";
import { cache } from "./project.mjs";
import { Failure, run, tryRun } from "./run.mjs";

/** The path of a Python that has Segment's SDK. */
export const pythonWithSegment = () =>
  pythonWith("segment-analytics-python", "2.4.0", "segment.analytics");

/** The path of a Python that has Schemathesis, which checks an API against its OpenAPI description. */
export const pythonWithSchemathesis = () => pythonWith("schemathesis", "4.32.5", "schemathesis");

/** The path of a Python that has a terminal which can be looked into. */
export const pythonWithTerminal = () => pythonWith("pyte", "0.8.2", "pyte");

/**
 * The path of a Python that has a package, in an environment of its own.
 *
 * @param {string} name
 * @param {string} version
 * @param {string} module what the package is imported as
 * @returns {Promise<string>}
 */
async function pythonWith(name, version, module) {
  const folder = join(cache, `${name}-${version}`);
  const python = join(folder, "bin", "python");
  const works = existsSync(python) && (await tryRun(python, ["-c", `import ${module}`]));
  if (typeof works === "string") return python;
  if ((await tryRun("python3", ["-c", "import ensurepip, venv"])) === undefined) {
    throw new Failure(`The test with ${name} needs Python 3 with venv: apt install python3-venv`);
  }
  await progress(`${name} ${version}`, "20 seconds", async () => {
    await rm(folder, { recursive: true, force: true });
    await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", `${name}==${version}`]);
  });
  return python;
}
