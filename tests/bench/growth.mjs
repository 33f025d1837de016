// How the cost grows with what grows: it must not grow faster.

import { manyCalls, oneCall } from "./documents.mjs";
import { customWith, orderOfSize } from "./events.mjs";
import { measure, over } from "./measure.mjs";

/**
 * @typedef {object} Growth
 * @property {string} what
 * @property {string} unit
 * @property {{ size: number, micros: number }[]} steps
 * @property {number} exponent 1 is linear: between the two largest sizes, twice as much takes 2^exponent as long
 */

/** Above it, the cost grows faster than what it is paid for. */
export const WORST_EXPONENT = 1.25;

/**
 * @param {string} what @param {string} unit @param {number[]} sizes
 * @param {(size: number) => { destination: import("../../pkg/src/index.ts").Destination, event: object }} make
 * @param {number} rounds
 * @returns {Promise<Growth>}
 */
async function growth(what, unit, sizes, make, rounds) {
  const cases = sizes.map((size) => {
    const { destination, event } = make(size);
    const text = JSON.stringify(event);
    return { size: unit === "bytes" ? text.length : size, destination, text };
  });
  const figures = await measure(
    cases.map(({ size, destination, text }) =>
      over(String(size), Array(20).fill(text), (one) => destination.mapText(one)),
    ),
    rounds,
  );
  const steps = cases.map(({ size }) => ({
    size,
    micros: figures.get(String(size))?.micros ?? Number.NaN,
  }));
  const [before, last] = /** @type {[any, any]} */ (steps.slice(-2));
  const exponent = Math.log(last.micros / before.micros) / Math.log(last.size / before.size);
  return { what, unit, steps, exponent };
}

/**
 * @param {typeof import("../../pkg/src/index.ts")} engine @param {number} rounds
 * @returns {Promise<Growth[]>}
 */
export async function allGrowth(engine, rounds) {
  const destination = new engine.Destination(oneCall("documented"));
  return [
    await growth(
      "an order grows",
      "bytes",
      [500, 1000, 2000, 4000, 8000, 16_000, 32_000],
      (bytes) => ({ destination, event: orderOfSize(bytes) }),
      rounds,
    ),
    await growth(
      "mappings that all make a call",
      "mappings",
      [1, 5, 10, 25, 50],
      (count) => ({
        destination: new engine.Destination(manyCalls(count)),
        event: orderOfSize(1500),
      }),
      rounds,
    ),
    await growth(
      "a custom event's properties",
      "properties",
      [10, 50, 100, 250, 500, 1000],
      (count) => ({ destination, event: customWith(count) }),
      rounds,
    ),
  ];
}
