import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { inRoot } from "../../../scripts/lib/project.mjs";

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {unknown} [document] absent: the standard one
 * @property {string} event as text
 * @property {boolean} isPlain whether the event is what JavaScript makes of that text
 * @property {Request[]} requests
 * @property {Record<string, unknown>[] | undefined} diagnostics each with the members that count
 *
 * @typedef {Record<string, unknown> & { body?: unknown, bodyText?: string }} Request
 */

const folder = inRoot("tests/fixtures/payload");

/** The cases of `tests/fixtures/payload/`, as its README describes them. @returns {Case[]} */
export function payloadCases() {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".json"),
  );
  return files.sort().flatMap((file) => {
    const path = join(folder, file);
    const { document, cases } = JSON.parse(readFileSync(path, "utf8"));
    const family = relative(folder, path).replace(/\.json$/, "");
    return cases.map((/** @type {any} */ one) => ({
      name: `${family}/${one.name}`,
      document: one.document ?? document,
      event: one.eventText ?? JSON.stringify(one.event),
      isPlain: one.eventText === undefined,
      requests: one.requests ?? [],
      diagnostics: one.diagnostics,
    }));
  });
}
