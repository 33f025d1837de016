// One question, asked in every runtime: what becomes of every payload fixture?

import { payloadCases } from "./fixtures.mjs";

/** @typedef {typeof import("../../../pkg/src/index.ts")} Package */

/** Every fixture: what is asked. */
export const cases = payloadCases().map(({ document, event }) => ({ document, event }));

/**
 * The answer, with the package as this Node loads it: what the others are held against. `fixtures.test.mjs` holds it
 * against the fixtures.
 *
 * @param {Package} loaded
 * @returns {string}
 */
export function expectedAnswers({ Destination }) {
  return JSON.stringify(
    cases.map(({ document, event }) =>
      new Destination(/** @type {any} */ (document)).mapText(event),
    ),
  );
}

/** A function from cases to their answers, as text, for where `Destination` is there. */
export const ANSWERS_TO = `(cases) =>
  JSON.stringify(cases.map(({ document, event }) => new Destination(document).mapText(event)))`;

/** A script that computes the answer, once `Destination` is there. @param {string} then what it does with `answers` */
export const script = (then) => `
const answers = (${ANSWERS_TO})(${JSON.stringify(cases)});
${then}
`;
