import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { migrations } from "../../scripts/lib/migrations.mjs";
import { DEMO_CREDENTIALS } from "../sandbox/server.js";
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

  /** What the ledger knows of an order. @param {string} host of Friendbuy @param {string} orderId @returns {Promise<any>} */
  async record(host, orderId) {
    const [key, shard] = ledgerKey(host, `purchase:${orderId}`);
    /** @type {any} typed as if it were a request */
    const objects = await this.#miniflare?.getDurableObjectNamespace("LEDGER", "edge");
    if (!objects) return null;
    const ledger = objects.get(objects.idFromName(shard));
    const init = { method: "POST", body: JSON.stringify({ do: "look" }) };
    return (await ledger.fetch(`http://ledger/${key}`, init)).json();
  }

  async stop() {
    this.isUp = false;
    await this.#miniflare?.dispose();
  }
}

/** The name of a call in the ledger, and the part of it that keeps it. @param {string} host @param {string} call */
function ledgerKey(host, call) {
  const hash = createHash("sha256");
  for (const part of [host, DEMO_CREDENTIALS.key, call]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(Buffer.byteLength(part)));
    hash.update(length).update(part);
  }
  const name = hash.digest().subarray(0, 16);
  return [name.toString("base64url"), String(name.readUInt32BE(0) % 64)];
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
