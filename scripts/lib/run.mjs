import { spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { root, toolEnvironment } from "./project.mjs";

/** An end that needs no stack: the message says what to do. */
export class Failure extends Error {}

/**
 * Runs a program to its end and returns what it printed. Nothing is shown unless it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean }} [options] `show`: print as it comes
 * @returns {Promise<string>}
 */
export function run(program, args, { cwd = root, env = toolEnvironment(), show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {Buffer[]} */
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        printed.push(chunk);
        if (show) process.stdout.write(chunk);
      });
    }
    child.on("error", (error) => reject(new Failure(`could not run ${program}: ${error.message}`)));
    child.on("close", (code, signal) => {
      const output = Buffer.concat(printed).toString("utf8");
      if (code === 0) return resolve(output);
      const end = signal ? `was stopped by ${signal}` : `failed with exit code ${code}`;
      const line = [program, ...args].join(" ");
      reject(new Failure(`${line}\n${end}${show ? "" : `\n${output.trimEnd()}`}`));
    });
  });
}

/**
 * What a program prints, or nothing when it is missing or fails.
 *
 * @param {string} program
 * @param {string[]} args
 */
export async function tryRun(program, args) {
  try {
    return await run(program, args);
  } catch {
    return undefined;
  }
}

/**
 * Runs a command of this folder: a `Failure` becomes its message and exit code 1.
 *
 * @param {() => Promise<void>} command
 */
export async function main(command) {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** @param {ImportMeta} meta of the module that asks whether it is the program that was started */
export const isMain = (meta) =>
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(meta.url);
