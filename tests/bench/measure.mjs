// Measuring: contenders take turns, so that whatever else the machine does hits all of them alike, and what counts is the
// processor time of this thread, not the time on the clock. (Garbage that other threads collect is not counted.)

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {() => unknown} run goes over all inputs once; may be a promise
 * @property {number} items how many inputs that is
 *
 * @typedef {object} Figure
 * @property {number} micros for one input: the mean of the middle half of the rounds
 * @property {number} spread half the distance between the quartiles, in parts of that
 */

/** Systems count processor time in steps of some milliseconds: a round has to be much longer. */
const ROUND_MS = 80;

/** Results go here, so that nothing is optimized away. @type {unknown} */
export let sink;

/** @param {number[]} values @returns {Figure} */
export function summary(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const quarter = Math.floor(sorted.length / 4);
  const middle = sorted.slice(quarter, sorted.length - quarter);
  const micros = middle.reduce((sum, value) => sum + value, 0) / middle.length;
  return { micros, spread: ((middle.at(-1) ?? 0) - (middle[0] ?? 0)) / 2 / micros };
}

/** Microseconds of processor time that this thread has used. Newer than the types of Node that the package is checked with. */
function used() {
  const { threadCpuUsage } = /** @type {{ threadCpuUsage?: typeof process.cpuUsage }} */ (process);
  const { user, system } = (threadCpuUsage ?? process.cpuUsage).call(process);
  return user + system;
}

/** @param {Contender} contender @param {number} times @returns {Promise<number>} microseconds for one input */
async function round({ run, items }, times) {
  globalThis.gc?.();
  const begun = used();
  for (let time = 0; time < times; time += 1) sink = await run();
  return (used() - begun) / (items * times);
}

/** How often to run a contender in one round, found while warming up. @param {Contender} contender */
async function repetitions(contender) {
  for (let times = 1; ; times *= 2) {
    const millis = ((await round(contender, times)) * contender.items * times) / 1000;
    if (millis > ROUND_MS / 4) return Math.ceil((times * ROUND_MS) / millis);
  }
}

/**
 * Measures all contenders in turn, round after round.
 *
 * @param {Contender[]} contenders
 * @param {number} rounds
 * @returns {Promise<Map<string, Figure>>}
 */
export async function measure(contenders, rounds) {
  const runs = [];
  for (const contender of contenders) {
    runs.push({ contender, times: await repetitions(contender), micros: [0] });
  }
  for (let at = -2; at < rounds; at += 1) {
    for (const run of runs) {
      const micros = await round(run.contender, run.times);
      if (at === 0) run.micros = [];
      run.micros.push(micros);
    }
  }
  return new Map(runs.map(({ contender, micros }) => [contender.name, summary(micros)]));
}

/**
 * A contender that does the same with every one of some inputs.
 *
 * @template T
 * @param {string} name
 * @param {readonly T[]} inputs
 * @param {(input: T) => unknown} each
 * @returns {Contender}
 */
export const over = (name, inputs, each) => ({
  name,
  items: inputs.length,
  run() {
    let last;
    for (const input of inputs) last = each(input);
    return last;
  },
});

/**
 * The same for what answers later.
 *
 * @template T
 * @param {string} name
 * @param {readonly T[]} inputs
 * @param {(input: T) => Promise<unknown>} each
 * @returns {Contender}
 */
export const overLater = (name, inputs, each) => ({
  name,
  items: inputs.length,
  async run() {
    let last;
    for (const input of inputs) last = await each(input);
    return last;
  },
});
