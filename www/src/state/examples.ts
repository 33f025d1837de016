// The examples of the menu.

import type { Mapping } from "friendbuy-edge";
import { json, standardDocument } from "../text/document";
import { nextId } from "./samples";
import type { Work } from "./work";

export interface Example {
  title: string;
  about: string;
  events: string;
  /** What the standard document has no mapping for. */
  mapping?: Mapping;
}

export interface ExampleGroup {
  title: string;
  examples: Example[];
}

/** The purchase of Segment's page on this destination. */
const purchase = {
  type: "track",
  event: "Order Completed",
  source: "data center",
  userId: "customer-12345",
  properties: {
    order_id: "82f250a3-32eb-40be-95fc-77e685ed8448",
    email: "joe.customer@example.com",
    total: 54.82,
    currency: "USD",
    friendbuyAttributes: { orderNumber: "3", promotion: "black friday" },
  },
};

const identify = {
  type: "identify",
  userId: "customer-12345",
  traits: {
    email: "joe.customer@example.com",
    firstName: "Joe",
    lastName: "Customer",
    birthday: "0000-07-04",
    address: { city: "Austin", state: "TX", postalCode: "78701", country: "US" },
    loyaltyStatus: "in",
    friendbuyAttributes: { tier: "gold" },
  },
  context: { ip: "203.0.113.7", userAgent: "Mozilla/5.0" },
};

const signUp = {
  type: "track",
  event: "Signed Up",
  userId: "customer-67890",
  properties: {
    email: "ann.friend@example.com",
    first_name: "Ann",
    coupon: "WELCOME-10",
    referralCode: "joe-4f7",
    isNewCustomer: true,
  },
};

const review = {
  type: "track",
  event: "Review Written",
  messageId: "5c1f3a9e-review",
  userId: "customer-12345",
  properties: { email: "joe.customer@example.com", product: "Trail shoe", stars: 5 },
};

const reviewMapping: Mapping = {
  id: "review",
  name: "Review written",
  action: "trackCustomEvent",
  trigger: 'type = "track" and event = "Review Written"',
};

const basket = {
  ...purchase,
  properties: {
    ...purchase.properties,
    order_id: "order-1001",
    coupon: "SPRING-15",
    products: [
      { sku: "shoe-42", name: "Trail shoe", quantity: 1, price: 89.9, category: "Shoes" },
      { sku: "sock-m", name: "Wool sock", quantity: 3, price: 9.5 },
    ],
  },
};

const withAttributes = (attributes: Record<string, unknown>) =>
  json({
    ...purchase,
    properties: { ...purchase.properties, friendbuyAttributes: attributes },
  });

const eleven = Object.fromEntries(
  Array.from({ length: 11 }, (_, index) => [`attribute${index + 1}`, `value ${index + 1}`]),
);

const batch = {
  batch: [identify, purchase, signUp],
  context: { library: { name: "@segment/analytics-node", version: "3.1.0" } },
  sentAt: "2026-11-01T09:30:00.000Z",
};

export const exampleGroups: ExampleGroup[] = [
  {
    title: "The four actions",
    examples: [
      {
        title: "Purchase",
        about: "Order Completed, as in Segment’s documentation",
        events: json(purchase),
      },
      { title: "Customer", about: "An identify call with traits", events: json(identify) },
      { title: "Sign-up", about: "Signed Up, referred by a friend", events: json(signUp) },
      {
        title: "Custom event",
        about: "Review Written; adds a mapping for it",
        events: json(review),
        mapping: reviewMapping,
      },
    ],
  },
  {
    title: "What does not fit",
    examples: [
      {
        title: "Eleven custom attributes",
        about: "Friendbuy takes ten",
        events: withAttributes(eleven),
      },
      {
        title: "A value that is too long",
        about: "129 characters, one too many",
        events: withAttributes({ promotion: "x".repeat(129), orderNumber: "3" }),
      },
      {
        title: "Attributes that are no text",
        about: "A number and an object",
        events: withAttributes({ orderNumber: 3, promotion: { code: "black friday" } }),
      },
      {
        title: "No order ID",
        about: "A required value is missing",
        events: json({
          ...purchase,
          properties: { email: "joe.customer@example.com", total: 54.82, currency: "USD" },
        }),
      },
    ],
  },
  {
    title: "More at once",
    examples: [
      { title: "A basket", about: "Products and a coupon", events: json(basket) },
      { title: "A batch", about: "What a Segment SDK sends", events: json(batch) },
      {
        title: "One event a line",
        about: "NDJSON, as in exports",
        events: [identify, purchase, signUp, review]
          .map((event) => JSON.stringify(event))
          .join("\n"),
      },
    ],
  },
];

/** What a first visit finds: an event for each action, and the standard mappings. */
export function firstWork(): Work {
  const samples = [purchase, identify, signUp, review].map((event) => ({
    id: nextId(),
    text: json(event),
  }));
  return { document: standardDocument, samples, mapping: 1, sample: samples[0]?.id ?? 0 };
}
