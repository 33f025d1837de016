import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string[]} parts */
export const inRoot = (...parts) => join(root, ...parts);

/** Where installed tools stay, shared by all checkouts of the project. */
export const cache = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "friendbuy-edge",
);

/** Where cargo builds. Each face has a folder of its own below it: they share the name of the output. */
export const target = resolve(root, process.env.CARGO_TARGET_DIR || "target");

/** Programs of the npm packages. */
export const npmPrograms = inRoot("node_modules", ".bin");

const cargoPrograms = join(process.env.CARGO_HOME || join(homedir(), ".cargo"), "bin");

/** The search path without the programs that npm puts in front of it. */
const systemPath = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"));

/**
 * The environment of a tool: the project's own programs first, so that `node` is the Node of the dev dependencies.
 *
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(more) {
  const path = [npmPrograms, ...systemPath, cargoPrograms].join(delimiter);
  return { ...process.env, PATH: path, ...more };
}

/**
 * The environment as it was outside `npm run`: the machine's own `node`, and none of npm's variables, which would
 * make a second npm believe that it works on this project.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function machineEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
  return { ...Object.fromEntries(kept), PATH: [...systemPath, cargoPrograms].join(delimiter) };
}

/** @param {string} file a JSON file of the project */
export const readJson = (file) => JSON.parse(readFileSync(inRoot(file), "utf8"));

/**
 * The version of a crate in `Cargo.lock`. Tools that have to match a crate are installed in this version.
 *
 * @param {string} crate
 */
export function crateVersion(crate) {
  const lock = readFileSync(inRoot("Cargo.lock"), "utf8");
  const version = lock.match(new RegExp(`name = "${crate}"\nversion = "([^"]+)"`))?.[1];
  if (!version) throw new Error(`Cargo.lock does not name the crate ${crate}`);
  return version;
}

/** The oldest Rust that can build the project. */
export function rustVersion() {
  const version = readFileSync(inRoot("Cargo.toml"), "utf8").match(/^rust-version = "(.+)"/m)?.[1];
  if (!version) throw new Error("Cargo.toml has no rust-version");
  return version;
}
