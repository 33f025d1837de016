// Every payload fixture, through the packed package, in every Node that is there.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { payloadCases } from "./support/fixtures.mjs";
import { nodes, packedProject } from "./support/project.mjs";

/** @import { Case, Request } from "./support/fixtures.mjs" */

const cases = payloadCases();

/**
 * What `map-all.mjs` answers for one case.
 *
 * @typedef {object} Answer
 * @property {string} asText
 * @property {{ requests: Request[], skipped: unknown[], diagnostics: Record<string, unknown>[] }} [asObject]
 * @property {Record<string, unknown>[]} [refused]
 */

/** @param {string} node @param {string} folder @returns {Promise<Answer[]>} */
function mapAll(node, folder) {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(node, ["map-all.mjs"], options, (error, output) =>
      error ? reject(error) : resolve(JSON.parse(output)),
    );
    child.stdin?.end(JSON.stringify(cases));
  });
}

/** The members of `found` that `expected` has something to say about. @param {Record<string, any>} expected @param {Record<string, any>} found */
const partOf = (expected, found) =>
  Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]]));

/** @param {Request} request */
const withBody = ({ bodyText, ...request }) =>
  bodyText === undefined ? request : { ...request, body: JSON.parse(bodyText) };

/** @param {Case} expected @param {Record<string, any>} found */
function check({ requests, diagnostics = [] }, found) {
  assert.deepEqual(
    found.requests.map((/** @type {Request} */ request, /** @type {number} */ index) =>
      partOf(withBody(requests[index] ?? request), request),
    ),
    requests.map(withBody),
  );
  assert.deepEqual(
    found.diagnostics.map((/** @type {any} */ diagnostic, /** @type {number} */ index) =>
      partOf(diagnostics[index] ?? diagnostic, diagnostic),
    ),
    diagnostics,
  );
}

const project = await packedProject();
after(() => project.remove());

for (const { version, path } of await nodes()) {
  describe(`Node ${version}`, () => {
    /** @type {Answer[]} */
    let answers;
    before(async () => {
      const script = new URL("support/map-all.mjs", import.meta.url);
      await copyFile(script, join(project.folder, "map-all.mjs"));
      answers = await mapAll(path, project.folder);
    });

    for (const [index, one] of cases.entries()) {
      it(one.name, () => {
        const { asText, asObject, refused } = answers[index] ?? assert.fail("no answer");
        const { status, ...answer } = JSON.parse(asText);
        check(one, { requests: [], ...answer });
        if (!one.isPlain) return;
        if (status === "success") assert.deepEqual(asObject, answer);
        else assert.deepEqual(refused, answer.diagnostics);
      });
    }
  });
}
