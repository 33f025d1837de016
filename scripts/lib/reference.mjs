import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { keptPackages } from "./kept-packages.mjs";
import { machineEnvironment } from "./project.mjs";
import { Failure, run } from "./run.mjs";

/** The package with the destination. Its whole tree of dependencies does not install, and is not needed. */
const DESTINATIONS = {
  name: "@segment/action-destinations",
  version: "3.497.0",
  folder: "package/dist/destinations/friendbuy",
  integrity:
    "sha512-b9DztTrR1XrfBu/0UyUgTXNfv7s5gpjBPO/w7C8aW6IHsSMSMte7wNdVHzGsujJ4P43g7cKsWb5zuV2BdVn/UA==",
};

/** The folder of Segment's own packages, which the differential test compares with. Its `friendbuy/` is the destination. */
export const segmentReference = () =>
  keptPackages({
    name: "segment-reference",
    title: "Segment's packages",
    usually: "30 seconds",
    source: "tests/parity/reference",
    // They ask for other versions of Node than they need.
    flags: ["--engine-strict=false"],
    also: JSON.stringify(DESTINATIONS),
    finish: addDestination,
  });

/** @param {string} folder */
async function addDestination(folder) {
  const options = { cwd: folder, env: machineEnvironment() };
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
