import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { progress } from "./progress.mjs";
import { cache, inRoot, machineEnvironment } from "./project.mjs";
import { run } from "./run.mjs";

const FILES = ["package.json", "package-lock.json"];

/**
 * A folder of installed npm packages that a test needs and nobody else: kept in the cache and never in the repository, and
 * made anew when its lock file changes.
 *
 * @param {object} packages
 * @param {string} packages.name of the folder
 * @param {string} packages.title for people
 * @param {string} packages.usually how long installing takes
 * @param {string} packages.source the folder of the repository with their `package.json` and its lock file
 * @param {string[]} [packages.flags] of `npm ci`
 * @param {string} [packages.also] what else the folder depends on
 * @param {(folder: string) => Promise<void>} [packages.finish] what is done after installing
 * @returns {Promise<string>}
 */
export async function keptPackages({ name, title, usually, source, flags, also = "", finish }) {
  const hash = createHash("sha256").update(also);
  for (const file of FILES) hash.update(readFileSync(inRoot(source, file)));
  const folder = join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await progress(title, usually, async () => {
    // Built beside its place, so that a folder of that name is always whole.
    const building = `${folder}.${process.pid}`;
    try {
      mkdirSync(building, { recursive: true });
      for (const file of FILES) copyFileSync(inRoot(source, file), join(building, file));
      await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", ...(flags ?? [])], {
        cwd: building,
        env: machineEnvironment(),
      });
      await finish?.(building);
      if (!existsSync(folder)) renameSync(building, folder);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  });
  return folder;
}
