import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { inRoot, npmPrograms, root, toolEnvironment } from "./project.mjs";
import { Failure, run } from "./run.mjs";

const START_SECONDS = 60;
const STOP_SECONDS = 5;

/** What wrangler must not do: ask, or tell. */
const QUIET = { WRANGLER_SEND_METRICS: "false", NO_UPDATE_NOTIFIER: "1", CI: "true" };

/** Where wrangler keeps local queues and storage. @param {string | undefined} state another folder than its own */
const keptIn = (state) => (state === undefined ? [] : ["--persist-to", resolve(state)]);

/** Brings the tables of the local database up to date. @param {string} [state] the folder it is in */
export async function migrateLocally(state) {
  const apply = ["d1", "migrations", "apply", "friendbuy", "--local", ...keptIn(state)];
  await run(join(npmPrograms, "wrangler"), [...apply, "--config", inRoot("wrangler.toml")], {
    env: toolEnvironment(QUIET),
  });
}

/**
 * The Worker in a local workerd, with local queues and storage.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {Record<string, string>} options.variables secrets and variables
 * @param {string} [options.state] the folder for queues and storage
 * @param {boolean} [options.verbose] show what wrangler prints
 */
export function startWorker({ port, variables, state, verbose = false }) {
  const worker = spawn(
    join(npmPrograms, "wrangler"),
    [
      ...["dev", "--local", "--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"],
      ...["--config", inRoot("wrangler.toml"), "--show-interactive-dev-session=false"],
      ...keptIn(state),
      ...Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]),
    ],
    {
      cwd: root,
      env: toolEnvironment(QUIET),
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that wrangler's children can be stopped with it.
      detached: true,
    },
  );
  let printed = "";
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      printed = (printed + text).slice(-20_000);
      if (verbose) process.stderr.write(text);
    });
  }
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => worker.once("close", () => resolve()));
  worker.once("error", (error) => (printed += error.message));

  const url = `http://127.0.0.1:${port}`;
  const failure = (/** @type {string} */ what) =>
    new Failure(verbose ? what : `${what}\n${printed.trimEnd()}`);

  /** @param {NodeJS.Signals} signal */
  const signalGroup = (signal) => {
    try {
      if (worker.pid) process.kill(-worker.pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  };

  return {
    url,
    /** Resolves when the Worker answers. */
    async ready() {
      const deadline = Date.now() + START_SECONDS * 1000;
      while (Date.now() < deadline) {
        if (worker.exitCode !== null) throw failure("The Worker did not start:");
        const response = await fetch(`${url}/healthz`).catch(() => undefined);
        if (response) return response;
        await wait(100);
      }
      throw failure(`The Worker did not answer within ${START_SECONDS} seconds:`);
    },
    /** Resolves when wrangler has ended by itself. */
    ended: ended.then(() => failure("The Worker has stopped:")),
    /** Stops wrangler and all it has started. */
    async stop() {
      signalGroup("SIGTERM");
      await Promise.race([ended, wait(STOP_SECONDS * 1000, undefined, { ref: false })]);
      signalGroup("SIGKILL");
    },
    /** The same at once, for the very end of this process. */
    kill: () => signalGroup("SIGKILL"),
  };
}
