import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { progress } from "./progress.mjs";
import { cache, inRoot, machineEnvironment } from "./project.mjs";
import { Failure, run } from "./run.mjs";

/** The package with the destination. Its whole tree of dependencies does not install, and is not needed. */
const DESTINATIONS = {
  name: "@segment/action-destinations",
  version: "3.497.0",
  folder: "package/dist/destinations/friendbuy",
  integrity:
    "sha512-b9DztTrR1XrfBu/0UyUgTXNfv7s5gpjBPO/w7C8aW6IHsSMSMte7wNdVHzGsujJ4P43g7cKsWb5zuV2BdVn/UA==",
};

const FILES = ["package.json", "package-lock.json"];

/**
 * The folder of Segment's own packages, which the differential test compares with: kept in the cache and never in the
 * repository. Its `friendbuy/` is the destination.
 *
 * @returns {Promise<string>}
 */
export async function segmentReference() {
  const sources = FILES.map((file) => inRoot("tests", "parity", "reference", file));
  const hash = createHash("sha256").update(JSON.stringify(DESTINATIONS));
  for (const source of sources) hash.update(readFileSync(source));
  const folder = join(cache, `segment-reference-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  await progress("Segment's packages", "30 seconds", async () => {
    // Built beside its place, so that a folder of that name is always whole.
    const building = `${folder}.${process.pid}`;
    try {
      mkdirSync(building, { recursive: true });
      for (const [index, source] of sources.entries()) {
        copyFileSync(source, join(building, FILES[index] ?? ""));
      }
      await install(building);
      if (!existsSync(folder)) renameSync(building, folder);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  });
  return folder;
}

/** @param {string} folder */
async function install(folder) {
  const options = { cwd: folder, env: machineEnvironment() };
  // Their scripts are not needed, and they ask for other versions of Node than they need.
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--engine-strict=false"];
  await run("npm", ["ci", ...quiet], options);
  const { name, version, integrity } = DESTINATIONS;
  const [packed] = JSON.parse(await run("npm", ["pack", `${name}@${version}`, "--json"], options));
  if (packed.integrity !== integrity) {
    throw new Failure(`${name} ${version} is not the package it was: ${packed.integrity}`);
  }
  await run("tar", ["--extract", "--file", packed.filename, DESTINATIONS.folder], options);
  renameSync(join(folder, DESTINATIONS.folder), join(folder, "friendbuy"));
  rmSync(join(folder, packed.filename));
  rmSync(join(folder, "package"), { recursive: true });
}
