import { readdirSync, readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { migrations } from "../../scripts/lib/migrations.mjs";
import { module, worker } from "../worker/harness.mjs";
import { writer } from "./queue.js";

/**
 * The built Worker in workerd, with its storage on disk: ledger and database are there again after a kill.
 *
 * @typedef {object} Options
 * @property {number} port
 * @property {number} queuePort
 * @property {string} storage a folder
 * @property {Record<string, string>} bindings
 */
export class Edge {
  #options;
  /** @type {Miniflare | undefined} */
  #miniflare;
  #wasStarted = false;
  isUp = false;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
  }

  get url() {
    return `http://127.0.0.1:${this.#options.port}`;
  }

  async start() {
    const { port, queuePort, storage, bindings } = this.#options;
    const edge = {
      ...worker("edge", bindings, {}),
      ...{ queueProducers: {}, queueConsumers: {}, serviceBindings: { EVENTS: "events" } },
    };
    const miniflare = new Miniflare(
      convertV4MiniflareOptions(
        /** @type {any} */ ({
          ...{ host: "127.0.0.1", port, cf: false, log: new Log(LogLevel.NONE) },
          resourcePersistencePath: storage,
          handleStructuredLogs: () => {},
          workers: [edge, module("events", writer(queuePort))],
        }),
      ),
    );
    this.#miniflare = miniflare;
    await miniflare.ready;
    if (!this.#wasStarted) {
      const database = await miniflare.getD1Database("DB", "edge");
      await database.batch(migrations().map((statement) => database.prepare(statement)));
    }
    this.#wasStarted = true;
    this.isUp = true;
  }

  /** Kills workerd where it stands, and starts another one. */
  async killAndRestart() {
    this.isUp = false;
    const killed = workerds();
    for (const pid of killed) process.kill(pid, "SIGKILL");
    await this.#miniflare?.dispose().catch(() => {});
    await this.start();
    return killed.length;
  }

  /** @type {import("./queue.js").Deliver} */
  async deliver(queue, messages) {
    if (!this.isUp || !this.#miniflare) throw new Error("workerd is down");
    const edge = await this.#miniflare.getWorker("edge");
    return /** @type {any} */ (edge).queue(queue, messages);
  }

  /** @param {string} sql @returns {Promise<Record<string, any>[]>} */
  async rows(sql) {
    const database = await this.#miniflare?.getD1Database("DB", "edge");
    return (await database?.prepare(sql).all())?.results ?? [];
  }

  async stop() {
    this.isUp = false;
    await this.#miniflare?.dispose();
  }
}

/** The processes named workerd that this process started. @returns {number[]} */
function workerds() {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      const [, name, parent] =
        readFileSync(`/proc/${pid}/stat`, "utf8").match(/\((.*)\) \S (\d+)/) ?? [];
      return name === "workerd" && Number(parent) === process.pid;
    } catch {
      return false; // it ended meanwhile
    }
  });
}
