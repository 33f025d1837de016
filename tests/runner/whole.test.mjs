// How tests are run: none of them is missing from the count without anybody noticing.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { NODE_TEST } from "../../scripts/lib/node-test.mjs";

const folder = mkdtempSync(join(tmpdir(), "friendbuy-edge-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a file of tests as the commands do. @param {string} lines */
function run(lines) {
  writeFileSync(join(folder, "a.test.mjs"), `import { test } from "node:test";\n${lines}`);
  // A run inside of a run would take itself for one of its files.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [...NODE_TEST, "a.test.mjs"], {
    cwd: folder,
    env: { ...env, FORCE_COLOR: "0" },
    encoding: "utf8",
  });
  return { status, stdout };
}

it("every test of a file with many reports is counted", () => {
  const { status, stdout } = run(
    'for (let i = 0; i < 1500; i++) test(i + " long".repeat(20), () => {});',
  );
  assert.match(stdout, /^ℹ pass 1500$/m);
  assert.equal(status, 0);
});

for (const [what, lines, told] of /** @type {const} */ ([
  ["before its first test", "process.exit(0);", /a\.test\.mjs began 0 tests, .*did not end/],
  [
    "amid its tests",
    'test("one", () => {}); test("two", () => new Promise(() => setTimeout(() => process.exit(0), 50))); test("three", () => {});',
    /a\.test\.mjs began 3 tests, told of \d, and did not end/,
  ],
])) {
  it(`a file that ends well ${what} fails the run`, () => {
    const { status, stdout } = run(lines);
    assert.equal(status, 1, stdout);
    assert.match(stdout, told);
  });
}
