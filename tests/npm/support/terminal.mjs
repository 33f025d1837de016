import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { pythonWithTerminal } from "../../../scripts/lib/python.mjs";

const TERMINAL = fileURLToPath(new URL("terminal.py", import.meta.url));

/**
 * What is to be seen in a terminal.
 *
 * @typedef {object} Screen
 * @property {number} millis since the program was started
 * @property {string[]} lines without empty ones
 * @property {boolean} isColoured
 *
 * @typedef {Screen & { code: number, isInOrder: boolean }} End `isInOrder`: who comes next finds the terminal as it was
 */

/**
 * Runs a program in a terminal of its own.
 *
 * @param {string} cwd
 * @param {string[]} program
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {(screen: Screen, type: (text: string) => void) => unknown} [options.onChange]
 * @returns {Promise<{ screens: Screen[], end: End }>}
 */
export async function inTerminal(cwd, program, { env = {}, onChange = () => {} } = {}) {
  const { FORCE_COLOR, NO_COLOR, ...inherited } = process.env;
  const child = spawn(await pythonWithTerminal(), [TERMINAL, ...program], {
    cwd,
    env: { ...inherited, TERM: "xterm-256color", ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  /** @type {any[]} */
  const screens = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const screen = JSON.parse(line);
      screens.push(screen);
      onChange(screen, (typed) => child.stdin.write(typed));
    }
  });
  await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const end = screens.pop();
  if (end?.code === undefined) throw new Error("the terminal did not come to its end");
  return { screens, end };
}
