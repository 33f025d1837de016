// Prints the sizes of what is shipped beside their goals, and fails when one has grown over its ceiling. With --parts also
// what takes the space in the package's wasm, and how much of it is Liquid.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build, buildWithoutLiquid, namedWasm, withoutLiquid } from "./build.mjs";
import { parseOptions } from "./lib/options.mjs";
import { inRoot, machineEnvironment } from "./lib/project.mjs";
import { Failure, isMain, main, run } from "./lib/run.mjs";
import { hasStdSource } from "./lib/wasm.mjs";
import { wasmParts } from "./lib/wasm-parts.mjs";
import { setUp } from "./setup.mjs";

/** @param {string} folder @param {string} ending */
const filesIn = (folder, ending) =>
  existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder))
        .filter((file) => file.endsWith(ending))
        .map((file) => `${folder}/${file}`)
    : [];

const PACKAGE_WASM = "pkg/wasm/friendbuy_edge.wasm";

/**
 * What is shipped: a name, its files and, in kB after gzip, what they are to come down to and what they may not grow over
 * until then.
 */
const shipped = () => [
  { name: "package, wasm", files: [PACKAGE_WASM], goal: 110, ceiling: 215 },
  { name: "package, script", files: ["pkg/dist/browser.js"] },
  { name: "package, inline", files: ["pkg/dist/inline.global.js"] },
  { name: "Worker, wasm", files: ["build/index_bg.wasm"], goal: 250, ceiling: 335 },
  { name: "Worker, script", files: ["build/index.js"] },
  {
    name: "page, first wasm",
    files: filesIn("www/dist/assets", ".wasm").filter((file) => !file.includes("core-rest-")),
    goal: 190,
    ceiling: 140,
  },
  { name: "page, scripts", files: filesIn("www/dist/assets", ".js") },
  { name: "page, styles", files: filesIn("www/dist/assets", ".css") },
];

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** The package as npm publishes it, unpacked and packed. */
async function tarball() {
  const how = ["pack", "--dry-run", "--json", "--silent", inRoot("pkg")];
  const [packed] = JSON.parse(await run("npm", how, { env: machineEnvironment() }));
  return [kB(packed.unpackedSize), kB(packed.size)];
}

/** Prints a row of the table. @param {string} name @param {string[]} cells */
const row = (name, cells) =>
  console.log(name.padEnd(18) + cells.map((cell) => cell.padStart(12)).join(""));

/** @param {Uint8Array} bytes */
const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** Prints the table. */
export async function size() {
  const over = [];
  row("", ["raw", "gzip", "goal", "ceiling"]);
  for (const { name, files, goal, ceiling } of shipped()) {
    const contents = files.map((file) => readFileSync(inRoot(file)));
    const raw = contents.reduce((sum, bytes) => sum + bytes.length, 0);
    const gzip = contents.reduce((sum, bytes) => sum + gzipped(bytes), 0);
    const limits = [goal, ceiling].map((limit) => (limit === undefined ? "" : kB(limit * 1000)));
    row(name, [kB(raw), kB(gzip), ...limits]);
    if (ceiling !== undefined && gzip > ceiling * 1000) over.push(name);
  }
  row("package, tarball", await tarball());
  if (over.length === 0) return;
  const message = `over the ceiling: ${over.join("; ")}`;
  if (await hasStdSource()) throw new Failure(message);
  console.log(`${message}; the ceilings are for a standard library that is built for size`);
}

/** What a function belongs to: a room of the crate, or another crate. @param {string} name */
function owner(name) {
  const path = name
    .replace(/<impl .*? for /, "")
    .replace(/^<+(&|mut )*/, "")
    .split("::");
  const depth = path[0] === "friendbuy_edge" ? 3 : 2;
  return path
    .slice(0, depth)
    .map((part) => part.replace(/[<>&[].*$/, ""))
    .join("::");
}

/** Prints what takes the space in the package's wasm, in bytes, before wasm-opt takes the names away. */
function parts() {
  const { sections, functions } = wasmParts(namedWasm);
  /** @type {Map<string, number>} */
  const owners = new Map();
  for (const { name, bytes } of functions) {
    owners.set(owner(name), (owners.get(owner(name)) ?? 0) + bytes);
  }
  const rooms = [...owners].map(([name, bytes]) => ({ name, bytes }));
  for (const [title, list] of Object.entries({
    Sections: sections,
    Rooms: rooms,
    Functions: functions,
  })) {
    console.log(`${title}:`);
    const largest = list.toSorted((one, other) => other.bytes - one.bytes).slice(0, 25);
    for (const { name, bytes } of largest)
      console.log(`${String(bytes).padStart(9)} ${name.slice(0, 100)}`);
    console.log();
  }
}

/** Kilobytes after gzip that Liquid is to come down to. */
const LIQUID_GOAL = 25;

/** Prints what the package's wasm is larger by than it would be without Liquid. */
function liquid() {
  const all = readFileSync(inRoot(PACKAGE_WASM));
  const rest = readFileSync(withoutLiquid);
  const sizes = [all.length - rest.length, gzipped(all) - gzipped(rest), LIQUID_GOAL * 1000];
  row("Liquid in the wasm", sizes.map(kB));
}

if (isMain(import.meta)) {
  await main(async () => {
    const { values } = parseOptions({ options: { parts: { type: "boolean" } } });
    await setUp();
    await build();
    if (values.parts) {
      await buildWithoutLiquid();
      parts();
    }
    await size();
    if (values.parts) liquid();
  });
}
