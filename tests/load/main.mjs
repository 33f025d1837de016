// `npm run load`: events per second through intake and through delivery, on one local workerd, and what it takes.
//
// Intake is measured beside a Worker in plain JavaScript that does nothing but enqueue. They take turns, so that whatever
// else the machine does hits both alike; processor time is that of workerd, its queues included.

import { CONNECTIONS, sendFor } from "./client.mjs";
import { loadOptions } from "./options.mjs";
import { findWorkerd, memoryMb, processorMs } from "./process.mjs";
import { untilEmpty } from "./until-empty.mjs";
import { startFleet } from "./workers.mjs";

/** The figure to reach: events per second of processor time, beside the plain Worker. */
const GOAL = 0.8;

const INTAKE = /** @type {const} */ (["friendbuy-edge", "plain JavaScript"]);

let orders = 0;

/** An order of 1.5 KB, as a shop's server sends it. */
function purchase() {
  orders += 1;
  const products = Array.from({ length: 4 }, (_, index) => ({
    product_id: `sku-${orders}-${index}`,
    sku: `sku-${orders}-${index}`,
    name: "Organic cotton running socks, blue, pack of three",
    brand: "Example",
    category: "Clothing/Socks",
    quantity: index + 1,
    price: 12.5,
    url: `https://shop.example.com/products/sku-${orders}-${index}`,
  }));
  return {
    type: "track",
    event: "Order Completed",
    messageId: `load-${process.pid}-${orders}`,
    userId: `customer-${orders}`,
    timestamp: new Date().toISOString(),
    context: { library: { name: "@segment/analytics-node", version: "3.1.0" } },
    properties: {
      order_id: `load-${process.pid}-${orders}`,
      total: 125,
      currency: "USD",
      email: `customer-${orders}@example.com`,
      coupon: "SAVE10",
      products,
    },
  };
}

/** @param {number} events in one request */
function body(events) {
  const batch = Array.from({ length: events }, purchase);
  return JSON.stringify(
    events === 1 ? batch[0] : { batch, sentAt: new Date().toISOString(), writeKey: "wk-1" },
  );
}

/** @typedef {{ events: number, millis: number, processorMs: number }} Round */

/** @param {Round[]} rounds @param {(round: Round) => number} of */
const median = (rounds, of) => {
  const sorted = rounds.map(of).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

const perSecond = (/** @type {Round[]} */ rounds) =>
  median(rounds, ({ events, millis }) => (events / millis) * 1000);
const microsEach = (/** @type {Round[]} */ rounds) =>
  median(rounds, ({ events, processorMs }) => (processorMs / events) * 1000);

/**
 * @param {import("./workers.mjs").Fleet} fleet
 * @param {number | undefined} workerd
 * @param {{ size: number, rounds: number, roundMs: number }} how
 */
async function intake(fleet, workerd, { size, rounds, roundMs }) {
  /** @type {Record<string, Round[]>} */
  const results = { "friendbuy-edge": [], "plain JavaScript": [] };
  const path = size === 1 ? "/v1/track" : "/v1/batch";
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of round % 2 ? INTAKE : INTAKE.toReversed()) {
      const [taken, used] = [await fleet.drained(), processorMs(workerd)];
      const sent = await sendFor(`${fleet.urls[name]}${path}`, () => body(size), roundMs);
      const events = sent.requests * size;
      await untilEmpty(async () => (await fleet.drained()) >= taken + events);
      const result = { events, millis: sent.millis, processorMs: processorMs(workerd) - used };
      // The first round is for warming up.
      if (round > 0) results[name]?.push(result);
    }
  }
  return results;
}

/** @param {import("./workers.mjs").Fleet} fleet @param {number | undefined} workerd @param {number} roundMs */
async function delivery(fleet, workerd, roundMs) {
  const { sandbox, urls } = fleet;
  const purchases = { path: "/v1/event/purchase", accepted: true };
  sandbox.clear();
  const used = processorMs(workerd);
  const begun = performance.now();
  const { requests } = await sendFor(`${urls.delivering}/v1/batch`, () => body(20), roundMs);
  const events = requests * 20;
  await untilEmpty(async () => sandbox.calls(purchases).length >= events);
  const millis = performance.now() - begun;
  const orders = new Set(
    sandbox.calls(purchases).map(({ body }) => /** @type {any} */ (body).orderId),
  );
  return { events, millis, processorMs: processorMs(workerd) - used, lost: events - orders.size };
}

/** @param {number} size @param {Record<string, Round[]>} results @returns {boolean} whether the goal is reached */
function reportIntake(size, results) {
  console.log(`Intake, ${size} ${size === 1 ? "event" : "events"} a request`);
  for (const [name, rounds] of Object.entries(results)) {
    const speed = `${perSecond(rounds).toFixed(0)} events/s`;
    const processor = `${microsEach(rounds).toFixed(0)} µs of processor each`;
    console.log(`  ${name.padEnd(18)}${speed.padStart(16)}${processor.padStart(30)}`);
  }
  const [own = [], plain = []] = INTAKE.map((name) => results[name]);
  const byClock = perSecond(own) / perSecond(plain);
  const byProcessor = microsEach(plain) / microsEach(own);
  const figures = `${byClock.toFixed(2)} × by the clock, ${byProcessor.toFixed(2)} × by processor`;
  console.log(`  ${figures}; goal ${GOAL} ×`);
  return (Number.isNaN(byProcessor) ? byClock : byProcessor) >= GOAL;
}

const { rounds, roundMs, check } = loadOptions();

const fleet = await startFleet();
const workerd = findWorkerd();
let most = 0;
const watch = setInterval(() => {
  most = Math.max(most, memoryMb(workerd));
}, 250);
const reportMemory = () => {
  const [now, top] = [memoryMb(workerd), Math.max(most, memoryMb(workerd))];
  console.log(`  workerd has ${now.toFixed(0)} MB, at most ${top.toFixed(0)} MB so far\n`);
};
let isReached = true;
try {
  const bytes = Buffer.byteLength(body(1));
  console.log(
    `Events of ${bytes} bytes, ${CONNECTIONS} connections, ${rounds} rounds of ${roundMs} ms`,
  );
  reportMemory();
  for (const size of [1, 20, 100]) {
    const results = await intake(fleet, workerd, { size, rounds, roundMs });
    isReached = reportIntake(size, results) && isReached;
    reportMemory();
  }
  const { events, millis, processorMs, lost } = await delivery(fleet, workerd, roundMs);
  console.log("Delivery, from the first request to the last call");
  const speed = `${((events / millis) * 1000).toFixed(0)} events/s`;
  const processor = `${((processorMs / events) * 1000).toFixed(0)} µs of processor each`;
  console.log(`  ${speed}, ${processor}; ${events} events, ${lost} lost`);
  isReached &&= lost === 0;
  reportMemory();
} finally {
  clearInterval(watch);
  await fleet.stop();
}
if (check && !isReached) process.exitCode = 1;
