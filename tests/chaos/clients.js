import { setTimeout as sleep } from "node:timers/promises";
import { Analytics } from "@segment/analytics-node";

const CLIENTS = 4;
/** Events of one client that are not acknowledged yet. */
const WINDOW = 100;

/**
 * Sends orders with Segment's own library, each until it was acknowledged. What a request left in doubt is sent again with
 * the same id, as an outbox would.
 *
 * @param {object} options
 * @param {string} options.host
 * @param {string} options.writeKey
 * @param {number} options.events
 * @param {(orderId: string) => void} options.acknowledged
 * @returns {Promise<{ repeated: number }>}
 */
export async function sendAll({ host, writeKey, events, acknowledged }) {
  let next = 0;
  let repeated = 0;
  const clients = Array.from({ length: CLIENTS }, () => {
    const analytics = new Analytics({
      ...{ writeKey, host, flushAt: 20, flushInterval: 50 },
      ...{ maxRetries: 2, httpRequestTimeout: 5000 },
    });
    analytics.on("error", () => {}); // each event's callback tells
    return analytics;
  });
  /** @param {Analytics} analytics @param {string} orderId */
  const send = (analytics, orderId) =>
    new Promise((resolve) => {
      const properties = {
        order_id: orderId,
        total: 10,
        currency: "USD",
        email: "joe@example.com",
      };
      analytics.track(
        { event: "Order Completed", userId: "customer-1", messageId: `m-${orderId}`, properties },
        (error) => resolve(!error),
      );
    });
  const lane = async (/** @type {Analytics} */ analytics) => {
    while (next < events) {
      const orderId = `order-${next}`;
      next += 1;
      while (!(await send(analytics, orderId))) {
        repeated += 1;
        await sleep(200);
      }
      acknowledged(orderId);
    }
  };
  const lanes = clients.flatMap((client) => Array.from({ length: WINDOW }, () => lane(client)));
  await Promise.all(lanes);
  await Promise.all(clients.map((client) => client.closeAndFlush({ timeout: 2000 })));
  return { repeated };
}
