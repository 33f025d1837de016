// Prints the sizes of what is shipped, and fails when one is over its budget.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "./build.mjs";
import { inRoot } from "./lib/project.mjs";
import { Failure, isMain, main } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";

/** @param {string} folder @param {string} ending */
const filesIn = (folder, ending) =>
  existsSync(inRoot(folder))
    ? readdirSync(inRoot(folder))
        .filter((file) => file.endsWith(ending))
        .map((file) => `${folder}/${file}`)
    : [];

/** What is shipped: a name, its files, and the most they may have, in kB after gzip. */
const shipped = () => [
  { name: "package, wasm", files: ["pkg/wasm/friendbuy_edge.wasm"], budget: 110 },
  { name: "package, script", files: ["pkg/dist/browser.js"] },
  { name: "Worker, wasm", files: ["build/index_bg.wasm"], budget: 250 },
  { name: "Worker, script", files: ["build/index.js"] },
  { name: "page, scripts", files: filesIn("www/dist/assets", ".js") },
  { name: "page, styles", files: filesIn("www/dist/assets", ".css") },
];

/** @param {number} bytes */
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Prints the table. */
export function size() {
  const over = [];
  console.log(
    `${"".padEnd(18)}${"raw".padStart(12)}${"gzip".padStart(12)}${"budget".padStart(12)}`,
  );
  for (const { name, files, budget } of shipped()) {
    const contents = files.map((file) => readFileSync(inRoot(file)));
    const raw = contents.reduce((sum, bytes) => sum + bytes.length, 0);
    const gzip = contents.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
    const limit = budget === undefined ? "" : kB(budget * 1000);
    console.log(
      name.padEnd(18) + [kB(raw), kB(gzip), limit].map((cell) => cell.padStart(12)).join(""),
    );
    if (budget !== undefined && gzip > budget * 1000) over.push(name);
  }
  if (over.length > 0) throw new Failure(`over budget: ${over.join("; ")}`);
}

if (isMain(import.meta)) {
  await main(async () => {
    await setUp();
    await build();
    size();
  });
}
