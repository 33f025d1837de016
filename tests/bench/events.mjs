// Events as Segment's libraries send them, made up: who, what and how much differ, the shape is that of a shop.

import { Random } from "../parity/generate/random.mjs";

/** @typedef {Record<string, any> & { type: string }} Event */

const FIRST_NAMES = ["Anna", "José", "Mei", "Łukasz", "Fatima", "John", "Zoë", "Ravi", "Olga"];
const LAST_NAMES = ["Smith", "García", "Müller", "O'Neill", "Nguyễn", "Rossi", "Kowalska", "李"];
const WORDS = ["organic", "cotton", "blue", "running", "shoe", "kids", "set", "large", "Café"];
const CITIES = [
  ["US", "CA", "San Francisco", "94110"],
  ["US", "NY", "New York", "10001"],
  ["DE", "BE", "Berlin", "10115"],
  ["FR", "IDF", "Paris", "75001"],
];
const AGENTS = [
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
];

/** @param {Random} by @param {number} count */
const words = (by, count) => Array.from({ length: count }, () => by.pick(WORDS)).join(" ");

/** @param {Random} by @param {number} length */
const hex = (by, length) => Array.from({ length }, () => by.below(16).toString(16)).join("");

/** @param {Random} by */
const price = (by) => (500 + by.below(20_000)) / 100;

/** @param {Random} by */
function person(by) {
  const [firstName, lastName] = [by.pick(FIRST_NAMES), by.pick(LAST_NAMES)];
  const number = by.below(1e6);
  return { id: `customer-${number}`, firstName, lastName, email: `shopper${number}@example.com` };
}

/** What the browser's library adds to every event. @param {Random} by @param {boolean} isBrowser */
function context(by, isBrowser) {
  const ip = `203.0.113.${by.below(256)}`;
  if (!isBrowser) return { ip, library: { name: "@segment/analytics-node", version: "2.1.3" } };
  const path = `/collections/${hex(by, 8)}`;
  return {
    ip,
    userAgent: by.pick(AGENTS),
    locale: by.pick(["en-US", "de-DE", "fr-FR"]),
    timezone: by.pick(["America/New_York", "Europe/Berlin", "Europe/Paris"]),
    library: { name: "analytics.js", version: "npm:next-1.81.0" },
    page: {
      path,
      referrer: "https://www.google.com/",
      search: "?utm_source=newsletter&utm_medium=email",
      title: words(by, 4),
      url: `https://shop.example.com${path}?utm_source=newsletter&utm_medium=email`,
    },
    campaign: { source: "newsletter", medium: "email", name: words(by, 2) },
    userAgentData: {
      mobile: false,
      platform: by.pick(["Windows", "macOS"]),
      brands: [
        { brand: "Chromium", version: "141" },
        { brand: "Not?A_Brand", version: "8" },
      ],
    },
  };
}

/** What every event has around its own members. @param {Random} by @param {number} number */
function envelope(by, number) {
  const time = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  return {
    anonymousId: `${hex(by, 8)}-${hex(by, 4)}-4${hex(by, 3)}-a${hex(by, 3)}-${hex(by, 12)}`,
    messageId: `ajs-next-${Date.parse(time)}-${hex(by, 8)}-${hex(by, 4)}`,
    context: context(by, by.chance(0.7)),
    integrations: { All: true },
    timestamp: time,
    sentAt: time,
    receivedAt: time,
    originalTimestamp: time,
    version: 2,
    writeKey: hex(by, 32),
    channel: "client",
  };
}

/** @param {Random} by @param {number} number @returns {Event} */
function identify(by, number) {
  const who = person(by);
  const [country, state, city, postalCode] = by.pick(CITIES);
  const loyaltyStatus = by.chance(0.4) ? { loyaltyStatus: by.pick(["in", "out"]) } : {};
  return {
    type: "identify",
    userId: who.id,
    traits: {
      email: who.email,
      firstName: who.firstName,
      lastName: who.lastName,
      age: 18 + by.below(60),
      birthday: `19${50 + by.below(50)}-0${1 + by.below(9)}-1${by.below(10)}`,
      language: by.pick(["en", "de", "fr"]),
      address: { country, state, city, postalCode, street: `${by.below(900)} Main Street` },
      customerSince: "2024-05-06T07:08:09Z",
      isNewCustomer: by.chance(0.2),
      plan: by.pick(["free", "plus"]),
      lifetimeValue: price(by),
      ...loyaltyStatus,
      friendbuyAttributes: {
        favouriteColor: "blue",
        store: city,
        tier: by.pick(["gold", "silver"]),
      },
    },
    ...envelope(by, number),
  };
}

/** @param {Random} by @param {number} products */
function items(by, products) {
  return Array.from({ length: products }, () => ({
    product_id: hex(by, 12),
    sku: `SKU-${by.below(1e5)}`,
    name: words(by, 3),
    price: price(by),
    quantity: 1 + by.below(3),
    category: by.pick(WORDS),
    brand: "Example",
    image_url: `https://cdn.example.com/${hex(by, 10)}.jpg`,
    url: `https://shop.example.com/p/${hex(by, 6)}`,
  }));
}

/** @param {Random} by @param {number} number @param {number} [products] @returns {Event & { properties: object }} */
function order(by, number, products = 1 + by.below(4)) {
  const who = person(by);
  const coupon = by.chance(0.3) ? { coupon: "WELCOME10" } : {};
  return {
    type: "track",
    event: "Order Completed",
    userId: who.id,
    properties: {
      order_id: hex(by, 8),
      checkout_id: hex(by, 16),
      total: price(by),
      subtotal: price(by),
      shipping: 4.9,
      tax: 3.25,
      discount: 0,
      currency: by.pick(["USD", "EUR"]),
      email: who.email,
      firstName: who.firstName,
      lastName: who.lastName,
      isNewCustomer: by.chance(0.2),
      ...coupon,
      products: items(by, products),
    },
    ...envelope(by, number),
  };
}

/** @param {Random} by @param {number} number @returns {Event} */
function signUp(by, number) {
  const who = person(by);
  return {
    type: "track",
    event: "Signed Up",
    userId: who.id,
    properties: {
      email: who.email,
      firstName: who.firstName,
      lastName: who.lastName,
      coupon: "FRIEND20",
      referralCode: hex(by, 10),
      attributionId: hex(by, 24),
      isNewCustomer: true,
      loyaltyStatus: "in",
      friendbuyAttributes: { source: "landing page", variant: by.pick(["a", "b"]) },
    },
    ...envelope(by, number),
  };
}

/** @param {Random} by @param {number} number @param {number} [further] @returns {Event} */
function custom(by, number, further = 6) {
  const who = person(by);
  const more = Array.from({ length: further }, (_, at) => [`detail_${at}`, words(by, 2)]);
  return {
    type: "track",
    event: "Review Written",
    userId: who.id,
    properties: {
      email: who.email,
      deduplicationId: hex(by, 16),
      rating: String(1 + by.below(5)),
      title: words(by, 4),
      text: `"${words(by, 12)}"\n${words(by, 8)}`,
      ...Object.fromEntries(more),
    },
    ...envelope(by, number),
  };
}

const KINDS = [identify, order, signUp, custom];

/** So many events, a quarter of each kind. @param {number} count @returns {Event[]} */
export function typicalEvents(count) {
  const by = new Random(1, 0);
  return Array.from({ length: count }, (_, at) =>
    /** @type {typeof identify} */ (KINDS[at % KINDS.length])(by, at),
  );
}

/** An order of about so many bytes of JSON. @param {number} bytes @returns {Event} */
export function orderOfSize(bytes) {
  const { context: _, ...small } = order(new Random(2, 0), 0, 0);
  const item = JSON.stringify(items(new Random(3, 0), 1)[0]).length;
  const products = Math.max(0, Math.round((bytes - JSON.stringify(small).length) / item));
  const properties = { ...small.properties, products: items(new Random(3, 0), products) };
  return { ...small, properties };
}

/** A custom event with so many properties of the sender's own. @param {number} properties @returns {Event} */
export const customWith = (properties) => custom(new Random(4, 0), 0, properties);
