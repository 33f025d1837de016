import { readFile } from "node:fs/promises";

/** @import { Answer } from "./http.js" */

/** The page of the sandbox: the calls as they arrive. */
export const PAGE = "/__sandbox/page";

/** @type {Readonly<Record<string, string>>} */
const TYPES = { html: "text/html", js: "text/javascript", css: "text/css" };

/** The page runs its own two files and talks to its own sandbox, whatever a sender sends. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * One of the files of the page.
 *
 * @param {string} name
 * @returns {Promise<Answer>}
 */
export async function pageFile(name) {
  const type = TYPES[name.replace(/.*\./, "")] ?? "text/plain";
  return {
    status: 200,
    answer: await readFile(new URL(`page/${name}`, import.meta.url), "utf8"),
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  };
}
