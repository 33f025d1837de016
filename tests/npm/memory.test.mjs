// The memory of the wasm: it does not grow with the number of calls, forgotten destinations give it back, and a call that
// ends half-way spoils no other. `MEMORY_CALLS=1000000` counts longer.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { packedProject } from "./support/project.mjs";

setFlagsFromString("--expose-gc");
/** @type {() => void} */
const collectGarbage = runInNewContext("gc");

/** The instances of the package's wasm, the newest last. @type {WebAssembly.Instance[]} */
const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
  constructor(module, imports) {
    super(module, imports);
    instances.push(this);
  }
};

const project = await packedProject();
after(() => project.remove());
const { Destination, transform, validate } = await project.load();

const memory = () => /** @type {WebAssembly.Memory} */ (instances.at(-1)?.exports.memory);
const bytes = () => memory().buffer.byteLength;

const CALLS = Number(process.env.MEMORY_CALLS ?? 10_000);
const ORDER = {
  type: "track",
  event: "Order Completed",
  userId: "customer-1",
  properties: {
    order_id: "order-1",
    total: 5,
    currency: "USD",
    products: Array.from({ length: 20 }, (_, index) => ({ sku: `sku-${index}`, price: index })),
  },
};
const TEXT = JSON.stringify(ORDER);
const BAD = {
  mappings: [{ id: "a", action: "trackPurchase", trigger: "type = ", fields: { x: 1 } }],
};

describe("memory", () => {
  it(`stays flat over ${CALLS} calls of every kind`, () => {
    const destination = new Destination();
    const once = (/** @type {number} */ index) => {
      destination.mapText(TEXT);
      if (index % 10 > 0) return;
      destination.map(ORDER);
      destination.mapText('{"type":');
      destination.explain(ORDER);
      Destination.compareText(destination, destination, TEXT);
      transform({ "@path": "$.properties" }, ORDER);
      validate(BAD);
      assert.throws(() => new Destination(/** @type {any} */ (BAD)));
      new Destination()[Symbol.dispose]();
    };
    for (let index = 0; index < 500; index += 1) once(index);
    const before = bytes();
    for (let index = 0; index < CALLS; index += 1) once(index);
    assert.equal(bytes(), before);
    destination[Symbol.dispose]();
  });

  it("gives back what is disposed of at once, and what is forgotten when it is collected", async () => {
    const trigger = `event = "${"x".repeat(50_000)}"`;
    const document = { mappings: [{ id: "a", action: "trackPurchase", trigger }] };
    const text = JSON.stringify(document);
    for (let index = 0; index < 100; index += 1) new Destination(text)[Symbol.dispose]();
    const disposed = bytes();
    const round = async () => {
      for (let index = 0; index < 100; index += 1) new Destination(text);
      // The registry is told in a task of its own.
      for (let wait = 0; wait < 5; wait += 1) {
        collectGarbage();
        await sleep(1);
      }
    };
    await round();
    const before = bytes();
    assert.ok(before > disposed, "100 at a time need more than one");
    for (let rounds = 0; rounds < 5; rounds += 1) await round();
    // 500 destinations, each larger than 50 kB: all of them would be 25 MB.
    assert.ok(bytes() - before < 8_000_000, `${bytes() - before} bytes more`);
  });
});

describe("after a call that ended half-way", () => {
  /** Both work, and give the memory back. @param {InstanceType<typeof Destination>[]} destinations */
  function assertWorking(destinations) {
    for (const destination of destinations) {
      assert.equal(destination.map(ORDER).requests.length, 1);
      assert.equal(destination.mappings[1]?.id, "purchase");
      destination[Symbol.dispose]();
    }
    assert.equal(new Destination().map(ORDER).requests.length, 1);
  }

  it("everything works again: out of memory", () => {
    const destinations = [new Destination(), new Destination()];
    const count = instances.length;
    // All of the address space; a large event then finds no room.
    const pages = memory().buffer.byteLength / 65_536;
    memory().grow(65_536 - pages);
    const large = { ...ORDER, properties: { ...ORDER.properties, note: "é".repeat(8_000_000) } };
    assert.throws(
      () => destinations[0]?.map(large),
      (/** @type {any} */ error) => {
        assert.match(error.message, /^the mapping core stopped half-way, out of memory perhaps/);
        assert.ok(error.cause instanceof WebAssembly.RuntimeError);
        return true;
      },
    );
    assertWorking(destinations);
    assert.equal(instances.length, count + 1, "one new instance");
    assert.ok(bytes() < 100_000_000);
  });

  it("everything works again: out of stack, wherever it ran out", () => {
    const destinations = [new Destination(), new Destination()];
    const nested = /** @type {object} */ (JSON.parse(`${'{"a":'.repeat(200)}1${"}".repeat(200)}`));
    const text = JSON.stringify({ ...ORDER, nested });
    let calls = 0;
    let overflows = 0;
    // Deeper and deeper, and a call at every depth near the end.
    const descend = () => {
      try {
        descend();
      } catch (error) {
        if (!(error instanceof RangeError) || calls > 300) throw error;
      }
      calls += 1;
      try {
        destinations[0]?.mapText(text);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
        overflows += 1;
      }
    };
    try {
      descend();
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
    assert.ok(overflows > 0, "the stack never ran out inside of a call");
    assertWorking(destinations);
  });
});
