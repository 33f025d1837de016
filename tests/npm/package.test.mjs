// What the packed package holds, and how it behaves beyond the mapping itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { packedProject } from "./support/project.mjs";

/** @import { Diagnostic, DestinationDocument } from "../../pkg/src/index.ts" */

const project = await packedProject({ byNpm: true });
after(() => project.remove());
const { actions, ConfigError, Destination, EventError } = await project.load();

const ORDER = {
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

/** The purchase above, with other properties. @param {Record<string, unknown>} properties */
const orderWith = (properties) => ({
  ...ORDER,
  properties: { ...ORDER.properties, ...properties },
});

/** @param {() => unknown} action @param {typeof EventError | typeof ConfigError} type @returns {readonly Diagnostic[]} */
function diagnosticsOf(action, type) {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof type, String(error));
    assert.ok(error instanceof Error);
    assert.equal(error.name, type.name);
    return error.diagnostics;
  }
  assert.fail("nothing was thrown");
}

describe("tarball", () => {
  it("holds what is needed to run, and nothing else", async () => {
    const list = await run("tar", ["--list", "--gzip", "--file", project.tarball]);
    const files = list.trim().split("\n");
    const expected = [
      /^package\/(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
      /^package\/(destination\.schema|language)\.json$/,
      /^package\/dist\/(node|browser|workerd|init|inline|inline\.global)\.js$/,
      /^package\/dist\/node\.cjs$/,
      /^package\/dist\/cli\/[\w-]+\.js$/,
      /^package\/dist\/cli\/page\/(index\.html|page\.js|page\.css)$/,
      /^package\/dist\/\w+\.d\.c?ts$/,
      /^package\/wasm\/friendbuy_edge\.(js|wasm)$/,
    ];
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
    for (const pattern of expected) assert.ok(files.some((file) => pattern.test(file)));
  });

  it("depends on no other package", async () => {
    const lock = JSON.parse(readFileSync(`${project.folder}/package-lock.json`, "utf8"));
    const installed = Object.keys(lock.packages).filter((path) => path !== "");
    assert.deepEqual(installed, ["node_modules/friendbuy-edge"]);
  });
});

describe("Destination", () => {
  it("says what Friendbuy receives for the purchase of Segment's documentation", () => {
    const { requests, skipped, diagnostics } = new Destination().map(ORDER);
    assert.deepEqual(requests, [
      {
        mapping: "purchase",
        action: "trackPurchase",
        method: "POST",
        path: "/v1/event/purchase",
        body: {
          orderId: "82f250a3-32eb-40be-95fc-77e685ed8448",
          email: "joe.customer@example.com",
          customerId: "customer-12345",
          amount: 54.82,
          currency: "USD",
          additionalProperties: { orderNumber: "3", promotion: "black friday" },
        },
        sendOnceKey: "purchase:82f250a3-32eb-40be-95fc-77e685ed8448",
      },
    ]);
    assert.deepEqual(skipped, [
      { mapping: "customer", reason: "not-triggered" },
      { mapping: "sign-up", reason: "not-triggered" },
    ]);
    assert.deepEqual(diagnostics, []);
  });

  it("takes its document as an object or as text", () => {
    const document = /** @type {DestinationDocument} */ ({
      mappings: [{ id: "all", action: "trackPurchase", trigger: 'type = "track"', enabled: false }],
    });
    for (const given of [document, JSON.stringify(document)]) {
      const destination = new Destination(given);
      assert.deepEqual(destination.mappings, [
        { id: "all", enabled: false, action: "trackPurchase", trigger: 'type = "track"' },
      ]);
      assert.deepEqual(destination.map(ORDER).skipped, [{ mapping: "all", reason: "disabled" }]);
    }
  });

  it("answers text with text, failures included", () => {
    const destination = new Destination();
    const { status, ...result } = JSON.parse(destination.mapText(JSON.stringify(ORDER)));
    assert.equal(status, "success");
    assert.deepEqual(result, destination.map(ORDER));
    const failure = JSON.parse(destination.mapText('{"type":'));
    assert.equal(failure.status, "failure");
    assert.equal(failure.diagnostics[0].code, "json-syntax");
    // @ts-expect-error an object is no text
    assert.throws(() => destination.mapText(ORDER), /mapText takes JSON text; map takes an object/);
  });

  it("counts positions as JavaScript does", () => {
    const text = '{"event":"😀é" oops}';
    const { diagnostics } = JSON.parse(new Destination().mapText(text));
    assert.equal(text.slice(diagnostics[0].span.start).slice(0, 4), "oops");
  });

  it("is free for others' memory when disposed of, and says so", () => {
    const destination = new Destination();
    destination[Symbol.dispose]();
    destination[Symbol.dispose]();
    for (const use of [
      () => destination.map(ORDER),
      () => destination.mapText("{}"),
      () => destination.mappings,
    ]) {
      assert.throws(use, /this Destination was disposed of/);
    }
  });

  it("reads long events and short ones in turn, whatever is written in them", () => {
    const destination = new Destination();
    const texts = ["x", "é", "語", "😀", "\ud83d"].flatMap((unit) =>
      [1, 5_000, 9_000, 16_384, 17_000, 200_000].map((length) => unit.repeat(length)),
    );
    for (const [at, coupon] of [...texts, ...texts.toReversed()].entries()) {
      const event = JSON.stringify(orderWith({ coupon, order_id: String(at) }));
      const { requests } = JSON.parse(destination.mapText(event));
      assert.equal(requests[0].body.orderId, String(at));
      assert.ok(requests[0].body.couponCode === coupon, `text ${at} came through changed`);
    }
  });

  it("says so when a method was taken off its destination", () => {
    const { map, explainText, mappings: _ } = new Destination();
    const expected = {
      name: "TypeError",
      message: /there is no Destination here: call its methods/,
    };
    assert.throws(() => [ORDER].map(map), expected);
    assert.throws(() => explainText("{}"), expected);
    const document = /** @type {any} */ ({ mappings: [] });
    assert.throws(() => Destination.compare(document, new Destination(), [ORDER]), expected);
  });

  it("shows its own name", () => {
    assert.equal(new Destination().constructor.name, "Destination");
  });
});

describe("event values", () => {
  const destination = new Destination();
  /** @param {Record<string, unknown>} properties */
  const body = (properties) => destination.map(orderWith(properties)).requests[0]?.body;

  it("changes nothing in the event", () => {
    const freeze = (/** @type {any} */ value) => {
      if (typeof value === "object") Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    const event = freeze(structuredClone(ORDER));
    destination.map(event);
    assert.deepEqual(event, ORDER);
  });

  it("leaves out undefined, functions and symbols", () => {
    const plain = body({});
    assert.deepEqual(
      body({ coupon: undefined, referralCode: () => 1, email2: Symbol("x") }),
      plain,
    );
  });

  it("reads a Date as its ISO text and anything else by its toJSON", () => {
    const seen = body({
      order_id: new Date(Date.UTC(2026, 0, 2)),
      coupon: { toJSON: () => "from toJSON" },
    });
    assert.ok(seen && "orderId" in seen);
    assert.equal(seen.orderId, "2026-01-02T00:00:00.000Z");
    assert.equal(seen.couponCode, "from toJSON");
  });

  it("reads a Map, a Set and whatever else has no members as empty, null as null", () => {
    const friendbuyAttributes = { map: new Map([["a", 1]]), set: new Set([1]), none: null };
    const empty = { map: {}, set: {}, none: null };
    assert.deepEqual(body({ friendbuyAttributes }), body({ friendbuyAttributes: empty }));
    assert.deepEqual(body({ coupon: null }), body({}));
  });

  it("reads a BigInt as the integer it is", () => {
    const seen = body({ order_id: 2n ** 60n + 1n, coupon: -5n, total: 12n });
    assert.ok(seen && "orderId" in seen);
    assert.equal(seen.orderId, String(2n ** 60n + 1n));
    assert.equal(seen.couponCode, "-5");
    assert.equal(seen.amount, 12);
  });

  it("reads NaN and infinities as null, as JSON has it", () => {
    const [finding] = destination.map(orderWith({ total: Number.NaN })).diagnostics;
    assert.equal(finding?.code, "required-missing");
    assert.equal(finding?.field, "amount");
  });

  it("keeps integers above 2^53 exact from text to text", () => {
    const text = JSON.stringify(ORDER).replace("54.82", "9007199254740993");
    assert.match(destination.mapText(text), /"amount":9007199254740993[,}]/);
  });

  it("names the place where an event contains itself", () => {
    /** @type {Record<string, any>} */
    const event = orderWith({ "a/b": [{}] });
    event.properties["a/b"][0].again = event.properties;
    assert.deepEqual(
      diagnosticsOf(() => destination.map(event), EventError),
      [
        {
          severity: "error",
          code: "json-syntax",
          source: "event",
          pointer: "/properties/a~1b/0/again",
          message: "the event contains itself here, so it has no JSON text",
        },
      ],
    );
  });

  for (const [what, event, expected] of /** @type {[string, any, RegExp][]} */ ([
    ["a promise", Promise.resolve(ORDER), /the event is a promise \(wait for it, with `await`\)/],
    ["bytes", Buffer.from(JSON.stringify(ORDER)), /the event is bytes \(make text of them/],
    ["a Map", new Map(Object.entries(ORDER)), /the event is a Map \(make an object of it/],
    [
      "JSON text",
      JSON.stringify(ORDER),
      /an object, but it is a string \(JSON text is for mapText/,
    ],
    ["a list", [ORDER], /an object, but it is an array \(several events are for mapBatch/],
  ])) {
    it(`refuses ${what}, and says what to do`, () => {
      for (const ask of [
        () => destination.map(event),
        () => destination.mapBatch(event),
        () => destination.explain(event),
        () => Destination.compare(destination, destination, [event]),
      ])
        assert.throws(ask, (error) => error instanceof EventError && expected.test(error.message));
    });
  }

  it("takes an object that appears twice without containing itself", () => {
    const shared = { price: 1 };
    const seen = body({ products: [shared, shared], order_id: 5n });
    assert.ok(seen && "products" in seen);
    assert.equal(seen.products?.length, 2);
  });

  it("refuses what is nested without end, and goes on working", () => {
    const deep = {};
    let inner = /** @type {Record<string, unknown>} */ (deep);
    for (let depth = 0; depth < 100_000; depth += 1) {
      inner.a = {};
      inner = /** @type {Record<string, unknown>} */ (inner.a);
    }
    const [finding] = diagnosticsOf(() => destination.map(deep), EventError);
    assert.equal(finding?.message, "the event is nested too deeply");
    const levels = (/** @type {number} */ count) =>
      JSON.parse(`${'{"a":'.repeat(count)}1${"}".repeat(count)}`);
    assert.equal(
      diagnosticsOf(() => destination.map(levels(5000)), EventError)[0]?.code,
      "json-syntax",
    );
    assert.equal(destination.map(ORDER).requests.length, 1);
  });

  for (const [name, value] of Object.entries({ text: "{}", list: [], number: 5, nothing: null })) {
    it(`refuses ${name} as an event`, () => {
      // @ts-expect-error most of these are no objects
      const diagnostics = diagnosticsOf(() => destination.map(value), EventError);
      assert.equal(diagnostics[0]?.code, "event-type");
    });
  }

  it("refuses undefined as an event", () => {
    // @ts-expect-error undefined is no object
    const diagnostics = diagnosticsOf(() => destination.map(undefined), EventError);
    assert.equal(diagnostics[0]?.message, "the event is `undefined`, which is not JSON");
  });

  it("lets the errors of the event's own code through", () => {
    const failing = {
      get type() {
        throw new Error("from the getter");
      },
    };
    assert.throws(() => destination.map(failing), { message: "from the getter" });
  });
});

describe("ConfigError", () => {
  const { cases } = JSON.parse(
    readFileSync(inRoot("tests/fixtures/document/refused.json"), "utf8"),
  );
  for (const { name, document, documentText, diagnostics } of cases) {
    it(name, () => {
      const given =
        documentText ?? (typeof document === "object" ? document : JSON.stringify(document));
      const found = diagnosticsOf(() => new Destination(given), ConfigError);
      assert.deepEqual(found, diagnostics);
    });
  }

  it("says in its message where, what, and what to do", () => {
    /** @type {any} */
    const document = { mode: "strickt", mappings: [] };
    assert.throws(() => new Destination(document), {
      name: "ConfigError",
      message: /^document \/mode: `strickt` is no mode \(did you mean `strict`\?\)$/,
    });
  });
});

describe("actions", () => {
  it("lists four actions with their fields", () => {
    assert.deepEqual(
      actions().map(({ name, path }) => [name, path]),
      [
        ["trackCustomer", "/v1/customer"],
        ["trackPurchase", "/v1/event/purchase"],
        ["trackSignUp", "/v1/event/account-sign-up"],
        ["trackCustomEvent", "/v1/event/custom"],
      ],
    );
    const fields = actions().flatMap((action) => action.fields);
    assert.ok(fields.every(({ label, description }) => label && description));
  });
});
