// Whole actions: mappings of all their fields, and events with something, good or bad, where they look.

import { Events } from "./events.mjs";
import { define, isObject } from "./json.mjs";
import { Mappings } from "./mappings.mjs";
import { Triggers } from "./triggers.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {import("./json.mjs").Json} Json
 * @typedef {{ type: string, format?: string, multiple?: boolean, default?: unknown }} Field
 * @typedef {Record<string, { fields: Record<string, Field> }>} Actions
 */

const DATES = [
  ...[
    "1990-05-06",
    "0000-12-25",
    "2000-02-29",
    "0000-02-29",
    "2001-02-29",
    "2000-02-30",
    "05-06",
    "2000-1-2",
  ],
  ...[
    "2000-01-02T00:00:00Z",
    "2000-13-01",
    "2000-01-32",
    " 2000-01-01",
    "2000/01/02",
    "10000-01-01",
    "",
    "bad",
  ],
  ...[
    "0001-01-01",
    "9999-12-31",
    "2000-01-00",
    "2000-00-01",
    "1900-02-29",
    "２０００-01-01",
    "2000-01-01\n",
  ],
];
const TIMES = [
  ...[
    "2020-01-02T03:04:05Z",
    "2000-01-02 03:04:05",
    "2020-01-02t03:04:05z",
    "2000-01-02",
    "2020-01-02T03:04:05.123",
  ],
  ...[
    "2020-01-02T03:04:05+01:00",
    "2020-01-02T03:04:05+0100",
    "2020-01-02T03:04:05+01",
    "2016-12-31T23:59:60Z",
  ],
  ...[
    "2020-01-02T24:00:00Z",
    "2020-01-02T03:04Z",
    "2020-01-02T03:04:60Z",
    "2020-01-02T03:04:05-25:00",
    "x",
  ],
  ...[
    "2020-01-02T03:04:05.Z",
    "2016-12-31T22:59:60-01:00",
    "2020-01-02\u00a003:04:05",
    "2020-01-02T03:04:05+1:00",
  ],
  ...[
    "2020-02-30T03:04:05Z",
    "2020-01-02  03:04:05",
    "2020-01-02T03:04:05ZZ",
    "2020-01-02T99:04:05Z",
    "1577934245",
  ],
];
const URIS = [
  ...[
    "https://x.y/a?b=c#d",
    "http://",
    "HTTP://X",
    "a:b",
    "mailto:x@y",
    "urn:isbn:1",
    "localhost:3000",
    "a:",
    "http:",
  ],
  ...[
    "http://[::1]/",
    "http://a:b",
    "not a uri",
    "/rel",
    "//x.y",
    "https://é.com",
    "http://x/%zz",
    "http://x/%41",
  ],
  ...[
    "http://x#a#b",
    "http://x|y",
    "http://x[y]",
    "javascript:alert(1)",
    "http://x:99999/",
    "http://1.2.3.4",
    "1a:b",
  ],
  ...[
    "http://user:pw@h:1/p;a=b/?q#f",
    "http://[1:2",
    "http://[zz]/",
    "http://[v1.a]/",
    "a+b.c-d:x",
    "http://x/{a}",
    "x",
  ],
];
const NUMBER_TEXTS = [
  ...[
    "5",
    " 5 ",
    "5.",
    ".5",
    "+5",
    "05",
    "-0",
    "1e3",
    "0x10",
    "0b11",
    "0o17",
    " ",
    "Infinity",
    "1e400",
    "abc",
    "1,000",
  ],
  ...[
    "1_000",
    "NaN",
    "",
    "54.82",
    "10.50",
    "-1.50",
    "\u00a05",
    "5\n",
    "1e-7",
    "0.0000001",
    "5px",
    "١",
    "-",
    "1e",
    "0x",
  ],
];
const WORDS = [
  ...[
    "joe.customer@example.com",
    "Joe",
    "Customer",
    "USD",
    "o-1",
    "in",
    "out",
    "blocked",
    "US",
    "94110",
    "é",
    "😀",
  ],
  ...[
    "",
    " ",
    "x y",
    "en",
    "gold",
    "82f250a3",
    "0",
    "true",
    "null",
    "\ud83d",
    "a,b",
    "null",
    "[object Object]",
  ],
];
const ATTRIBUTES = [
  ...[
    "rewardTier",
    "points",
    "b",
    "10",
    "9",
    "birthday",
    "age",
    "gender",
    "category",
    "timezone",
    "language",
    "name",
  ],
  ...[
    "email",
    "customerId",
    "firstName",
    "isNewCustomer",
    "coupon",
    "couponCode",
    "orderId",
    "amount",
    "products",
  ],
  ...[
    "giftCardCodes",
    "currency",
    "pageUrl",
    "addressPostalCode",
    "addressCountry",
    "zipCode",
    "country",
    "é",
    "",
  ],
  ...[
    "friendbuyAttributes",
    "additionalProperties",
    "loyaltyStatus",
    "anonymousId",
    "eventType",
    "eventProperties",
  ],
  ...[
    "deduplicationId",
    "attributionId",
    "referralCode",
    "ipAddress",
    "userAgent",
    "customerSince",
    "x y",
    "a.b",
  ],
];
const ITEM_KEYS = [
  "sku",
  "name",
  "quantity",
  "price",
  "description",
  "category",
  "url",
  "image_url",
  "brand",
  "0",
];
const EVENT_NAMES = ["Order Completed", "Signed Up", "Downloaded", "5"];
/** Fields without which there is no call. */
const REQUIRED = [
  "customerId",
  "email",
  "orderId",
  "amount",
  "currency",
  "eventType",
  "eventProperties",
];

export class ActionCases {
  /** @param {Random} random @param {Actions} actions */
  constructor(random, actions) {
    this.random = random;
    this.actions = actions;
    this.events = new Events(random);
    this.action = random.pick(Object.keys(actions));
    /** What of the fields goes wrong; most cases should get through. */
    this.oddness = random.pick([0, 0.005, 0.01, 0.02, 0.05, 0.3]);
  }

  get fields() {
    return Object.entries(this.actions[this.action]?.fields ?? {});
  }

  trigger() {
    const { random } = this;
    if (random.chance(0.1)) {
      const text = new Triggers(random).text();
      // A document is text in Unicode.
      if (!/\p{Surrogate}/u.test(text)) return text;
    }
    return random.pick([
      'type = "track"',
      'type != "x"',
      'type = "track" or type = "identify"',
      'event != "y"',
    ]);
  }

  /** A value for a field, or for one named like it. @param {Field} field @returns {Json} */
  value({ type, format, multiple }) {
    const { random } = this;
    if (random.chance(this.oddness)) return this.odd();
    if (multiple && type === "object") return this.products();
    if (multiple) return random.chance(0.1) ? this.word() : random.list(0, 3, () => this.word());
    if (type === "object") return this.attributes();
    if (type === "boolean") return random.pick([true, false, "true", "false", 0, 1]);
    if (type === "number" || type === "integer") return this.number();
    const good = random.chance(0.1 + this.oddness) ? 1000 : 1;
    const known = { date: DATES, "date-time": TIMES, uri: URIS }[format ?? ""];
    if (!known) return this.word();
    const text = known[random.below(Math.min(good, known.length))] ?? "";
    return random.chance(0.1 + this.oddness) ? this.nearly(text) : text;
  }

  /** A text of a format with a change that it may or may not survive. @param {string} text */
  nearly(text) {
    const { random } = this;
    const place = random.below(text.length + 1);
    const piece = random.pick([
      "",
      "0",
      "9",
      "-",
      ":",
      "T",
      "Z",
      "+",
      ".",
      "/",
      "#",
      "%",
      "[",
      "]",
      "@",
      "?",
      " ",
      "é",
      "x",
    ]);
    return text.slice(0, place) + piece + text.slice(place + random.below(2));
  }

  /** @returns {Json} */
  word() {
    const { random } = this;
    return random.chance(this.oddness) ? this.odd() : random.pick(WORDS);
  }

  /** @returns {Json} */
  number() {
    const { random } = this;
    return random.choose(
      /** @type {[number, () => Json][]} */ ([
        [6, () => random.pick([0, 1, 2, 5, 10, 54.82, 30, -5, 2.5])],
        [3, () => random.pick(["5", "54.82", "10.50", "30"])],
        [2 * this.oddness, () => random.pick(NUMBER_TEXTS)],
        [2 * this.oddness, () => this.nearly(random.pick(NUMBER_TEXTS))],
        [2 * this.oddness, () => this.events.number()],
      ]),
    );
  }

  /** @returns {Json} */
  odd() {
    const { random } = this;
    return random.choose(
      /** @type {[number, () => Json][]} */ ([
        [3, () => random.pick([null, "", " ", [], {}, true, false, 0, -0, 5, 12.5, 1e21])],
        [
          2,
          () =>
            random.pick([
              ["x"],
              [5],
              [null],
              [""],
              [true],
              [[]],
              [{}],
              [["a"]],
              ["x", "y"],
              [1, null, ""],
            ]),
        ],
        [2, () => this.events.value(2)],
        [1, () => random.pick([...DATES, ...TIMES, ...URIS, ...NUMBER_TEXTS])],
        [0.5, () => this.attributes()],
      ]),
    );
  }

  /** @returns {Json} */
  attributes() {
    const { random } = this;
    /** @type {{ [key: string]: Json }} */
    const attributes = {};
    for (let count = random.below(5); count > 0; count--) {
      const value = random.choose(
        /** @type {[number, () => Json][]} */ ([
          [4, () => random.pick(WORDS)],
          [2, () => this.number()],
          [1, () => this.odd()],
          [0.5, () => random.pick(DATES)],
          [0.3, () => this.products()],
          [
            0.5,
            () =>
              random.pick([
                { month: 1, day: 2 },
                { month: 1 },
                { month: 1, day: 2, year: 3, x: 4 },
              ]),
          ],
        ]),
      );
      const name = random.chance(0.95) ? random.pick(ATTRIBUTES) : this.events.key();
      define(attributes, name, value);
    }
    return attributes;
  }

  /** @returns {Json} */
  products() {
    const { random } = this;
    const product = () => {
      /** @type {{ [key: string]: Json }} */
      const item = {};
      for (const key of ITEM_KEYS) {
        if (key !== "price" && random.chance(0.5)) continue;
        if (key === "price" && random.chance(this.oddness)) continue;
        if (key === "price") define(item, key, this.number());
        else if (key === "quantity" && !random.chance(this.oddness))
          define(item, key, random.pick([1, 2, "3"]));
        else define(item, key, this.word());
      }
      return random.chance(this.oddness) ? this.odd() : item;
    };
    return random.chance(0.1) ? product() : random.list(0, 3, product);
  }

  /** An event with a value at most of the places where the action's defaults look. @returns {Json} */
  event() {
    const { random } = this;
    /** @type {{ [key: string]: Json }} */
    const event = {
      type: "track",
      event: random.pick(EVENT_NAMES),
      properties: {},
      traits: {},
      context: {},
    };
    for (const [key, field] of this.fields) {
      if (random.chance(REQUIRED.includes(key) ? this.oddness / 2 : 0.45)) continue;
      for (const path of pathsOf(field.default)) {
        if (path !== "event" && path !== "properties")
          this.place(event, path.split("."), this.value(field));
      }
    }
    if (isObject(event.properties ?? null) && random.chance(0.3)) {
      for (const [key, value] of Object.entries(/** @type {any} */ (this.attributes()))) {
        if (!Object.hasOwn(/** @type {any} */ (event.properties), key))
          define(event.properties ?? {}, key, value);
      }
    }
    for (const root of ["properties", "traits", "context"]) {
      if (random.chance(this.oddness / 10)) define(event, root, this.odd());
    }
    return event;
  }

  /** @param {Json} object @param {string[]} path @param {Json} value */
  place(object, [key = "", ...rest], value) {
    if (!isObject(object)) return;
    if (rest.length === 0) {
      define(object, key, value);
      return;
    }
    if (!Object.hasOwn(object, key)) define(object, key, {});
    this.place(object[key] ?? null, rest, value);
  }

  /** Fields in place of the defaults. @param {Json} event @param {number} chance of each field @returns {{ [key: string]: Json }} */
  patch(event, chance) {
    const { random } = this;
    const mappings = new Mappings(random, event);
    /** @type {{ [key: string]: Json }} */
    const patch = {};
    for (const [key, field] of this.fields) {
      const isRequired = REQUIRED.includes(key);
      if (!random.chance(isRequired && chance > 0.3 ? 1 - this.oddness : chance)) continue;
      if (isRequired && random.chance(0.8)) {
        patch[key] = structuredClone(/** @type {Json} */ (field.default));
        continue;
      }
      patch[key] = random.choose(
        /** @type {[number, () => Json][]} */ ([
          [9, () => structuredClone(/** @type {Json} */ (field.default))],
          [7, () => this.value(field)],
          [1, () => mappings.directive(2)],
          [0.5, () => null],
          [1.5, () => ({ "@path": this.events.path(event) })],
          [1, () => ({ "@if": { exists: null, ...mappings.if(1) } })],
          [0.3, () => mappings.value(2)],
        ]),
      );
    }
    return patch;
  }
}

/** The paths in a default mapping, without their `$.`. @param {unknown} value @returns {string[]} */
function pathsOf(value) {
  if (typeof value === "string") return value.startsWith("$.") ? [value.slice(2)] : [];
  if (typeof value !== "object" || value === null) return [];
  return [...new Set(Object.values(value).flatMap(pathsOf))];
}
