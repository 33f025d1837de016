import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/lib/ports.mjs";
import { DEMO_CREDENTIALS, startSandbox } from "../sandbox/server.js";
import { sendAll } from "./clients.js";
import { Edge } from "./edge.js";
import { DurableQueue } from "./queue.js";

const WRITE_KEY = "wk-chaos";
const EVENTS = { path: "/v1/event/*" };

/** What Friendbuy does all the time: answers nothing, or late, or with a failure; forgets tokens. */
const FAULTS = [
  { ...EVENTS, probability: 0.01, seed: 1, drop: "answer" },
  { ...EVENTS, probability: 0.01, seed: 2, drop: "request" },
  { ...EVENTS, probability: 0.01, seed: 3, status: 500 },
  { ...EVENTS, probability: 0.01, seed: 4, status: 503 },
  { ...EVENTS, probability: 0.002, seed: 5, status: 429, retryAfter: 1 },
  { ...EVENTS, probability: 0.002, seed: 6, revokeTokens: true },
  { ...EVENTS, probability: 0.02, seed: 7, delayMs: 700 },
  { path: "/v1/authorization", probability: 0.1, seed: 8, status: 500 },
];

/**
 * @typedef {object} Report
 * @property {number} acknowledged orders the Worker answered 200 for
 * @property {number} open messages that are not done
 * @property {string[]} lost acknowledged, and never carried out
 * @property {string[]} twice carried out more often than answers got lost, and once
 * @property {number} again carried out again after an uncertain answer
 * @property {number} uncertain calls nobody saw the end of
 * @property {number} kills
 * @property {string[]} lines for people
 */

/**
 * Clients send, Friendbuy fails now and then, and workerd is killed again and again.
 *
 * @param {object} options
 * @param {number} options.events
 * @param {number} options.kills
 * @param {number} [options.patienceSeconds] how long no message may be done before it is over, after the last event was sent
 * @param {(line: string) => void} [options.tell]
 * @returns {Promise<Report>}
 */
export async function chaos({ events, kills, patienceSeconds = 120, tell = () => {} }) {
  const begun = Date.now();
  const seconds = () => `${Math.round((Date.now() - begun) / 1000)} s`;
  /** @type {Map<string, number>} */
  const carriedOut = new Map();
  const sandbox = await startSandbox({
    keepCalls: 1,
    onCall: ({ accepted, body }) => {
      const orderId = /** @type {any} */ (body)?.orderId;
      if (accepted && orderId) carriedOut.set(orderId, (carriedOut.get(orderId) ?? 0) + 1);
    },
  });
  for (const fault of FAULTS) sandbox.fault(/** @type {any} */ (fault));
  const storage = await mkdtemp(join(await roomFor(events), "friendbuy-edge-chaos-"));
  const queue = new DurableQueue(dice(9));
  const edge = new Edge({
    port: await freePort(),
    queuePort: await queue.listen(),
    storage,
    bindings: {
      WRITE_KEYS: WRITE_KEY,
      FRIENDBUY_MAPI_KEY: DEMO_CREDENTIALS.key,
      FRIENDBUY_MAPI_SECRET: DEMO_CREDENTIALS.secret,
      MAPI_BASE_URL: sandbox.url,
    },
  });
  /** @type {Set<string>} */
  const acknowledged = new Set();
  try {
    await edge.start();
    const running = queue.run(
      (name, messages) => edge.deliver(name, messages),
      () => edge.isUp,
    );
    const sending = sendAll({
      host: edge.url,
      writeKey: WRITE_KEY,
      events,
      acknowledged: (orderId) => acknowledged.add(orderId),
    });
    let killed = 0;
    const random = dice(10);
    for (let kill = 1; kill <= kills; kill += 1) {
      // Spread over the sending, and never at the same moment of it.
      const due = (events * (kill - 1 + random())) / (kills + 1);
      while (acknowledged.size < due) await sleep(20);
      killed += await edge.killAndRestart();
      tell(
        `${seconds()}: killed workerd ${killed} times; ${acknowledged.size} events sent, ${queue.open} open`,
      );
    }
    const { repeated } = await sending;
    let told = Date.now();
    while (queue.open > 0 && queue.stuckFor < patienceSeconds) {
      await sleep(200);
      if (Date.now() - told < 10_000) continue;
      told = Date.now();
      tell(`${seconds()}: ${queue.open} open`);
    }
    const open = queue.open;
    await queue.close();
    await running;
    const rows = await edge.rows(
      "SELECT send_once_key AS key, max(uncertain) AS uncertain FROM deliveries GROUP BY 1",
    );
    const uncertain = new Map(
      rows.map(({ key, uncertain }) => [String(key).slice("purchase:".length), uncertain]),
    );
    const statuses = await edge.rows("SELECT status, count(*) AS n FROM deliveries GROUP BY 1");
    const lost = [...acknowledged].filter((orderId) => !carriedOut.has(orderId));
    const twice = [];
    for (const [orderId, times] of carriedOut) {
      if (times === 1) continue;
      const record = await edge.record(sandbox.url, orderId);
      if (times > 1 + (record?.uncertain ?? 0)) twice.push([orderId, times]);
    }
    const sum = (/** @type {Iterable<number>} */ numbers) =>
      [...numbers].reduce((all, one) => all + one, 0);
    const again = sum([...carriedOut.values()].map((times) => times - 1));
    return {
      acknowledged: acknowledged.size,
      open,
      lost,
      twice: twice.map(([orderId, times]) => `${orderId}: ${times} times`),
      again,
      uncertain: sum(uncertain.values()),
      kills: killed,
      lines: [
        `${events} events, ${acknowledged.size} acknowledged, ${repeated} sent again by the clients; ${seconds()}`,
        `workerd killed ${killed} times, ${queue.broken} deliveries died with it, ${queue.doubled} messages were delivered twice`,
        `Friendbuy carried out ${carriedOut.size} orders; ${lost.length} lost, ${twice.length} sent twice`,
        `${sum(uncertain.values())} calls whose end nobody saw; ${again} of them were carried out a second time`,
        `the log: ${statuses.map(({ status, n }) => `${n} ${status}`).join(", ")}; ${open} messages still open, ${queue.dead} dead`,
      ],
    };
  } finally {
    queue.stopped = true;
    await edge.stop();
    await queue.close().catch(() => {});
    await sandbox.close();
    await rm(storage, { recursive: true, force: true });
  }
}

/**
 * A folder to keep storage in: in memory where there is room. What a process wrote is there after it was killed, in memory as
 * on a disk; that the disk has it too only counts when the machine fails. All parts of the ledger would wait for one disk,
 * twice for each event, where Cloudflare gives each part its own.
 *
 * @param {number} events
 */
async function roomFor(events) {
  const needed = 500e6 + events * 10_000;
  const memory = await statfs("/dev/shm").catch(() => undefined);
  const isRoomy = memory !== undefined && memory.bavail * memory.bsize > needed;
  return isRoomy ? "/dev/shm" : tmpdir();
}

/** Numbers from 0 up to 1 that a seed repeats. @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
