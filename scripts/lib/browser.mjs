import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { progress } from "./progress.mjs";
import { Failure, run, tryRun } from "./run.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

function find() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const programs = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...programs, MAC].find((program) => existsSync(program));
}

/** Debian's package is a browser; Ubuntu's of the same name only points to another package manager. */
const canInstall = async () =>
  process.getuid?.() === 0 &&
  (await tryRun("sh", ["-c", ". /etc/os-release && echo $ID"]))?.trim() === "debian";

/**
 * The path of a Chromium for the tests of the page: `CHROMIUM_PATH`, or the one that is installed, or a new one.
 *
 * @returns {Promise<string>}
 */
export async function chromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && !existsSync(wanted)) throw new Failure(`CHROMIUM_PATH: there is no ${wanted}`);
  const found = wanted || find();
  if (found) return found;
  if (await canInstall()) {
    await progress("Chromium", "1 to 2 minutes", async () => {
      await run("apt-get", ["update"]);
      await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"]);
    });
    const installed = find();
    if (installed) return installed;
  }
  throw new Failure(
    "The tests of the page need Chromium or Google Chrome. Install one, or name its program in CHROMIUM_PATH.",
  );
}
