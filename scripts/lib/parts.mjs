import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { progress } from "./progress.mjs";
import { inRoot, target } from "./project.mjs";

const stamps = join(target, "parts");

/** @param {string} path @returns {string[]} the file, or all files below the folder, sorted */
function filesOf(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== "node_modules" && name !== "dist")
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/** @param {string[]} inputs @param {string[]} also */
function fingerprint(inputs, also) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesOf(inRoot(input)))) {
    const bytes = readFileSync(file);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.update(also.join("\0")).digest("hex");
}

/**
 * Makes a part of the build, unless it is there and was made from the very same inputs.
 *
 * @param {object} part
 * @param {string} part.name
 * @param {string} part.usually how long making it takes
 * @param {string[]} part.inputs files and folders it is made from
 * @param {string[]} [part.also] what else it depends on, such as the version of a tool
 * @param {string[]} part.outputs files that have to exist
 * @param {() => Promise<void>} part.make
 */
export async function make({ name, usually, inputs, also = [], outputs, make }) {
  const stamp = join(stamps, name.replaceAll(" ", "-"));
  // Taken before the build: a file that is changed meanwhile makes the next build start again.
  const wanted = fingerprint(["scripts/build.mjs", ...inputs], also);
  const present = outputs.every((output) => existsSync(inRoot(output)));
  if (present && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(stamp, { force: true });
  await progress(name, usually, make);
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, wanted);
}
