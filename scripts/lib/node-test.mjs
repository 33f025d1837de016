import { pathToFileURL } from "node:url";
import { inRoot } from "./project.mjs";

const own = (/** @type {string} */ file) => pathToFileURL(inRoot("scripts/lib", file)).href;

/** What `node` is told to run test files, one after the other; those follow. */
export const NODE_TEST = [
  `--import=${own("unhurried.mjs")}`,
  "--test",
  `--test-reporter=${own("whole-reporter.mjs")}`,
  "--test-concurrency=1",
  "--test-timeout=180000",
  "--test-force-exit",
];
