import { randomUUID } from "node:crypto";
import { startEdge } from "./harness.mjs";

/**
 * @import { Edge } from "./harness.mjs"
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {any} answer the text, if it is JSON
 *
 * @typedef {Edge & { call: (method: string, path: string, init?: { token?: string | null, body?: unknown,
 *   headers?: Record<string, string> }) => Promise<Answer> }} Desk the Worker, and the admin API's client
 */

export const ADMIN_TOKEN = "the-desk-of-the-tests";

/**
 * @param {Parameters<typeof startEdge>[0]} [options]
 * @returns {Promise<Desk>}
 */
export async function startDesk({ settings = {}, ...options } = {}) {
  const edge = await startEdge({ settings: { ADMIN_TOKEN, ...settings }, ...options });
  return {
    ...edge,
    call: async (method, path, { token = ADMIN_TOKEN, body, headers = {} } = {}) => {
      const isPlain = body === undefined || typeof body === "string" || body instanceof Buffer;
      const response = await fetch(`${edge.url}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: isPlain ? /** @type {any} */ (body) : JSON.stringify(body),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type") === "application/json";
      return {
        status: response.status,
        headers: response.headers,
        text,
        answer: isJson ? JSON.parse(text) : undefined,
      };
    },
  };
}

/**
 * Writes a line into the delivery log, and keeps the event when it failed, as the consumer does.
 *
 * @param {Desk} desk
 * @param {object} delivery
 * @param {string} delivery.status
 * @param {any} [delivery.event]
 * @param {string} [delivery.mapping]
 * @param {string} [delivery.key]
 * @param {number} [delivery.at]
 * @returns {Promise<number>} its number
 */
export async function logDelivery(desk, delivery) {
  const { status, mapping = "purchase", key = null, at = Date.now() } = delivery;
  const messageId = delivery.event?.messageId ?? `m-${randomUUID()}`;
  const event = delivery.event ?? { type: "track", event: "Order Completed", messageId };
  const [row] = await desk.rows(
    `INSERT INTO deliveries (message_id, mapping, action, event, send_once_key, status, attempts, uncertain, at, updated_at)
     VALUES (?1, ?2, 'trackPurchase', 'track Order Completed', ?3, ?4, 1, ?5, ?6, ?6) RETURNING id`,
    [messageId, mapping, key, status, status === "held" ? 1 : 0, at],
  );
  if (["refused", "held", "failed"].includes(status)) {
    await desk.rows(
      `INSERT INTO failed_events (message_id, mapping, reason, event, call_path, call_body, answer_status, answer_body,
         diagnostics, at, updated_at)
       VALUES (?1, ?2, ?3, ?4, '/v1/event/purchase', ?5, 422, ?6, '[]', ?7, ?7)`,
      [
        ...[messageId, mapping, status, JSON.stringify(event)],
        ...[JSON.stringify({ email: event.properties?.email }), '{"message":"no"}', at],
      ],
    );
  }
  return row?.id;
}
