import { readFileSync } from "node:fs";
import { inRoot } from "../../../scripts/lib/project.mjs";

/**
 * The blocks of a language in a file, each with the `text` block right behind it.
 *
 * @param {string} file
 * @param {string} language
 */
export const blocks = (file, language) =>
  [
    ...readFileSync(inRoot(file), "utf8").matchAll(
      new RegExp(`\`\`\`${language}\n(.*?)\`\`\`(?:\n\n\`\`\`text\n(.*?)\`\`\`)?`, "gs"),
    ),
  ].map(([, code = "", output]) => ({ code, output, title: code.split("\n").find(Boolean) ?? "" }));
