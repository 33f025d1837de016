import { join } from "node:path";
import { cache, crateVersion } from "./project.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {object} Tool
 * @property {string} name
 * @property {string} version
 * @property {string} path of its program, whether it is there or not
 * @property {string} usually how long installing it takes
 * @property {() => Promise<unknown>} install
 */

/**
 * A program from crates.io, in a folder that names its version.
 *
 * @param {{ crate: string, program: string, version: string, usually: string, args: string[] }} of
 * @returns {Tool}
 */
function fromCargo({ crate, program, version, usually, args }) {
  const folder = join(cache, `${program}-${version}`);
  return {
    name: program,
    version,
    path: join(folder, "bin", program),
    usually,
    install: () =>
      run("cargo", ["install", crate, "--version", version, "--root", folder, ...args]),
  };
}

/** Writes the JavaScript around the wasm. It refuses wasm made with any other version of its crate. */
export const wasmBindgen = () =>
  fromCargo({
    crate: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: crateVersion("wasm-bindgen"),
    usually: "2 to 4 minutes",
    args: [], // not --locked: the lock file it is published with does not resolve
  });

/** Builds the Worker. It is released together with the crate `worker`, under the same version. */
export const workerBuild = () =>
  fromCargo({
    crate: "worker-build",
    program: "worker-build",
    version: crateVersion("worker"),
    usually: "3 to 5 minutes",
    args: ["--locked"],
  });

/** Runs the fuzz targets. */
export const cargoFuzz = () =>
  fromCargo({
    crate: "cargo-fuzz",
    program: "cargo-fuzz",
    version: "0.13.1",
    usually: "1 to 3 minutes",
    args: ["--locked"],
  });
