import assert from "node:assert/strict";
import { connect } from "node:net";
import { DEMO_CREDENTIALS } from "./server.js";

/**
 * @import { Sandbox } from "./server.js"
 *
 * What the tests say to a sandbox, over real HTTP.
 *
 * @typedef {object} Answered
 * @property {number} status
 * @property {Headers} headers
 * @property {string} text
 * @property {any} json undefined when the text is no JSON
 */

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * @param {string} url
 * @param {{ method?: string, body?: unknown, headers?: Record<string, string> }} [request] text is
 *   sent as it is, anything else as JSON
 * @returns {Promise<Answered>}
 */
export async function ask(url, { method, body, headers = {} } = {}) {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : (JSON.stringify(body) ?? null),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

/**
 * @param {Sandbox} sandbox
 * @param {{ key: string, secret: string }} [credentials]
 * @returns {Promise<string>} a token
 */
export async function authorize(sandbox, { key, secret } = DEMO_CREDENTIALS) {
  const { json } = await ask(`${sandbox.url}/v1/authorization`, { body: { key, secret } });
  return json.token;
}

/**
 * @param {Sandbox} sandbox
 * @param {string} path
 * @param {unknown} body
 * @param {string} [token] a fresh one when absent
 */
export async function post(sandbox, path, body, token) {
  const bearer = `Bearer ${token ?? (await authorize(sandbox))}`;
  return ask(`${sandbox.url}${path}`, { body, headers: { authorization: bearer } });
}

/**
 * Sends bytes as they are and reads until the connection ends.
 *
 * @param {number} port
 * @param {string | Buffer} bytes
 * @returns {Promise<string>}
 */
export function exchange(port, bytes) {
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.setTimeout(5000, () => socket.destroy(new Error("the connection stayed open")));
    socket.on("error", reject);
    socket.on("close", () => resolve(received));
  });
}

/**
 * The documented envelope, whole.
 *
 * @param {Answered} answered
 * @param {number} status
 * @param {string} message
 */
export function assertFailure({ status: got, json, headers }, status, message) {
  assert.equal(got, status);
  assert.equal(headers.get("content-type"), "application/json");
  assert.deepEqual(Object.keys(json), ["error", "message", "code", "reference"]);
  assert.equal(json.message, message);
  assert.equal(json.code, status);
  assert.match(json.reference, UUID);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bodies in the form of the documentation's examples. */
export const BODIES = {
  "/v1/customer": {
    email: "user@example.com",
    customerId: "328989893",
    isNewCustomer: false,
    firstName: "Test",
    lastName: "User",
    age: 23,
    gender: "female",
    zipCode: "90038",
    state: "CA",
    city: "West Hollywood",
    category: "VIP",
    country: "USA",
    language: "English",
    timezone: "America/Adak",
    birthday: { day: 3, month: 2, year: 1990 },
    ipAddress: "192.0.2.7",
    userAgent: "Mozilla/5.0",
    additionalProperties: { plan: "gold" },
  },
  "/v1/event/purchase": {
    orderId: "test-order-123",
    email: "user@example.com",
    customerId: "328989893",
    firstName: "Test",
    lastName: "User",
    amount: 10.5,
    currency: "USD",
    isNewCustomer: false,
    couponCode: "FRIEND-OFFER-1",
    attributionId: "2112d0a1-9d65-456e-a168-382ffe76965a",
    referralCode: "abc123",
    products: [{ sku: "SKU1", name: "Test Product", quantity: 1, price: 10.5 }],
    ipAddress: "192.0.2.7",
    userAgent: "Mozilla/5.0",
    additionalProperties: { promotion: "black friday" },
  },
  "/v1/event/account-sign-up": {
    email: "user@example.com",
    customerId: "328989893",
    firstName: "Test",
    lastName: "User",
    couponCode: "FRIEND-OFFER-1",
    attributionId: "2112d0a1-9d65-456e-a168-382ffe76965a",
    referralCode: "abc123",
    timezone: "America/Adak",
    birthday: { day: 3, month: 2 },
    ipAddress: "192.0.2.7",
    userAgent: "Mozilla/5.0",
    additionalProperties: { source: "app" },
  },
  "/v1/event/custom": {
    email: "user@example.com",
    eventType: "recurring_order",
    customerId: "328989893",
    deduplicationId: "3fddb07e",
    isNewCustomer: false,
    firstName: "Test",
    lastName: "User",
    couponCode: "FRIEND-OFFER-1",
    attributionId: "2112d0a1-9d65-456e-a168-382ffe76965a",
    referralCode: "abc123",
    ipAddress: "192.0.2.7",
    userAgent: "Mozilla/5.0",
    additionalProperties: { step: "3" },
  },
};
