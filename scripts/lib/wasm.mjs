// How Rust becomes wasm, for both faces.

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { npmPrograms, root } from "./project.mjs";
import { run } from "./run.mjs";
import { similarTogether } from "./wasm-order.mjs";
import { nameFunctions, wasmParts } from "./wasm-parts.mjs";

/**
 * What is shipped, or the same code in a fraction of the time, for the loop of changing and trying.
 *
 * @typedef {"release" | "quick"} Profile
 */

/** Where rustup puts the source of the standard library. */
const STD_SOURCE = ["lib", "rustlib", "src", "rust", "library", "Cargo.lock"];

/** Where the compiler in use keeps its libraries. */
export const sysroot = async () => (await run("rustc", ["--print", "sysroot"])).trim();

/** Whether the standard library can be built together with the project. */
export const hasStdSource = async () => existsSync(join(await sysroot(), ...STD_SOURCE));

/** Panic messages name source files: not under the paths of the machine that builds. */
const WITHOUT_PATHS = [`--remap-path-prefix=${root}=.`, `--remap-path-prefix=${homedir()}=~`];

/**
 * The standard library as rustup brings it is made for speed and keeps a message for everything that can go wrong in it.
 * Built with the project, for size, and with a bare trap instead of messages and of the places they name, it saves a tenth
 * of the wasm. Rust 1.92 and later can do it and call it unstable; what it makes is an ordinary wasm file.
 */
const OWN_STD = {
  flags: ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none"],
  env: {
    RUSTC_BOOTSTRAP: "1",
    CARGO_UNSTABLE_BUILD_STD: "std,panic_abort",
    CARGO_UNSTABLE_BUILD_STD_FEATURES: "optimize_for_size",
  },
};

/**
 * What cargo is told by its environment, and a text that changes whenever the compiler or that does.
 *
 * @param {Profile} profile
 */
export async function wasmCompiler(profile) {
  const own = profile === "release" && (await hasStdSource()) ? OWN_STD : { flags: [], env: {} };
  const given = process.env.RUSTFLAGS?.split(/\s+/).filter(Boolean) ?? [];
  // One flag, one piece of the list.
  const flags = [...given, ...WITHOUT_PATHS, ...own.flags].join("\x1f");
  const env = { CARGO_ENCODED_RUSTFLAGS: flags, ...own.env };
  return {
    env,
    id: [await run("rustc", ["-vV"]), JSON.stringify(env), profile].join("\n"),
  };
}

/** What wasm-opt does each time. */
const SMALLER = [
  "-Oz",
  // Functions that are called from one place stay by themselves: engines start sooner, as they compile what is called.
  ...["--one-caller-inline-max-function-size", "20"],
  // The linker puts the stack at the bottom of the memory, so that there is nothing else: its last kilobyte counts as full.
  "--low-memory-unused",
];

/**
 * Makes a wasm file smaller, in place.
 *
 * @param {Profile} profile
 * @param {string} file
 */
export async function optimize(profile, file) {
  if (profile !== "release") return;
  const smaller = (/** @type {string[]} */ ...how) =>
    run(join(npmPrograms, "wasm-opt"), [...SMALLER, "--strip-debug", ...how, file, "-o", file]);
  await smaller();
  // It sorts functions by names alone, so their places are written as names; and finds a little more the second time.
  const places = similarTogether(wasmParts(file).functions).map(
    ({ index }, place) => /** @type {const} */ ([index, String(place).padStart(6, "0")]),
  );
  nameFunctions(file, new Map(places));
  await smaller("--reorder-functions-by-name");
}
