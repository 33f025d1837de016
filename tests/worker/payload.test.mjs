// Every payload fixture, from the queue to the calls that arrive. Many of them buy the same order or sign the same customer
// up, so that the Worker sends one of these and takes the others for the duplicates they are.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { payloadCases } from "../npm/support/fixtures.mjs";
import { startEdge } from "./harness.mjs";

/**
 * @import { Edge } from "./harness.mjs"
 *
 * @typedef {{ path: string, mapping: string, body: any }} Arrived
 * @typedef {Map<string, string>} Duplicates mapping → the case whose call was sent before
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
/** Name of the case → its duplicates. @type {Map<string, Duplicates>} */
const repeated = new Map(cases.map(({ name }) => [name, new Map()]));

/** The calls that a case is expected to make. @param {(typeof cases)[number]} one @returns {Arrived[]} */
const callsOf = ({ requests }) =>
  requests.map((/** @type {any} */ { path, mapping, body, bodyText }) => ({
    path,
    mapping,
    body: bodyText === undefined ? body : JSON.parse(bodyText),
  }));

/** What makes two calls pay the same reward. @param {Arrived} call */
const reward = ({ path, body }) =>
  [path, body.orderId ?? body.eventType ?? body.customerId, body.deduplicationId].join(" ");

/** Those of the cases that pay a reward which one before them has paid. @param {typeof cases} some */
function repeatsOf(some) {
  const paid = new Set();
  return new Set(
    some.filter((one) => {
      const rewards = callsOf(one).map(reward);
      const isRepeat = rewards.some((each) => paid.has(each));
      for (const each of rewards) paid.add(each);
      return isRepeat;
    }),
  );
}

/** The end of a call, made or not. @param {import("./harness.mjs").Line} line */
const isEnd = ({ about }) => about === "call" || about === "duplicate";

/** A Worker for each document takes minutes where the machine has much else to do. */
const BUSY = { timeout: 600_000 };

before(async () => {
  const settings = [...documents.keys()].map((DESTINATION, index) => [
    `document-${index}`,
    { DESTINATION },
  ]);
  edge = await startEdge({ more: Object.fromEntries(settings) });
  // A call under way makes the same one wait for long. So first what no Worker has paid, then what this one has not, then
  // what is paid twice.
  const repeats = repeatsOf(cases);
  const ownRepeats = new Set([...documents.values()].flatMap((own) => [...repeatsOf(own)]));
  const waveOf = (/** @type {(typeof cases)[number]} */ one) =>
    Number(repeats.has(one)) + Number(ownRepeats.has(one));
  let expected = 0;
  for (const wave of [0, 1, 2]) {
    for (const [index, own] of [...documents.values()].entries()) {
      const now = own.filter((one) => waveOf(one) === wave);
      const messages = now.map(
        ({ name, event }) => `${JSON.stringify({ messageId: name })}\n${event}`,
      );
      await edge.enqueue(messages, `document-${index}`);
      expected += now.reduce((sum, { requests }) => sum + requests.length, 0);
    }
    await edge.logged(isEnd, expected, BUSY.timeout / 3);
  }
  // The log knows the case, the stand-in knows the body, and both know the id in the answer.
  const idOf = (/** @type {any} */ { eventId, reference }) => eventId ?? reference;
  const calls = new Map(edge.sandbox.calls().map((call) => [idOf(call.answer ?? {}), call]));
  for (const line of edge.log.filter(isEnd)) {
    if (line.about === "duplicate") {
      repeated.get(line.messageId)?.set(line.mapping, line.duplicateOf);
      continue;
    }
    const { path, body } = calls.get(idOf(line)) ?? assert.fail(`no call for ${line.messageId}`);
    arrived.get(line.messageId)?.push({ path, mapping: line.mapping, body });
  }
}, BUSY);
after(() => edge?.stop());

describe("what arrives at Friendbuy", () => {
  for (const one of cases) {
    const { name } = one;
    it(name, () => {
      const duplicates = repeated.get(name) ?? new Map();
      const expected = callsOf(one);
      assert.deepEqual(
        arrived.get(name),
        expected.filter(({ mapping }) => !duplicates.has(mapping)),
      );
      for (const call of expected.filter(({ mapping }) => duplicates.has(mapping))) {
        const sent = arrived.get(duplicates.get(call.mapping)) ?? [];
        assert.ok(sent.map(reward).includes(reward(call)), "the same reward was paid before");
      }
    });
  }
});
