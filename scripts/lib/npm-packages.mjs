import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { inRoot, machineEnvironment, readJson } from "./project.mjs";
import { run } from "./run.mjs";

const LOCK = "package-lock.json";
const INSTALLED = "node_modules/.package-lock.json";

/** @typedef {{ version?: string, link?: boolean, optional?: boolean } & Record<string, unknown>} Entry */

/** Whether the lock file says what every `package.json` of the project asks for. */
function lockIsCurrent() {
  /** @type {Record<string, Entry>} */
  const locked = readJson(LOCK).packages;
  /** @type {string[]} */
  const workspaces = readJson("package.json").workspaces;
  return ["", ...workspaces].every((folder) => {
    const file = folder === "" ? "package.json" : `${folder}/package.json`;
    if (!existsSync(inRoot(file))) return true;
    const wanted = readJson(file);
    return ["dependencies", "devDependencies"].every((kind) =>
      isDeepStrictEqual(locked[folder]?.[kind] ?? {}, wanted[kind] ?? {}),
    );
  });
}

/** Whether `node_modules` holds what the lock file names, in its versions. */
export function npmPackagesAreCurrent() {
  if (!existsSync(inRoot(LOCK)) || !existsSync(inRoot(INSTALLED)) || !lockIsCurrent()) return false;
  /** @type {Record<string, Entry>} */
  const locked = readJson(LOCK).packages;
  /** @type {Record<string, Entry>} */
  const installed = readJson(INSTALLED).packages;
  return Object.entries(locked).every(([path, { version, link, optional }]) => {
    if (!path.includes("node_modules/")) return true;
    const entry = installed[path];
    if (!entry) return optional === true; // made for another system
    return entry.version === version && (link || existsSync(inRoot(path, "package.json")));
  });
}

/** `npm ci` from nothing; `npm install` to bring a present `node_modules` or lock file up to date. */
export async function installNpmPackages() {
  const fresh = !existsSync(inRoot("node_modules")) && existsSync(inRoot(LOCK)) && lockIsCurrent();
  await run("npm", [fresh ? "ci" : "install", "--no-audit", "--no-fund"], {
    env: machineEnvironment(),
  });
}
