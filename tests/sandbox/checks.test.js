import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { assertFailure, authorize, BODIES, post } from "./client.js";
import * as tables from "./fields.js";
import { startSandbox } from "./server.js";

/**
 * @import { Sandbox, SandboxOptions } from "./server.js"
 * @import { Field, Fields } from "./fields.js"
 */

const PURCHASE = BODIES["/v1/event/purchase"];

/** @type {Sandbox} */
let sandbox;

beforeEach(() => start({}));
afterEach(() => sandbox.close());

/** @param {SandboxOptions} options */
async function start(options) {
  await sandbox?.close();
  sandbox = await startSandbox(options);
}

describe("request checks", () => {
  /** @type {Record<keyof typeof BODIES, Fields>} */
  const FIELDS = {
    "/v1/customer": tables.CUSTOMER,
    "/v1/event/purchase": tables.PURCHASE,
    "/v1/event/account-sign-up": tables.SIGN_UP,
    "/v1/event/custom": tables.CUSTOM_EVENT,
  };
  /** @type {Record<Field["type"], [unknown, string][]>} values that do not fit, and the complaint */
  const MISFITS = {
    text: [
      [5, "must be text, not a number"],
      [null, "must be text, not null"],
    ],
    email: [
      ["nobody", "must be an email address"],
      [[], "must be an email address, not a list"],
    ],
    uuid: [["1", "must be a UUID"]],
    timezone: [
      ["Mars/Olympus", "must be an IANA time zone name"],
      ["+01:00", "must be an IANA time zone name"],
    ],
    number: [
      ["5", "must be a number, not text"],
      [false, "must be a number, not a boolean"],
    ],
    integer: [
      [2.5, "must be an integer, not a number"],
      ["2", "must be an integer, not text"],
    ],
    boolean: [
      ["true", "must be true or false, not text"],
      [1, "must be true or false, not a number"],
    ],
    texts: [
      ["x", "must be an object of texts, not text"],
      [[], "must be an object of texts, not a list"],
    ],
    list: [[{}, "must be a list, not an object"]],
    object: [["2000-01-01", "must be an object, not text"]],
    function: [],
    any: [],
  };

  for (const [path, fields] of Object.entries(FIELDS)) {
    const body = /** @type {Record<string, unknown>} */ (
      BODIES[/** @type {"/v1/customer"} */ (path)]
    );

    test(`${path}: the example covers the table`, () => {
      assert.deepEqual(Object.keys(body).sort(), Object.keys(fields).sort());
    });

    test(`${path}: required fields are required, the others are not`, async () => {
      const token = await authorize(sandbox);
      for (const [name, { required }] of Object.entries(fields)) {
        const { [name]: _, ...rest } = body;
        const answered = await post(sandbox, path, rest, token);
        if (required) assertFailure(answered, 422, `\`${name}\` is required`);
        else assert.ok(answered.status < 300, name);
      }
    });

    test(`${path}: every field is held to its type`, async () => {
      const token = await authorize(sandbox);
      for (const [name, { type }] of Object.entries(fields)) {
        assert.ok(MISFITS[type].length > 0, type);
        for (const [misfit, complaint] of MISFITS[type]) {
          const answered = await post(sandbox, path, { ...body, [name]: misfit }, token);
          assertFailure(answered, 422, `\`${name}\` ${complaint}`);
        }
      }
    });

    test(`${path}: unknown fields are accepted`, async () => {
      const extra = { loyaltyStatus: "in", giftCardCodes: ["g"], whatever: { deep: [null] } };
      const { status } = await post(sandbox, path, { ...body, ...extra });
      assert.equal(status, 201);
    });
  }

  test("all that is wrong is named at once, with its place, without its value", async () => {
    const answered = await post(sandbox, "/v1/event/purchase", {
      orderId: 7,
      email: "private",
      amount: "10",
      products: [{ sku: "a" }, { name: "b", quantity: 1.5 }, "c"],
      additionalProperties: { fine: "x", "odd name": 5, nested: {} },
    });
    const problems = [
      "`orderId` must be text, not a number",
      "`email` must be an email address",
      "`customerId` is required",
      "`amount` must be a number, not text",
      "`currency` is required",
      "`products[1].sku` is required",
      "`products[1].quantity` must be an integer, not a number",
      "`products[2]` must be an object, not text",
      '`additionalProperties["odd name"]` must be text, not a number',
      '`additionalProperties["nested"]` must be text, not an object',
    ];
    assertFailure(answered, 422, problems.join("; "));
  });

  test("the list of complaints has an end", async () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`p${index}`, 1]));
    const body = { ...PURCHASE, additionalProperties: many };
    const { json } = await post(sandbox, "/v1/event/purchase", body);
    assert.equal(json.message.split("; ").length, 101);
    assert.match(json.message, /; and 50 more$/);
  });

  test("a birthday has its ranges", async () => {
    const complaints = async (/** @type {unknown} */ birthday) =>
      (await post(sandbox, "/v1/customer", { ...BODIES["/v1/customer"], birthday })).json.message;
    assert.equal(await complaints({ day: 31, month: 12, year: 1000 }), undefined);
    assert.equal(
      await complaints({ day: 32, month: 0, year: 99 }),
      "`birthday.day` must be from 1 to 31; `birthday.month` must be from 1 to 12; " +
        "`birthday.year` must be from 1000 to 9999",
    );
    assert.equal(await complaints({ day: 1 }), "`birthday.month` is required");
  });

  test("what the service was seen to take is taken", async () => {
    const body = { ...BODIES["/v1/customer"], ipAddress: "string", age: 0 };
    assert.equal((await post(sandbox, "/v1/customer", body)).status, 201);
  });

  test("a number beyond all bounds is no number", async () => {
    const text = JSON.stringify(PURCHASE).replace('"amount":10.5', '"amount":1e999');
    const answered = await post(sandbox, "/v1/event/purchase", text);
    assertFailure(answered, 422, "`amount` must be a number, not a number too large");
  });

  test("inherited names are ordinary names", async () => {
    const text = '{"email":"a@b.c","eventType":"e","__proto__":{"customerId":5},"toString":1}';
    assert.equal((await post(sandbox, "/v1/event/custom", text)).status, 201);
  });

  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`p${index}`, ""]));
  const long = { emoji: "🎁".repeat(128), short: "x".repeat(128), long: "x".repeat(129) };
  test("limits on additional properties are off", async () => {
    for (const additionalProperties of [eleven, long]) {
      const body = { ...PURCHASE, additionalProperties };
      assert.equal((await post(sandbox, "/v1/event/purchase", body)).status, 201);
    }
  });

  test("limits on additional properties can be switched on", async () => {
    await start({ strictLimits: true });
    const complaint = async (/** @type {object} */ additionalProperties) =>
      post(sandbox, "/v1/event/purchase", { ...PURCHASE, additionalProperties });
    const many = "`additionalProperties` must have at most 10 entries, not 11";
    assertFailure(await complaint(eleven), 422, many);
    const tooLong = '`additionalProperties["long"]` must have at most 128 characters';
    assertFailure(await complaint(long), 422, tooLong);
    assert.equal((await complaint({ emoji: long.emoji })).status, 201);
  });
});
