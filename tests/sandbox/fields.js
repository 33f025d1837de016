/**
 * What each Merchant API request holds, as data. Source, where nothing else is said: Friendbuy
 * developer documentation, "Merchant API", parameter tables of each operation.
 *
 * INFERRED: a member that has no row here is accepted unread. Segment's destination sends
 * `loyaltyStatus`, `giftCardCodes` and product `description`, `category`, `url`, `imageUrl`, none of
 * which is documented, and is not refused.
 * UNKNOWN: how strictly the service holds senders to the documented types, whether `null` counts as
 * absent and whether a required text may be empty. Here types are kept, `null` is a wrong type, and
 * empty text passes.
 *
 * @typedef {"text" | "email" | "uuid" | "timezone" | "number" | "integer" | "boolean" | "texts"
 *   | "list" | "object" | "function" | "any"} FieldType
 *
 * @typedef {object} Field
 * @property {FieldType} type `texts` is an object whose values are all text
 * @property {boolean} [required]
 * @property {number} [min] smallest number
 * @property {number} [max] largest number
 * @property {readonly string[]} [oneOf] the only texts allowed
 * @property {Fields} [fields] members of an `object`
 * @property {Field} [items] what a `list` holds
 * @property {number} [maxEntries] most entries of `texts`
 * @property {number} [maxLength] longest value of `texts`, in code points
 *
 * @typedef {Readonly<Record<string, Field>>} Fields
 */

/** @type {Field} */
const TEXT = { type: "text" };
/** @type {Field} */
const EMAIL = { type: "email" };
/** @type {Field} */
const BOOLEAN = { type: "boolean" };

/** @type {Fields} */
const PERSON = {
  firstName: TEXT,
  lastName: TEXT,
  // OBSERVED: the service took the text "string" as an IP address, so its form is not checked.
  ipAddress: TEXT,
  userAgent: TEXT,
  additionalProperties: { type: "texts" },
};

/** @type {Fields} */
const ATTRIBUTION = { couponCode: TEXT, attributionId: TEXT, referralCode: TEXT };

/** @type {Fields} */
const CALENDAR = {
  timezone: { type: "timezone" },
  birthday: {
    type: "object",
    fields: {
      day: { type: "integer", required: true, min: 1, max: 31 },
      month: { type: "integer", required: true, min: 1, max: 12 },
      year: { type: "integer", min: 1000, max: 9999 },
    },
  },
};

/** @type {Fields} */
const PRODUCT = {
  sku: { type: "text", required: true },
  name: TEXT,
  quantity: { type: "integer" },
  // INFERRED: typed as an integer, but the guide's own example is 10.0 and Segment sends fractions.
  price: { type: "number" },
};

/** @type {Fields} */
export const AUTHORIZATION = {
  key: { type: "uuid", required: true },
  secret: { type: "text", required: true },
};

/** @type {Fields} */
export const CUSTOMER = {
  email: { ...EMAIL, required: true },
  customerId: { ...TEXT, required: true },
  isNewCustomer: BOOLEAN,
  // OBSERVED: the service took 0, so there is no lower bound.
  age: { type: "integer" },
  gender: TEXT,
  zipCode: TEXT,
  state: TEXT,
  city: TEXT,
  country: TEXT,
  category: TEXT,
  language: TEXT,
  ...PERSON,
  ...CALENDAR,
};

/** @type {Fields} */
export const PURCHASE = {
  orderId: { ...TEXT, required: true },
  email: EMAIL,
  customerId: { ...TEXT, required: true },
  // UNKNOWN: whether zero and negative amounts (refunds) are taken. Here they are.
  amount: { type: "number", required: true },
  // UNKNOWN: whether ISO 4217 is enforced. Here any text passes.
  currency: { ...TEXT, required: true },
  isNewCustomer: BOOLEAN,
  products: { type: "list", items: { type: "object", fields: PRODUCT } },
  ...ATTRIBUTION,
  ...PERSON,
};

/** @type {Fields} */
export const SIGN_UP = {
  email: { ...EMAIL, required: true },
  customerId: { ...TEXT, required: true },
  ...ATTRIBUTION,
  ...PERSON,
  ...CALENDAR,
};

/** @type {Fields} */
export const CUSTOM_EVENT = {
  email: { ...EMAIL, required: true },
  eventType: { ...TEXT, required: true },
  customerId: TEXT,
  deduplicationId: TEXT,
  isNewCustomer: BOOLEAN,
  ...ATTRIBUTION,
  ...PERSON,
};

/**
 * Query of GET and DELETE `/v1/user-data`.
 * @type {Fields}
 */
export const USER_DATA = { email: EMAIL, customerId: TEXT };

/**
 * The same table with the limits on additional properties that Segment's documentation of the
 * Friendbuy destination gives: 10 entries, 128 characters a value.
 *
 * UNKNOWN: Friendbuy's own pages name no limit, and nobody says whether its servers refuse, cut or
 * ignore what is above it, nor how characters are counted. Here such a call is refused, and
 * characters are code points.
 *
 * @param {Fields} fields
 * @returns {Fields}
 */
export function withStrictLimits(fields) {
  if (!Object.hasOwn(fields, "additionalProperties")) return fields;
  return { ...fields, additionalProperties: { type: "texts", maxEntries: 10, maxLength: 128 } };
}
