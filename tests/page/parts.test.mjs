// The core in two parts, as the page loads it.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { join, split } from "../../www/src/engine/parts.ts";

const bytes = (/** @type {string} */ path) => new Uint8Array(readFileSync(path));
const wasm = bytes(inRoot("pkg/wasm/friendbuy_edge.wasm"));

/** @param {RegExp} name */
function asset(name) {
  const [file, ...others] = readdirSync(inRoot("www/dist/assets")).filter((file) =>
    name.test(file),
  );
  assert.ok(file && others.length === 0, `${file}, ${others}`);
  return bytes(inRoot("www/dist/assets", file));
}

test("the two parts that the page loads are the wasm of the package", () => {
  const first = asset(/^core-(?!rest-).*wasm$/);
  const rest = asset(/^core-rest-.*wasm$/);
  assert.ok(first.length > 100_000 && rest.length > 50_000, `${first.length}, ${rest.length}`);
  assert.deepEqual(join({ first, rest }), wasm);
});

test("whatever is left out, the first part is wasm, and both are the whole", () => {
  const choices = [() => true, () => false, (/** @type {number} */ number) => number % 3 === 0];
  for (const isNeeded of choices) {
    const parts = split(wasm, isNeeded);
    assert.ok(WebAssembly.validate(parts.first));
    assert.deepEqual(join(parts), wasm);
  }
});

test("parts that do not belong together are refused", () => {
  const parts = split(wasm, (number) => number % 2 === 0);
  assert.throws(() => join({ ...parts, rest: parts.rest.subarray(0, -1) }), RangeError);
  assert.throws(() => join({ ...parts, rest: new Uint8Array([...parts.rest, 0]) }), RangeError);
});
