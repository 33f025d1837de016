// workerd is killed while events are on their way; the long run is `npm run chaos`.

import assert from "node:assert/strict";
import { it } from "node:test";
import { chaos } from "./run.js";

const EVENTS = 1_000;

// Most of the time is spent waiting: a claim whose owner was killed is a lease of a minute.
const options = { timeout: 480_000 };

it("two kills: none lost, none sent twice but after a lost answer", options, async (t) => {
  const report = await chaos({ events: EVENTS, kills: 2 });
  for (const line of report.lines) t.diagnostic(line);
  assert.equal(report.acknowledged, EVENTS);
  assert.equal(report.kills, 2);
  assert.equal(report.open, 0);
  assert.deepEqual(report.lost, []);
  assert.deepEqual(report.twice, []);
  assert.ok(report.uncertain > 0, "no answer got lost: the run proves nothing");
});
