// Every payload fixture, from the queue to the calls that arrive.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { payloadCases } from "../npm/support/fixtures.mjs";
import { startEdge } from "./harness.mjs";

/**
 * @import { Edge } from "./harness.mjs"
 *
 * @typedef {{ path: string, mapping: string, body: unknown }} Arrived
 */

const cases = payloadCases();

/** One Worker for each document: the document's text, null without one → the cases for it. */
const documents = new Map(
  cases.map(({ document }) => {
    const text = JSON.stringify(document) ?? null;
    return [text, cases.filter((one) => (JSON.stringify(one.document) ?? null) === text)];
  }),
);

/** @type {Edge} */
let edge;
/** Name of the case → what arrived. @type {Map<string, Arrived[]>} */
const arrived = new Map(cases.map(({ name }) => [name, []]));

before(async () => {
  const settings = [...documents.keys()].map((DESTINATION, index) => [
    `document-${index}`,
    { DESTINATION },
  ]);
  edge = await startEdge({ more: Object.fromEntries(settings) });
  for (const [index, own] of [...documents.values()].entries()) {
    const messages = own.map(
      ({ name, event }) => `${JSON.stringify({ messageId: name })}\n${event}`,
    );
    await edge.enqueue(messages, `document-${index}`);
  }
  // The log knows the case, the stand-in knows the body, and both know the id in the answer.
  const expected = cases.reduce((sum, { requests }) => sum + requests.length, 0);
  const lines = await edge.logged(({ about }) => about === "call", expected, 120_000);
  const idOf = (/** @type {any} */ { eventId, reference }) => eventId ?? reference;
  const calls = new Map(edge.sandbox.calls().map((call) => [idOf(call.answer ?? {}), call]));
  for (const line of lines) {
    const { path, body } = calls.get(idOf(line)) ?? assert.fail(`no call for ${line.messageId}`);
    arrived.get(line.messageId)?.push({ path, mapping: line.mapping, body });
  }
});
after(() => edge?.stop());

describe("what arrives at Friendbuy", () => {
  for (const { name, requests } of cases) {
    it(name, () => {
      const expected = requests.map(({ path, mapping, body, bodyText }) => ({
        path,
        mapping,
        body: bodyText === undefined ? body : JSON.parse(bodyText),
      }));
      assert.deepEqual(arrived.get(name), expected);
    });
  }
});
