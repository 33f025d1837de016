// Builds what is out of date: the npm package in pkg/, the page in www/dist/, the Worker in build/.

import { copyFile, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { parseOptions } from "./lib/options.mjs";
import { make } from "./lib/parts.mjs";
import { inRoot, npmPrograms, root, target, toolEnvironment } from "./lib/project.mjs";
import { isMain, main, run } from "./lib/run.mjs";
import { wasmBindgen, workerBuild } from "./lib/tools.mjs";
import { optimize, wasmCompiler } from "./lib/wasm.mjs";
import { setUp } from "./setup.mjs";

/** @import { Profile } from "./lib/wasm.mjs" */

const program = (/** @type {string} */ name) => join(npmPrograms, name);

const RUST = [
  ...["src", "Cargo.toml", "Cargo.lock", ".cargo"],
  ...["wasm.mjs", "wasm-order.mjs", "wasm-parts.mjs"].map((file) => `scripts/lib/${file}`),
];

/**
 * Builds the core with its npm face.
 *
 * @param {Profile} profile
 * @param {string} glue the folder for the wasm and its JavaScript
 * @param {string[]} how what cargo is told besides
 * @returns the wasm, in which functions still have their names
 */
async function npmFace(profile, glue, ...how) {
  const folder = join(target, "npm");
  const made = join(folder, "wasm32-unknown-unknown", profile, "friendbuy_edge.wasm");
  await run(
    "cargo",
    [
      ...["build", "--profile", profile, "--lib", "--features", "npm", ...how],
      ...["--target", "wasm32-unknown-unknown", "--target-dir", folder],
    ],
    { env: toolEnvironment((await wasmCompiler(profile)).env) },
  );
  // `web` is the one form that loads nothing by itself: each entry of the package brings the wasm in its own way.
  await run(wasmBindgen().path, [
    ...["--target", "web", "--omit-default-module-path"],
    // After a trap, a new instance: see pkg/src/core.ts.
    "--experimental-reset-state-function",
    ...["--out-dir", glue, "--out-name", "friendbuy_edge", made],
  ]);
  return join(glue, "friendbuy_edge_bg.wasm");
}

/** The package's wasm with the names of its functions. */
export const namedWasm = join(target, "npm", "glue", "friendbuy_edge_bg.wasm");

/** The package's wasm, as it would be shipped without Liquid. */
export const withoutLiquid = join(target, "npm", "without-liquid.wasm");

/** The package's wasm without Liquid, to see what Liquid takes. */
export async function buildWithoutLiquid() {
  await make({
    name: "package wasm without Liquid",
    usually: "under 2 minutes",
    inputs: RUST,
    also: [(await wasmCompiler("release")).id, wasmBindgen().version],
    outputs: [relative(root, withoutLiquid)],
    async make() {
      const glue = join(target, "npm", "glue-without-liquid");
      await copyFile(await npmFace("release", glue, "--no-default-features"), withoutLiquid);
      await optimize("release", withoutLiquid);
    },
  });
}

/** The core with its npm face: `pkg/wasm/`. @param {Profile} profile */
async function packageWasm(profile) {
  const glue = dirname(namedWasm);
  await make({
    name: "package wasm",
    usually: "under 2 minutes",
    inputs: RUST,
    also: [(await wasmCompiler(profile)).id, wasmBindgen().version],
    outputs: ["friendbuy_edge.js", "friendbuy_edge.d.ts", "friendbuy_edge.wasm"].map(
      (file) => `pkg/wasm/${file}`,
    ),
    async make() {
      await npmFace(profile, glue);
      await mkdir(inRoot("pkg/wasm"), { recursive: true });
      const wasm = inRoot("pkg/wasm/friendbuy_edge.wasm");
      await copyFile(namedWasm, wasm);
      await optimize(profile, wasm);
      for (const file of ["friendbuy_edge.js", "friendbuy_edge.d.ts"]) {
        await copyFile(join(glue, file), inRoot("pkg/wasm", file));
      }
    },
  });
}

/** @param {string[]} args */
const bundle = (...args) =>
  run(program("esbuild"), ["--bundle", "--target=es2022", "--keep-names", ...args]);

/** CommonJS has the file's path, where modules have its address. */
const ADDRESS_IN_COMMONJS = [
  '--banner:js=const __address = require("node:url").pathToFileURL(__filename).href;',
  "--define:import.meta.url=__address",
];

/** Libraries that are CommonJS ask for Node's own modules that way. */
const REQUIRE_IN_MODULES =
  '--banner:js=import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/**
 * The TypeScript of the package: `pkg/dist/`, one file for each kind of runtime, and the types.
 *
 * @param {Profile} profile
 */
async function packageScripts(profile) {
  const entries = ["node", "workerd", "browser", "init"];
  await make({
    name: "package scripts",
    usually: "3 seconds",
    inputs: [
      "pkg/src",
      "pkg/tsconfig.json",
      "pkg/tsconfig.build.json",
      "pkg/package.json",
      "pkg/wasm",
      "tests/sandbox",
      "package-lock.json",
    ],
    also: [profile],
    outputs: [
      "index.d.ts",
      "index.d.cts",
      "node.cjs",
      "inline.js",
      "inline.global.js",
      "cli/main.js",
    ]
      .concat(entries.map((entry) => `${entry}.js`))
      .map((file) => `pkg/dist/${file}`),
    async make() {
      await rm(inRoot("pkg/dist"), { recursive: true, force: true });
      const inline = ["pkg/src/inline.ts", "--loader:.wasm=binary", "--minify"];
      await Promise.all([
        bundle(
          ...entries.map((entry) => `pkg/src/${entry}.ts`),
          ...["--format=esm", "--outdir=pkg/dist", "--external:node:*", "--external:../wasm/*"],
        ),
        bundle(
          ...["pkg/src/node.ts", "--format=cjs", "--platform=node", "--outfile=pkg/dist/node.cjs"],
          ...ADDRESS_IN_COMMONJS,
        ),
        bundle(...inline, "--format=esm", "--outfile=pkg/dist/inline.js"),
        bundle(
          ...[...inline, "--format=iife", "--global-name=friendbuyEdge"],
          "--outfile=pkg/dist/inline.global.js",
        ),
        bundle(
          ...["pkg/src/cli/main.ts", "--format=esm", "--platform=node", "--outdir=pkg/dist/cli"],
          // What one command needs is not loaded for another.
          ...["--splitting", "--main-fields=module,main", "--external:../node.js"],
          REQUIRE_IN_MODULES,
        ),
        run(program("tsc"), ["--project", "pkg/tsconfig.build.json"]),
      ]);
      await typesForCommonJs(inRoot("pkg/dist"));
      await cp(inRoot("tests/sandbox/page"), inRoot("pkg/dist/cli/page"), { recursive: true });
    },
  });
}

/** The same types once more: TypeScript tells a package of both kinds by the names of its files. @param {string} folder */
async function typesForCommonJs(folder) {
  for (const file of await readdir(folder)) {
    if (!file.endsWith(".d.ts") || ["inline.d.ts", "init.d.ts"].includes(file)) continue;
    const text = await readFile(join(folder, file), "utf8");
    const asCommonJs = text.replaceAll(/(from "\.\/\w+)\.js"/g, '$1.cjs"');
    await writeFile(join(folder, file.replace(/\.ts$/, ".cts")), asCommonJs);
  }
}

/** The page: `www/dist/`. */
async function page() {
  await make({
    name: "page",
    usually: "10 seconds",
    inputs: ["www", "pkg/dist", "pkg/wasm", "package-lock.json"],
    outputs: ["www/dist/index.html"],
    async make() {
      await run(program("vite"), ["build"], { cwd: inRoot("www") });
    },
  });
}

/** The Worker: `build/`. @param {Profile} profile */
async function worker(profile) {
  const compiler = await wasmCompiler(profile);
  const builder = workerBuild();
  await make({
    name: "Worker",
    usually: "under 3 minutes",
    inputs: RUST,
    also: [compiler.id, builder.version, wasmBindgen().version],
    outputs: ["build/index.js", "build/index_bg.wasm"],
    async make() {
      const how = profile === "release" ? ["--release"] : ["--profile", profile, "--no-opt"];
      await run(builder.path, [...how, ".", "--features", "worker"], {
        env: toolEnvironment({
          ...compiler.env,
          CARGO_TARGET_DIR: join(target, "worker"),
          // Without these it would download programs of its own choice.
          WASM_BINDGEN_BIN: wasmBindgen().path,
          WASM_OPT_BIN: program("wasm-opt"),
          ESBUILD_BIN: program("esbuild"),
        }),
      });
      await optimize(profile, inRoot("build/index_bg.wasm"));
    },
  });
}

/** The npm package alone. @param {Profile} [profile] */
export async function buildPackage(profile = "release") {
  await packageWasm(profile);
  await packageScripts(profile);
}

/** Everything that is built. @param {Profile} [profile] */
export async function build(profile = "release") {
  await buildPackage(profile);
  await page();
  await worker(profile);
}

if (isMain(import.meta)) {
  await main(async () => {
    const { values } = parseOptions({ options: { quick: { type: "boolean" } } });
    await setUp();
    await build(values.quick ? "quick" : "release");
    console.log(
      values.quick
        ? "pkg/, build/ and www/dist/ are ready to try; what is shipped is built without --quick."
        : "pkg/ is ready to pack, build/ and www/dist/ to deploy.",
    );
  });
}
