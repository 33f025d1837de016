// The product: a program of its own that answers one line of JSON to each.

import { spawn } from "node:child_process";

/**
 * What it answers; see `engine.rs`.
 *
 * @typedef {object} Answer
 * @property {string} [result] JSON
 * @property {true} [missing]
 * @property {true} [notSubscribed]
 * @property {string} [refused] why
 * @property {string} [unusable] why
 * @property {{ tree: string, printed: string | null, matches: boolean[] }} [trigger]
 */

/** @typedef {ReturnType<typeof startEngine>} Engine */

/** @param {string} program */
export function startEngine(program) {
  const engine = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  /** @type {{ resolve: (answer: Answer) => void, reject: (error: Error) => void }[]} */
  const waiting = [];
  let ended = "";
  engine.once("close", (code, signal) => {
    ended = `the engine ended (${signal ?? code})`;
    for (const { reject } of waiting.splice(0)) reject(new Error(ended));
  });
  // The pipe breaks when the engine ends, which `close` tells about.
  engine.stdin.on("error", () => {});
  // Not by `readline`, which also takes U+2028 for the end of a line.
  let rest = "";
  engine.stdout.setEncoding("utf8").on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) waiting.shift()?.resolve(JSON.parse(line));
  });
  return {
    /**
     * Asks many things at once.
     *
     * @param {object[]} requests
     * @returns {Promise<Answer[]>}
     */
    ask(requests) {
      const answers = requests.map(
        () =>
          new Promise((/** @type {(answer: Answer) => void} */ resolve, reject) => {
            if (ended) reject(new Error(ended));
            else waiting.push({ resolve, reject });
          }),
      );
      engine.stdin.write(requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
      return Promise.all(answers);
    },
    stop: () => engine.stdin.end(),
  };
}
