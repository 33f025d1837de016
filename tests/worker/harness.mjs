import { setTimeout as sleep } from "node:timers/promises";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readConfig } from "wrangler";
import { migrations } from "../../scripts/lib/migrations.mjs";
import { inRoot } from "../../scripts/lib/project.mjs";
import { DEMO_CREDENTIALS, startSandbox } from "../sandbox/server.js";

/**
 * @import { Sandbox, SandboxOptions } from "../sandbox/server.js"
 *
 * One line of the Worker's log, which is JSON.
 * @typedef {{ level: string, about: string } & Record<string, any>} Line
 *
 * @typedef {object} Edge the built Worker in workerd, and the stand-in for Friendbuy that it calls
 * @property {string} url without a final slash
 * @property {Sandbox} sandbox
 * @property {Line[]} log
 * @property {(path: string, body: unknown, headers?: Record<string, string>) => Promise<Response>} post
 *   text and bytes as they are, anything else as JSON; with the write key in the header
 * @property {(wanted: (line: Line) => boolean, count?: number, patienceMs?: number) =>
 *   Promise<Line[]>} logged
 *   resolves when so many lines are wanted ones
 * @property {(worker: string, path: string, init?: { method?: string, body?: string,
 *   headers?: Record<string, string> }) => Promise<{ status: number, answer: any }>} ask one of the
 *   further Workers
 * @property {(messages: string[], worker?: string) => Promise<void>} enqueue past the intake
 * @property {(queue: string, messages: { body: string, attempts: number }[]) => Promise<any>} deliver past every queue,
 *   once; what becomes of the messages
 * @property {(sql: string, values?: unknown[], worker?: string) => Promise<Record<string, any>[]>} rows
 *   of the desk's database
 * @property {(shard: string, key: string, request: object) => Promise<any>} askLedger
 * @property {() => Promise<void>} scheduled what runs once an hour, now
 * @property {() => Promise<void>} stop
 */

export const WRITE_KEY = "wk-1";

const { workerOptions, main = "" } = readConfig(inRoot("wrangler.toml"));
const { assets, ...withoutPage } = workerOptions;

/**
 * A Worker as `wrangler.toml` describes it, with settings and a queue of its own.
 *
 * @param {string} name
 * @param {Record<string, unknown>} bindings
 * @param {Record<string, unknown>} queue options of the consumer
 */
export function worker(name, bindings, queue) {
  const own = (/** @type {string} */ queue) => `${queue}-${name}`;
  const consumers = Object.entries(workerOptions.queueConsumers ?? {}).map(
    // Waiting for more messages only costs time here.
    ([consumed, { deadLetterQueue, ...consumer }]) => [
      own(consumed),
      deadLetterQueue
        ? { ...consumer, maxBatchTimeout: 0, deadLetterQueue: own(deadLetterQueue), ...queue }
        : { ...consumer, maxBatchTimeout: 0 },
    ],
  );
  return {
    ...withoutPage,
    name,
    bindings,
    queueProducers: { EVENTS: { queueName: own("friendbuy-events") } },
    queueConsumers: Object.fromEntries(consumers),
    d1Databases: { DB: { id: `friendbuy-${name}` } },
    modulesRoot: inRoot("build"),
    modules: [
      { type: "ESModule", path: main },
      { type: "CompiledWasm", path: inRoot("build/index_bg.wasm") },
    ],
  };
}

/** A Worker of the tests' own. @param {string} name @param {string} script */
export const module = (name, script) => ({
  name,
  modules: true,
  script,
  compatibilityDate: workerOptions.compatibilityDate,
});

/**
 * Starts one workerd with some Workers. Their log is read, or it would be printed.
 *
 * @param {object[]} workers as {@link worker} and {@link module} describe them
 * @param {(entry: { message: string }) => void} [handleStructuredLogs]
 */
export function startWorkers(workers, handleStructuredLogs = () => {}) {
  const options = {
    host: "127.0.0.1",
    port: 0,
    cf: false,
    log: new Log(LogLevel.NONE),
    handleStructuredLogs,
    workers,
  };
  return new Miniflare(convertV4MiniflareOptions(/** @type {any} */ (options)));
}

/** What a Worker needs to call the stand-in. @param {Sandbox} sandbox */
export const usualSettings = (sandbox) => ({
  WRITE_KEYS: `${WRITE_KEY}, wk-2`,
  FRIENDBUY_MAPI_KEY: DEMO_CREDENTIALS.key,
  FRIENDBUY_MAPI_SECRET: DEMO_CREDENTIALS.secret,
  MAPI_BASE_URL: sandbox.url,
});

/**
 * Starts the built Worker, once for each set of settings. The first one answers requests.
 *
 * @param {object} [options]
 * @param {Record<string, unknown>} [options.settings] secrets and variables in place of the usual ones; null unsets
 * @param {Record<string, Record<string, unknown>>} [options.more] further Workers: name → settings
 * @param {Record<string, unknown>} [options.queue] options of the consumer
 * @param {string} [options.events] a module whose default entrypoint stands in for the first Worker's queue
 * @param {SandboxOptions} [options.sandbox]
 * @returns {Promise<Edge>}
 */
export async function startEdge(options = {}) {
  const { settings = {}, more = {}, queue = {}, events } = options;
  const sandbox = await startSandbox(options.sandbox);
  const usual = usualSettings(sandbox);
  /** @param {Record<string, unknown>} own */
  const bindings = (own) =>
    Object.fromEntries(Object.entries({ ...usual, ...own }).filter(([, value]) => value !== null));
  const edge = { ...worker("edge", bindings(settings), queue), assets };
  const queues = events ? [module("events", events)] : [];
  if (events) Object.assign(edge, { queueProducers: {}, serviceBindings: { EVENTS: "events" } });
  const others = Object.entries(more).map(([name, own]) => worker(name, bindings(own), queue));
  /** @type {Line[]} */
  const log = [];
  /** @type {Set<() => void>} */
  const listeners = new Set();
  const miniflare = startWorkers([edge, ...others, ...queues], ({ message }) => {
    log.push(parseLine(message));
    for (const listener of listeners) listener();
  });
  const stop = async () => {
    await miniflare.dispose();
    await sandbox.close();
  };
  const names = ["edge", ...Object.keys(more)];
  const { origin: url } = await miniflare.ready
    .then(async (ready) => {
      await Promise.all(names.map((name) => makeTables(miniflare, name)));
      return ready;
    })
    .catch(async (error) => {
      await stop();
      throw error;
    });

  return {
    url,
    sandbox,
    log,
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: "POST",
        headers: { authorization: basic(WRITE_KEY), ...headers },
        body: body instanceof Buffer || typeof body === "string" ? body : JSON.stringify(body),
      }),
    logged: async (wanted, count = 1, patienceMs = 30_000) => {
      const deadline = Date.now() + patienceMs;
      for (;;) {
        const found = log.filter(wanted);
        if (found.length >= count) return found;
        if (Date.now() > deadline) {
          const lines = log.slice(-20).map((line) => `\n  ${JSON.stringify(line)}`);
          throw new Error(`found ${found.length} of ${count} lines; the log ends with${lines}`);
        }
        await Promise.race([
          new Promise((resolve) => listeners.add(() => resolve(undefined))),
          sleep(200),
        ]);
        listeners.clear();
      }
    },
    ask: async (name, path, init) => {
      const response = await fetcher(await miniflare.getWorker(name))(`http://edge${path}`, init);
      return { status: response.status, answer: await response.json() };
    },
    enqueue: async (messages, name = "edge") => {
      const producer = await miniflare.getQueueProducer("EVENTS", name);
      for (let first = 0; first < messages.length; first += 100) {
        const batch = messages.slice(first, first + 100);
        await producer.sendBatch(batch.map((body) => ({ body, contentType: "text" })));
      }
    },
    deliver: async (queue, messages) => {
      const worker = /** @type {any} */ (await miniflare.getWorker("edge"));
      const numbered = messages.map((message, id) => ({
        ...message,
        id: String(id),
        timestamp: new Date(),
      }));
      return worker.queue(queue, numbered);
    },
    rows: async (sql, values = [], name = "edge") => {
      const database = await miniflare.getD1Database("DB", name);
      return (
        await database
          .prepare(sql)
          .bind(...values)
          .all()
      ).results;
    },
    askLedger: async (shard, key, request) => {
      /** @type {any} typed as if it were a request */
      const shards = await miniflare.getDurableObjectNamespace("LEDGER", "edge");
      const ledger = fetcher(shards.get(shards.idFromName(shard)));
      const body = JSON.stringify(request);
      return (await ledger(`http://ledger/${key}`, { method: "POST", body })).json();
    },
    scheduled: async () => {
      const worker = /** @type {any} */ (await miniflare.getWorker("edge"));
      await worker.scheduled({ cron: "23 * * * *" });
    },
    stop,
  };
}

/** @param {Miniflare} miniflare @param {string} worker */
export async function makeTables(miniflare, worker) {
  const database = await miniflare.getD1Database("DB", worker);
  await database.batch(migrations().map((statement) => database.prepare(statement)));
}

/** Miniflare's own type of a Worker is that of a request. @param {unknown} worker */
export function fetcher(worker) {
  const { fetch } = /** @type {{ fetch: typeof globalThis.fetch }} */ (worker);
  return fetch.bind(worker);
}

/**
 * @param {string} message
 * @returns {Line}
 */
function parseLine(message) {
  try {
    return JSON.parse(message);
  } catch {
    // What the Worker does not write itself: the runtime's own words.
    return { level: "runtime", about: message };
  }
}

/** @param {string} writeKey */
export function basic(writeKey) {
  return `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
}
