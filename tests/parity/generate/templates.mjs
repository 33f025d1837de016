// Texts for @template.

import { Events } from "./events.mjs";

/**
 * @typedef {import("./random.mjs").Random} Random
 * @typedef {import("./json.mjs").Json} Json
 */

export class Templates {
  /** @param {Random} random @param {Json} event */
  constructor(random, event) {
    this.random = random;
    this.event = event;
    this.events = new Events(random);
  }

  path() {
    return this.events.path(this.event);
  }

  /** A text for `@template`. */
  template() {
    const { random } = this;
    const text = random
      .list(1, 4, () =>
        random.choose([
          [3, () => this.events.text()],
          [8, () => `{{${this.spaced(this.path())}}}`],
          [2, () => `{{{${this.spaced(this.path())}}}}`],
          [1, () => random.pick(["{", "}", "{{", "}}", "{{}}", "{{{}}}", "{{{{", "{{.}}", "\\"])],
        ]),
      )
      .join("");
    return random.chance(0.05) ? this.events.spoil(text) : text;
  }

  /** @param {string} text */
  spaced(text) {
    const space = () => this.random.pick(["", "", "", " ", "  ", "\n", "\t", "\u00a0", "\u0085"]);
    return space() + text + space();
  }
}
