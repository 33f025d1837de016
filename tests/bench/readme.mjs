// Figures in the README come from here, between two comments that name them.

import { readFile, writeFile } from "node:fs/promises";
import { inRoot } from "../../scripts/lib/project.mjs";
import { Failure } from "../../scripts/lib/run.mjs";

const README = inRoot("README.md");

/** @param {string} name @param {string} text */
export async function writeSection(name, text) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const readme = await readFile(README, "utf8");
  const [before, rest] = readme.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined)
    throw new Failure(`README.md has no section between ${begin} and ${end}`);
  await writeFile(README, `${before}${begin}\n${text}\n${end}${after}`);
}
