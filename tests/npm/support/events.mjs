// Events for the tests of the command line, and its lines of JSON.

export const ORDER = {
  type: "track",
  event: "Order Completed",
  userId: "customer-1",
  properties: { order_id: "order-1", total: 5, revenue: 4, currency: "USD" },
};
export const PAGE = { type: "page", userId: "customer-1" };
export const IDENTIFY = { type: "identify", userId: "u", traits: { email: "a@b.example" } };
export const SPOILT = '{"type":"identify","userId":"u","traits":{"email":"a@b';

/** @param {(object | string)[]} events */
export const ndjson = (events) =>
  events.map((event) => (typeof event === "string" ? event : JSON.stringify(event))).join("\n");

/** @param {string} text @returns {any[]} */
export const jsonLines = (text) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
