// What the package offers beside `Destination.map`: comparing, transforming, checking, importing.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { packedProject } from "./support/project.mjs";

/** @import { DestinationDocument, JsonValue } from "../../pkg/src/index.ts" */

const project = await packedProject();
after(() => project.remove());
const { ConfigError, Destination, EventError, importSegment, lint, transform, trigger, validate } =
  await project.load();

/** @param {string} folder @returns {{ name: string, cases: any[] }[]} */
const fixtures = (folder) =>
  readdirSync(inRoot("tests/fixtures", folder)).map((name) => ({
    name: name.replace(".json", ""),
    cases: JSON.parse(readFileSync(inRoot("tests/fixtures", folder, name), "utf8")).cases,
  }));

const ORDER = {
  type: "track",
  event: "Order Completed",
  userId: "customer-1",
  properties: { order_id: "order-1", total: 5, revenue: 4, currency: "USD" },
};
const SIGN_UP = {
  type: "track",
  event: "Signed Up",
  userId: "u",
  properties: { email: "a@b.example" },
};

/** The standard purchases, with other fields. @param {{ [key: string]: JsonValue }} fields */
const purchases = (fields) =>
  /** @type {DestinationDocument} */ ({
    mappings: [
      { id: "purchase", action: "trackPurchase", trigger: 'event = "Order Completed"', fields },
    ],
  });

describe("Destination.compare", () => {
  const standard = new Destination();
  const revenue = new Destination(purchases({ amount: { "@path": "$.properties.revenue" } }));

  it("says which calls change, and where", () => {
    const page = { type: "page", userId: "u" };
    const [found, ...others] = Destination.compare(standard, revenue, [page, ORDER]);
    assert.deepEqual(others, []);
    assert.ok(found?.changes[0]?.change === "changes");
    const { before, after: now, ...change } = found.changes[0];
    assert.equal(found.index, 1);
    assert.deepEqual(change, {
      change: "changes",
      mapping: "purchase",
      differences: [{ pointer: "/amount", before: 5, after: 4 }],
    });
    assert.equal(before.path, "/v1/event/purchase");
    assert.deepEqual(now.body, { ...before.body, amount: 4 });
  });

  it("says which calls appear and vanish", () => {
    const changes = (/** @type {any} */ before, /** @type {any} */ after) =>
      Destination.compare(before, after, [SIGN_UP]).flatMap((event) =>
        event.changes.map(({ change, mapping }) => [change, mapping]),
      );
    assert.deepEqual(changes(standard, revenue), [["vanishes", "sign-up"]]);
    assert.deepEqual(changes(revenue, standard), [["appears", "sign-up"]]);
    assert.deepEqual(changes(revenue, revenue), []);
  });

  it("tells a value that was not there from null", () => {
    const without = new Destination(purchases({ currency: null }));
    const [event] = Destination.compare(standard, without, [ORDER]);
    assert.equal(event?.changes[0]?.change, "vanishes");
    const coupon = new Destination(purchases({ coupon: "SAVE" }));
    const [change] = Destination.compare(standard, coupon, [ORDER])[0]?.changes ?? [];
    assert.ok(change?.change === "changes");
    assert.deepEqual(change.differences, [{ pointer: "/couponCode", after: "SAVE" }]);
  });

  it("takes any iterable, and answers text with text", () => {
    const found = Destination.compare(standard, revenue, new Set([ORDER]));
    const { status, changes } = JSON.parse(
      Destination.compareText(standard, revenue, JSON.stringify(ORDER)),
    );
    assert.equal(status, "success");
    assert.deepEqual(changes, found[0]?.changes);
  });

  it("refuses what is no event, and destinations that are disposed of", () => {
    assert.throws(() => Destination.compare(standard, revenue, [[]]), EventError);
    // @ts-expect-error an object is no text
    assert.throws(() => Destination.compareText(standard, revenue, {}), TypeError);
    const disposed = new Destination();
    disposed[Symbol.dispose]();
    assert.throws(() => Destination.compare(standard, disposed, [ORDER]), /disposed of/);
    assert.throws(() => Destination.compare(disposed, standard, [ORDER]), /disposed of/);
  });
});

describe("Destination.mapBatch", () => {
  const destination = new Destination();

  it("says what becomes of each event", () => {
    const answers = destination.mapBatch({
      batch: [ORDER, /** @type {any} */ (5), SIGN_UP],
      context: { ip: "1.2.3.4" },
    });
    assert.deepEqual(
      answers.map((answer) => answer.status),
      ["success", "failure", "success"],
    );
    assert.ok(answers[0]?.status === "success");
    assert.equal(answers[0].requests[0]?.body.ipAddress, "1.2.3.4");
    const { status, results } = JSON.parse(destination.mapText(JSON.stringify({ batch: [ORDER] })));
    assert.equal(status, "success");
    assert.deepEqual(results, [{ status: "success", ...destination.map(ORDER) }]);
  });

  it("tells a batch from an event", () => {
    assert.throws(
      () => destination.map({ batch: [ORDER] }),
      /this is a batch of events, not one \(use mapBatch\)/,
    );
    // @ts-expect-error it has no list of events
    assert.throws(() => destination.mapBatch(ORDER), /this is no batch/);
    for (const ask of [
      () => destination.explain({ batch: [ORDER] }),
      () => Destination.compare(destination, destination, [{ batch: [ORDER] }]),
    ])
      assert.throws(ask, /a batch of events, not one \(give its events one at a time\)/);
    assert.equal(destination.explain({ ...ORDER, batch: [] }).requests.length, 1);
  });
});

describe("trigger", () => {
  const TEXT = 'type = "track" and properties.total > 3';

  it("is parsed into a tree, and printed again", () => {
    const { tree, text, diagnostics, readings } = trigger.parse(TEXT);
    assert.deepEqual(tree, {
      type: "group",
      operator: "and",
      children: [
        { type: "event-type", operator: "=", value: "track" },
        { type: "event-property", name: "total", operator: ">", value: 3 },
      ],
    });
    assert.deepEqual([text, diagnostics, readings], [TEXT, [], undefined]);
    assert.equal(trigger.format(tree), TEXT);
    assert.equal(trigger.format(" event='A' "), 'event = "A"');
  });

  it("has the types of every field and operator the core has", () => {
    const every =
      'event = "a" or name = "b" or !(contains(userId, "c")) or any(traits.tags, it = "vip")';
    const { tree } = trigger.parse(every);
    assert.equal(trigger.format(trigger.parse(tree).tree), trigger.parse(every).text);
  });

  it("says where the dialects differ", () => {
    const { readings } = trigger.parse('type = "a" or type = "b" and event = "c"', "segment");
    assert.ok(readings?.segment && readings.documented);
    assert.notEqual(readings.segment, readings.documented);
  });

  it("matches events, and says why", () => {
    assert.equal(trigger.matches(TEXT, ORDER), true);
    assert.equal(trigger.matches(trigger.parse(TEXT).tree, SIGN_UP), false);
    const { matches, explanation } = trigger.explain(TEXT, SIGN_UP);
    assert.equal(matches, false);
    assert.deepEqual(
      explanation.children?.map(({ condition, matched, saw }) => [condition, matched, saw]),
      [
        ['type = "track"', true, "track"],
        ["properties.total > 3", false, undefined],
      ],
    );
  });

  it("names the place of what it can't read", () => {
    assert.throws(
      () => trigger.parse('type = "track" and evnt = "😀"'),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(error.diagnostics[0]?.span, { start: 19, end: 23 });
        return true;
      },
    );
    // @ts-expect-error there is no such dialect
    assert.throws(() => trigger.parse(TEXT, "fql"), /dialects: segment, documented/);
    assert.throws(() => trigger.parse(TEXT, /** @type {any} */ (null)), /`null` is no dialect/);
    assert.throws(
      () => trigger.parse(/** @type {any} */ (undefined)),
      /the trigger is `undefined`/,
    );
    assert.throws(() => trigger.matches(TEXT, []), EventError);
  });
});

describe("transform", () => {
  it("applies a mapping", () => {
    const mapping = { id: { "@path": "$.userId" }, sum: { "@template": "{{properties.total}} €" } };
    assert.deepEqual(transform(mapping, ORDER), { id: "customer-1", sum: "5 €" });
    assert.equal(transform({ "@path": "$.properties.total" }, ORDER), 5);
  });

  it("answers undefined where there is no value", () => {
    assert.equal(transform({ "@path": "$.properties.nothing" }, ORDER), undefined);
  });

  it("names the places of what it can't use", () => {
    const wrong = { a: { "@path": 5 }, b: { "@nonsense": 1 } };
    assert.throws(
      () => transform(wrong, ORDER),
      (/** @type {any} */ error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.diagnostics.map(({ pointer }) => pointer?.split("/")[1]),
          ["a", "b"],
        );
        return true;
      },
    );
    assert.throws(() => transform({}, []), EventError);
    // @ts-expect-error a function is no mapping
    assert.throws(() => transform(() => 1, ORDER), ConfigError);
    for (const mapping of /** @type {any[]} */ ([
      "$.userId",
      5,
      undefined,
      [{ "@path": "$.userId" }],
    ]))
      assert.throws(() => transform(mapping, ORDER), /a mapping must be an object, but it is/);
  });
});

describe("validate", () => {
  it("has nothing to say about a good document", () => {
    assert.deepEqual(validate(purchases({})), []);
    assert.deepEqual(validate(JSON.stringify(purchases({}))), []);
  });

  it("answers with the problems of a bad one instead of throwing", () => {
    const findings = validate({ mode: "strickt", mappings: [{ id: "a" }] });
    assert.deepEqual(findings.map(({ severity, pointer }) => [severity, pointer]).slice(0, 1), [
      ["error", "/mode"],
    ]);
    assert.equal(validate("{")[0]?.code, "json-syntax");
    /** @type {any} */
    const cycle = {};
    cycle.mappings = [cycle];
    assert.equal(validate(cycle)[0]?.pointer, "/mappings/0");
    assert.match(validate("destination.json")[0]?.message ?? "", /perhaps the name of a file/);
    assert.match(validate(Buffer.from("{}"))[0]?.message ?? "", /the document is bytes/);
  });
});

describe("lint", () => {
  for (const { name, cases } of fixtures("lint")) {
    // A case without a document is about the standard one, which JavaScript has no text of.
    for (const one of cases.filter((one) => "document" in one || "documentText" in one)) {
      it(`${name}: ${one.name}`, () => {
        const found = lint(one.documentText ?? one.document);
        for (const [index, expected] of (one.diagnostics ?? []).entries()) {
          assert.deepEqual({ ...found[index], ...expected }, found[index]);
        }
        assert.equal(found.length, one.diagnostics?.length ?? 0);
      });
    }
  }
});

describe("importSegment", () => {
  for (const { name, cases } of fixtures("import").filter(({ name }) => name !== "refused")) {
    for (const one of cases) {
      it(`${name}: ${one.name}`, () => {
        const { document, report } = importSegment(
          one.inputLines?.join(one.lineEnd ?? "\n") ?? one.inputText ?? one.input,
        );
        assert.deepEqual(document, one.document);
        assert.deepEqual(report, one.report);
        new Destination(document)[Symbol.dispose]();
      });
    }
  }

  it("keeps the digits of numbers in the text", () => {
    const long = "12345678901234567890";
    const settings = `{"amount": ${long}, "orderId": "o", "currency": "USD"}`;
    const trigger = 'event = \\"Order Completed\\"';
    const source = `{"actionSlug": "trackPurchase", "trigger": "${trigger}", "settings": ${settings}}`;
    const { document, text } = importSegment(source);
    assert.deepEqual(JSON.parse(text), document);
    assert.match(text, new RegExp(`"amount": ${long}\\b`));
    const event = '{"type":"track","event":"Order Completed","userId":"u"}';
    assert.match(new Destination(text).mapText(event), new RegExp(`"amount":${long}\\b`));
  });

  it("refuses what is neither JSON nor Terraform", () => {
    assert.throws(() => importSegment("<xml>"), ConfigError);
    assert.throws(() => importSegment({}), ConfigError);
  });
});
