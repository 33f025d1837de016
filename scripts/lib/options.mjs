import { parseArgs } from "node:util";
import { Failure } from "./run.mjs";

/**
 * The options of a command line. A wrong one is said beside those there are.
 *
 * @template {import("node:util").ParseArgsConfig} Config
 * @param {Config} config
 * @param {string} [help] said instead of the names of the options
 * @returns {ReturnType<typeof parseArgs<Config>>}
 */
export function parseOptions(config, help) {
  try {
    return parseArgs(config);
  } catch (error) {
    const [what] = /** @type {Error} */ (error).message.split(". ");
    const names = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    const known = names.length === 0 ? "there are no options" : `there are ${names.join(", ")}`;
    throw new Failure(help === undefined ? `${what}; ${known}` : `${what}\n\n${help}`);
  }
}

/** The number that an option is given as. @param {string} name @param {string} text @param {string} [help] */
export function wholeNumber(name, text, help) {
  if (/^\d+$/.test(text)) return Number(text);
  const what = `--${name} needs a whole number, not ${text}`;
  throw new Failure(help === undefined ? what : `${what}\n\n${help}`);
}
