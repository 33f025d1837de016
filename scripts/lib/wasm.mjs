// How Rust becomes wasm, for both faces.

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { npmPrograms, root } from "./project.mjs";
import { run } from "./run.mjs";

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
 * Built with the project, for size, and with a bare trap instead of messages, it saves a tenth of the wasm. Rust 1.92 and later
 * can do it and call it unstable; what it makes is an ordinary wasm file.
 */
const OWN_STD = {
  flags: ["-Zunstable-options", "-Cpanic=immediate-abort"],
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

/**
 * Makes a wasm file smaller, in place.
 *
 * @param {Profile} profile
 * @param {string} file
 */
export async function optimize(profile, file) {
  if (profile !== "release") return;
  // It leaves the names of functions in otherwise, a tenth of the size. In the order of their names related functions stand
  // together, which compresses better; and so do functions that stay by themselves although they are called from one place.
  // Engines also start sooner that way: they compile what is called.
  const how = [
    ...["-Oz", "--strip-debug", "--reorder-functions-by-name"],
    ...["--one-caller-inline-max-function-size", "20"],
  ];
  await run(join(npmPrograms, "wasm-opt"), [...how, file, "-o", file]);
}
