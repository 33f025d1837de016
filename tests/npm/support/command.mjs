import { spawn } from "node:child_process";
import { join } from "node:path";

/**
 * What a command came to.
 *
 * @typedef {{ code: number | null, signal: string | null, stdout: string, stderr: string }} End
 *
 * @typedef {object} Running
 * @property {import("node:child_process").ChildProcessWithoutNullStreams} process
 * @property {Promise<End>} ended
 */

/**
 * The command line of the packed package, as a process in its project.
 *
 * @param {string} folder
 */
export function commandIn(folder) {
  /**
   * @param {string[]} args
   * @param {{ env?: NodeJS.ProcessEnv, node?: string, nodeArgs?: string[] }} [options]
   * @returns {Running}
   */
  const start = (args, { env = {}, node = process.execPath, nodeArgs = [] } = {}) => {
    const program = join(folder, "node_modules/.bin/friendbuy-edge");
    const { FORCE_COLOR, NO_COLOR, ...inherited } = process.env;
    const child = spawn(node, [...nodeArgs, program, ...args], {
      cwd: folder,
      env: { ...inherited, ...env },
    });
    const printed = { stdout: "", stderr: "" };
    for (const name of /** @type {const} */ (["stdout", "stderr"])) {
      child[name].setEncoding("utf8").on("data", (text) => {
        printed[name] += text;
      });
    }
    // A command that does not read to the end is no failure of the test.
    child.stdin.on("error", () => {});
    const ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...printed }));
    });
    return { process: child, ended };
  };

  /**
   * Runs it to its end.
   *
   * @param {string[]} args
   * @param {Parameters<typeof start>[1] & { input?: string | Buffer }} [options]
   * @returns {Promise<End>}
   */
  const command = (args, { input = "", ...options } = {}) => {
    const running = start(args, options);
    running.process.stdin.end(input);
    return running.ended;
  };
  return { start, command };
}
