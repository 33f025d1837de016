// What the Worker takes in workerd, in processor time as the system counts it: `npm run bench:worker` starts it.
//
// Start: many copies of the Worker in one workerd, beside as many empty Workers. Delivery: messages that are put into the
// queue directly, beside a plain JavaScript Worker that makes the same call of each and keeps no record of it.

import { Failure, main } from "../../scripts/lib/run.mjs";
import { findWorkerd, processorMs } from "../load/process.mjs";
import { untilEmpty } from "../load/until-empty.mjs";
import { startSandbox } from "../sandbox/server.js";
import { makeTables, module, startWorkers, usualSettings, worker } from "../worker/harness.mjs";
import { workerBenchOptions } from "./options.mjs";
import { writeSection } from "./readme.mjs";

/** The system counts in hundredths of a second: one start is too short to be seen. */
const COPIES = 20;
const MESSAGES = 1000;
const START_GOAL_MS = 20;

const EMPTY = "export default { fetch() { return new Response() } };";

const PLAIN_DELIVERY = `
  let token;
  export default {
    async queue(batch, env) {
      token ??= fetch(env.MAPI_BASE_URL + "/v1/authorization", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ key: env.FRIENDBUY_MAPI_KEY, secret: env.FRIENDBUY_MAPI_SECRET }),
      }).then((response) => response.json());
      const { token: value, tokenType = "" } = await token;
      const authorization = (tokenType + " " + value).trim();
      await Promise.all(batch.messages.map(async (message) => {
        const { userId, properties } = JSON.parse(message.body.split("\\n")[1]);
        const { order_id: orderId, total: amount, currency, email } = properties;
        const response = await fetch(env.MAPI_BASE_URL + "/v1/event/purchase", {
          method: "POST",
          headers: { "content-type": "application/json", authorization },
          body: JSON.stringify({ orderId, amount, currency, customerId: userId, email }),
        });
        await response.text();
        message.ack();
      }));
    },
  };
`;

/** Milliseconds until a workerd with copies of a Worker is ready. @param {object} own */
async function startCopies(own) {
  const miniflare = startWorkers(
    Array.from({ length: COPIES }, (_, at) => ({ ...own, name: `w-${at}` })),
  );
  try {
    await miniflare.ready;
    return processorMs(findWorkerd());
  } finally {
    await miniflare.dispose();
  }
}

/** @param {number[]} values */
const median = (values) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

/** Milliseconds that one Worker's start takes beyond an empty one's. @param {number} rounds */
async function startUp(rounds) {
  const { modulesRoot, modules, compatibilityDate, compatibilityFlags } = /** @type {any} */ (
    worker("w", {}, {})
  );
  const ours = { modulesRoot, modules, compatibilityDate, compatibilityFlags };
  const beyond = [];
  for (let round = 0; round < rounds; round += 1) {
    const empty = await startCopies(module("w", EMPTY));
    beyond.push(((await startCopies(ours)) - empty) / COPIES);
  }
  return median(beyond);
}

let orders = 0;

/** A message of the queue: a line about the event, and the event. */
function message() {
  orders += 1;
  const id = `bench-${orders}`;
  const event = {
    type: "track",
    event: "Order Completed",
    messageId: id,
    userId: `customer-${orders}`,
    timestamp: new Date().toISOString(),
    properties: {
      order_id: id,
      total: 54.82,
      currency: "USD",
      email: `customer-${orders}@example.com`,
    },
  };
  return `${JSON.stringify({ messageId: id })}\n${JSON.stringify(event)}`;
}

/** @param {number} rounds @returns {Promise<Record<"ours" | "plain", number>>} microseconds for one message */
async function delivery(rounds) {
  const sandbox = await startSandbox({ keepCalls: 2 * MESSAGES });
  const settings = usualSettings(sandbox);
  const consumer = { maxBatchTimeout: 0 };
  const miniflare = startWorkers([
    worker("ours", settings, consumer),
    {
      ...module("plain", PLAIN_DELIVERY),
      bindings: settings,
      queueProducers: { EVENTS: { queueName: "plain" } },
      queueConsumers: { plain: { ...consumer, maxBatchSize: 100 } },
    },
  ]);
  try {
    await miniflare.ready;
    await makeTables(miniflare, "ours");
    const workerd = findWorkerd();
    /** @param {"ours" | "plain"} name */
    const deliver = async (name) => {
      const producer = await miniflare.getQueueProducer("EVENTS", name);
      sandbox.clear();
      const used = processorMs(workerd);
      for (let sent = 0; sent < MESSAGES; sent += 100) {
        const batch = Array.from({ length: 100 }, message);
        await producer.sendBatch(batch.map((body) => ({ body, contentType: "text" })));
      }
      const purchases = { path: "/v1/event/purchase", accepted: true };
      await untilEmpty(() => sandbox.calls(purchases).length >= MESSAGES);
      return ((processorMs(workerd) - used) / MESSAGES) * 1000;
    };
    /** @type {Record<"ours" | "plain", number[]>} */
    const micros = { ours: [], plain: [] };
    // The first round is for warming up.
    for (let round = 0; round <= rounds; round += 1) {
      for (const name of /** @type {const} */ (["ours", "plain"])) {
        const each = await deliver(name);
        if (round > 0) micros[name].push(each);
      }
    }
    return { ours: median(micros.ours), plain: median(micros.plain) };
  } finally {
    await miniflare.dispose();
    await sandbox.close();
  }
}

await main(async () => {
  const { rounds, update } = workerBenchOptions();
  if (Number.isNaN(processorMs(process.pid))) {
    throw new Failure("processor time is read from /proc, which only Linux has");
  }
  const started = await startUp(rounds);
  const { ours, plain } = await delivery(rounds);
  const section = [
    `In workerd, ${rounds} rounds, medians of processor time (\`npm run bench:worker\`):`,
    "",
    `- Start of the script: ${started.toFixed(1)} ms more than an empty Worker (goal: at most ${START_GOAL_MS} ms: ${started <= START_GOAL_MS ? "reached" : "not reached"}).`,
    `- Delivery of one event, queue, ledger, log and call included: ${ours.toFixed(0)} µs; a plain JavaScript Worker that makes the same call and keeps no record of it takes ${plain.toFixed(0)} µs.`,
  ].join("\n");
  console.log(section);
  if (update) await writeSection("bench-worker", section);
});
