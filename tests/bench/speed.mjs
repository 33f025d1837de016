// How fast events are mapped: the package beside Segment's packages and beside V8's own parsing and printing.

import { isDeepStrictEqual } from "node:util";
import { fourCalls, oneCall } from "./documents.mjs";
import { measure, over, overLater } from "./measure.mjs";

/**
 * @import { Destination } from "../../pkg/src/index.ts"
 * @import { Event } from "./events.mjs"
 * @import { Figure } from "./measure.mjs"
 * @import { Peer } from "./peer.mjs"
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {Figure} ours
 * @property {Figure} [segmentMode] ours in `segment` mode
 * @property {Figure} [peer]
 * @property {Figure} [v8]
 * @property {string} [goal] in words
 * @property {boolean} [reached]
 */

const [OURS, SEGMENT_MODE, PEER, V8] = ["ours", "ours, segment mode", "peer", "V8"];

/** Events in a batch. */
const BATCH = 100;

/** @param {Event[]} events @param {number} size */
const chunks = (events, size) =>
  Array.from({ length: Math.floor(events.length / size) }, (_, at) =>
    events.slice(at * size, (at + 1) * size),
  );

/**
 * Only what does the same may be compared: in `segment` mode every body has to equal Segment's.
 *
 * @param {Destination} destination @param {(event: object) => Promise<object[]>} peer @param {Event[]} events
 */
async function checkSame(destination, peer, events) {
  for (const event of events) {
    const theirs = await peer(structuredClone(event));
    const ours = destination.map(event).requests.map(({ mapping, body }) => ({ mapping, body }));
    if (!isDeepStrictEqual(ours, JSON.parse(JSON.stringify(theirs)))) {
      throw new Error(
        `not the same calls: ${JSON.stringify(ours)}, Segment: ${JSON.stringify(theirs)}`,
      );
    }
  }
}

/** @param {Figure} figure @param {Figure} other */
const times = (figure, other) => figure.micros / other.micros;

/**
 * @param {object} of
 * @param {typeof import("../../pkg/src/index.ts")} of.engine the built package
 * @param {Peer} of.peer
 * @param {Event[]} of.events
 * @param {number} of.rounds
 * @returns {Promise<Row[]>}
 */
export async function speed({ engine, peer, events, rounds }) {
  const one = new engine.Destination(oneCall("documented"));
  const oneAsSegment = new engine.Destination(oneCall("segment"));
  const four = new engine.Destination(fourCalls("documented"));
  const fourAsSegment = new engine.Destination(fourCalls("segment"));
  const peerOne = peer.open(oneCall("segment").mappings);
  const peerFour = peer.open(fourCalls("segment").mappings);
  const orders = events.filter(({ event }) => event === "Order Completed");
  await checkSame(oneAsSegment, peerOne, events);
  await checkSame(fourAsSegment, peerFour, orders);

  const texts = events.map((event) => JSON.stringify(event));
  const orderTexts = orders.map((event) => JSON.stringify(event));
  const envelopes = chunks(events, BATCH).map((batch) => JSON.stringify({ batch }));

  const text = await measure(
    [
      over(OURS, texts, (event) => one.mapText(event)),
      over(SEGMENT_MODE, texts, (event) => oneAsSegment.mapText(event)),
      overLater(PEER, texts, async (event) => JSON.stringify(await peerOne(JSON.parse(event)))),
      over(V8, texts, (event) => JSON.stringify(JSON.parse(event))),
    ],
    rounds,
  );
  const object = await measure(
    [
      over(OURS, events, (event) => one.map(event)),
      over(SEGMENT_MODE, events, (event) => oneAsSegment.map(event)),
      overLater(PEER, events, peerOne),
    ],
    rounds,
  );
  const fourth = await measure(
    [
      over(OURS, orderTexts, (event) => four.mapText(event)),
      over(SEGMENT_MODE, orderTexts, (event) => fourAsSegment.mapText(event)),
      overLater(PEER, orders, peerFour),
    ],
    rounds,
  );
  /** For one event of each envelope. @param {import("./measure.mjs").Contender} contender */
  const each = (contender) => ({ ...contender, items: contender.items * BATCH });
  const batch = await measure(
    [
      each(over(OURS, envelopes, (envelope) => one.mapText(envelope))),
      each(
        overLater(PEER, envelopes, async (envelope) => {
          const answers = [];
          for (const event of JSON.parse(envelope).batch) answers.push(await peerOne(event));
          return JSON.stringify(answers);
        }),
      ),
      each(over(V8, envelopes, (envelope) => JSON.stringify(JSON.parse(envelope)))),
    ],
    rounds,
  );
  const explained = await measure(
    [
      over(OURS, texts, (event) => one.explainText(event)),
      over(V8, texts, (event) => JSON.stringify(JSON.parse(event))),
    ],
    rounds,
  );

  const get = (/** @type {Map<string, Figure>} */ figures, /** @type {string} */ name) =>
    /** @type {Figure} */ (figures.get(name));
  const row = (/** @type {string} */ what, /** @type {Map<string, Figure>} */ figures) => ({
    what,
    ours: get(figures, OURS),
    segmentMode: figures.get(SEGMENT_MODE),
    peer: figures.get(PEER),
    v8: figures.get(V8),
  });
  return [
    {
      ...row("JSON text → calls as JSON text, triggers included", text),
      goal: "at most 0.4 × V8",
      reached: times(get(text, OURS), get(text, V8)) <= 0.4,
    },
    {
      ...row("object → objects", object),
      goal: "6 × as fast as Segment's",
      reached: times(get(object, PEER), get(object, OURS)) >= 6,
    },
    {
      ...row("four mappings on an order, text → text (Segment's: from an object)", fourth),
      goal: "12 × as fast as Segment's",
      reached: times(get(fourth, PEER), get(fourth, OURS)) >= 12,
    },
    row(`one of ${BATCH} events in a batch, text → text`, batch),
    row("explained, text → text", explained),
  ];
}
