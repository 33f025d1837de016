// Installs what the other commands need and is missing. They all call it first; it is quiet when nothing is missing.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { installNpmPackages, npmPackagesAreCurrent } from "./lib/npm-packages.mjs";
import { parseOptions } from "./lib/options.mjs";
import { progress } from "./lib/progress.mjs";
import { npmPrograms, rustVersion, toolEnvironment } from "./lib/project.mjs";
import { Failure, isMain, main, run, tryRun } from "./lib/run.mjs";
import { wasmBindgen, workerBuild } from "./lib/tools.mjs";
import { hasStdSource, sysroot } from "./lib/wasm.mjs";

const OLDEST_NODE = "20.19";

/** @param {string} version @param {string} oldest */
function atLeast(version, oldest) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** What only the user can install, all of it in one message. */
async function checkMachine() {
  const [rustc, compiler] = await Promise.all([
    tryRun("rustc", ["--version"]),
    tryRun("cc", ["--version"]),
  ]);
  const missing = [];
  if (!atLeast(process.versions.node, OLDEST_NODE)) {
    missing.push(
      `Node ${OLDEST_NODE} or later (this is ${process.versions.node}): https://nodejs.org`,
    );
  }
  if (!rustc) {
    missing.push("Rust, with cargo: https://rustup.rs");
  } else if (!atLeast(rustc.split(" ")[1] ?? "", rustVersion())) {
    missing.push(`Rust ${rustVersion()} or later (this is ${rustc.trim()}): rustup update stable`);
  }
  if (!compiler) {
    missing.push(
      "a C compiler, as `cc` (Rust links with it): apt install gcc libc6-dev, or xcode-select --install",
    );
  }
  if (missing.length > 0) {
    throw new Failure(
      `This machine still needs:\n${missing.map((line) => `  - ${line}`).join("\n")}`,
    );
  }
}

async function addWasmTarget() {
  const place = await sysroot();
  if (existsSync(join(place, "lib", "rustlib", "wasm32-unknown-unknown", "lib"))) return;
  if (!(await tryRun("rustup", ["--version"]))) {
    throw new Failure(
      `The Rust at ${place} has no target wasm32-unknown-unknown, and there is no rustup to add it: https://rustup.rs`,
    );
  }
  await progress("Rust target wasm32-unknown-unknown", "10 seconds", () =>
    run("rustup", ["target", "add", "wasm32-unknown-unknown"]),
  );
}

/** Its source lets the wasm be smaller; what can't have it builds all the same. */
async function addStdSource() {
  if ((await hasStdSource()) || !(await tryRun("rustup", ["--version"]))) return;
  await progress("Rust component rust-src", "10 seconds", () =>
    tryRun("rustup", ["component", "add", "rust-src"]),
  );
}

/** Everything that building and starting need. */
export async function setUp() {
  await checkMachine();
  await addWasmTarget();
  await addStdSource();
  for (const tool of [wasmBindgen(), workerBuild()]) {
    if (!existsSync(tool.path)) {
      await progress(`${tool.name} ${tool.version}`, tool.usually, () => tool.install());
    }
  }
  if (!npmPackagesAreCurrent()) {
    await progress("npm packages", "1 minute", installNpmPackages);
  }
  // From here on `node` means the one that wrangler can run on.
  process.env.PATH = toolEnvironment().PATH;
  if (!existsSync(join(npmPrograms, "node"))) {
    throw new Failure(
      "The npm package `node` has not put its program in place: its install script did not run.\n" +
        "Check that npm's setting ignore-scripts is off, then: rm -rf node_modules && npm run setup",
    );
  }
}

/** What the checks of the Rust code need beside the compiler. */
export async function setUpRustChecks() {
  for (const component of ["rustfmt", "clippy"]) {
    if (await tryRun(`cargo-${component.replace("rust", "")}`, ["--version"])) continue;
    await progress(`Rust component ${component}`, "10 seconds", () =>
      run("rustup", ["component", "add", component]),
    );
  }
}

if (isMain(import.meta)) {
  await main(async () => {
    parseOptions({});
    await setUp();
    console.log("Everything is installed.");
  });
}
