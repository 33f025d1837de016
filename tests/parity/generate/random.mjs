// Repeatable chance: the same seed and number give the same case, on every machine.

/** @param {number} value */
function scramble(value) {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

export class Random {
  #state;

  /** @param {number} seed @param {number} number */
  constructor(seed, number) {
    this.#state = scramble(scramble(seed) + number);
  }

  /** A number from 0 to below 1. */
  next() {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return scramble(this.#state) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. @param {number} end */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() < probability;
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.below(list.length)]);
  }

  /** The result of one of some functions, each as likely as its weight. @template T @param {[number, () => T][]} choices */
  choose(choices) {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.next() * total;
    for (const [weight, make] of choices) {
      left -= weight;
      if (left < 0) return make();
    }
    return /** @type {[number, () => T]} */ (choices[choices.length - 1])[1]();
  }

  /** `least` to `most` results of a function. @template T @param {number} least @param {number} most @param {() => T} make */
  list(least, most, make) {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}
