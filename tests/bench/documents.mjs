// Destination documents to measure with.

const ID = { "@path": "$.userId" };

/**
 * @typedef {object} Mapping
 * @property {string} id
 * @property {"trackCustomer" | "trackPurchase" | "trackSignUp" | "trackCustomEvent"} action
 * @property {string} trigger
 * @property {Record<string, object | null>} [fields]
 *
 * @typedef {"segment" | "documented"} Mode
 */

/** Each of the typical events makes one call. @type {Mapping[]} */
const ONE_CALL = [
  { id: "customer", action: "trackCustomer", trigger: 'type = "identify"' },
  {
    id: "purchase",
    action: "trackPurchase",
    trigger: 'type = "track" and event = "Order Completed"',
  },
  { id: "sign-up", action: "trackSignUp", trigger: 'type = "track" and event = "Signed Up"' },
  {
    id: "review",
    action: "trackCustomEvent",
    trigger: 'type = "track" and event = "Review Written"',
  },
];

/** An order makes four calls. @type {Mapping[]} */
const FOUR_CALLS = [
  {
    id: "customer",
    action: "trackCustomer",
    trigger: 'type = "track"',
    fields: {
      customerId: ID,
      email: { "@path": "$.properties.email" },
      firstName: { "@path": "$.properties.firstName" },
      lastName: { "@path": "$.properties.lastName" },
    },
  },
  { id: "purchase", action: "trackPurchase", trigger: 'type = "track"' },
  { id: "sign-up", action: "trackSignUp", trigger: 'type = "track"' },
  {
    id: "bought",
    action: "trackCustomEvent",
    trigger: 'type = "track"',
    fields: { eventType: { "@template": "bought-{{properties.currency}}" } },
  },
];

/** @param {Mapping[]} mappings @param {Mode} mode */
const of = (mappings, mode) => ({ mode, mappings });

/** @param {Mode} mode */
export const oneCall = (mode) => of(ONE_CALL, mode);

/** @param {Mode} mode */
export const fourCalls = (mode) => of(FOUR_CALLS, mode);

/** So many mappings, all of which make a call of an order. @param {number} count */
export const manyCalls = (count) =>
  of(
    Array.from({ length: count }, (_, at) => ({
      id: `purchase-${at}`,
      action: "trackPurchase",
      trigger: 'type = "track" and event = "Order Completed"',
    })),
    "documented",
  );
