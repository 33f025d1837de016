// One workerd with the built Worker, and beside it a Worker in plain JavaScript that only enqueues.

import { startSandbox } from "../sandbox/server.js";
import {
  fetcher,
  makeTables,
  module,
  startWorkers,
  usualSettings,
  worker,
} from "../worker/harness.mjs";

/** As short as it can be: no keys, no checks, no ids, no clock, no log. */
const PLAIN = `
  export default {
    async fetch(request, env) {
      const body = await request.json();
      await env.EVENTS.sendBatch((body.batch ?? [body]).map((event) => ({ body: event })));
      return Response.json({ success: true });
    },
  };
`;

/** Takes what was enqueued, and counts it. */
const DRAIN = `
  let count = 0;
  export default {
    queue(batch) { count += batch.messages.length; },
    fetch() { return Response.json(count); },
  };
`;

/**
 * @typedef {object} Fleet
 * @property {Record<"friendbuy-edge" | "plain JavaScript" | "delivering", string>} urls each without a detour
 * @property {import("../sandbox/server.js").Sandbox} sandbox
 * @property {() => Promise<number>} drained how many messages of the first two have been taken out of their queues
 * @property {() => Promise<void>} stop
 */

/** @returns {Promise<Fleet>} */
export async function startFleet() {
  const sandbox = await startSandbox();
  const direct = { unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }] };
  const names = /** @type {const} */ ({
    "friendbuy-edge": "edge",
    "plain JavaScript": "plain",
    delivering: "delivering",
  });
  const settings = usualSettings(sandbox);
  const workers = [
    { ...worker("edge", settings, {}), ...direct, queueConsumers: {} },
    { ...module("plain", PLAIN), ...direct, queueProducers: { EVENTS: { queueName: "plain" } } },
    { ...worker("delivering", settings, {}), ...direct },
    {
      ...module("drain", DRAIN),
      queueConsumers: {
        "friendbuy-events-edge": { maxBatchSize: 100, maxBatchTimeout: 0 },
        plain: { maxBatchSize: 100, maxBatchTimeout: 0 },
      },
    },
  ];
  const miniflare = startWorkers(workers);
  const stop = async () => {
    await miniflare.dispose();
    await sandbox.close();
  };
  try {
    await miniflare.ready;
    for (const name of ["edge", "delivering"]) await makeTables(miniflare, name);
    const urls = Object.entries(names).map(async ([title, name]) => [
      title,
      (await miniflare.unsafeGetDirectURL(name)).origin,
    ]);
    const drain = fetcher(await miniflare.getWorker("drain"));
    return {
      urls: Object.fromEntries(await Promise.all(urls)),
      sandbox,
      drained: async () => Number(await (await drain("http://drain/")).json()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
