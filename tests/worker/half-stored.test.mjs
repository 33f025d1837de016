// A queue that takes a part of a request and then fails: the sender is told, and repeating it repeats the ids.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { startEdge } from "./harness.mjs";

/** @import { Edge, Line } from "./harness.mjs" */

/** Fails every second write, and says in the log what it was given. */
const QUEUE = `
  import { WorkerEntrypoint } from "cloudflare:workers";
  let writes = 0;
  export default class extends WorkerEntrypoint {
    async sendBatch(messages) {
      writes += 1;
      const taken = writes !== 2;
      const ids = messages.map(({ body }) => JSON.parse(body.split("\\n")[0]).messageId);
      console.log(JSON.stringify({ level: "info", about: "write", taken, ids }));
      if (!taken) throw new Error("the queue is not well");
    }
  }
`;

/** @type {Edge} */
let edge;
before(async () => {
  edge = await startEdge({ events: QUEUE });
});
after(() => edge?.stop());

it("a request of which the queue took a part is for the sender to repeat, with the same ids", async () => {
  // Neither ids nor times: both must come from the content. 250 events are three writes.
  const batch = Array.from({ length: 250 }, (_, index) => ({
    type: "track",
    event: "Order Completed",
    userId: `user-${index}`,
  }));
  const send = () => edge.post("/v1/batch", { batch, sentAt: new Date().toISOString() });

  const failed = await send();
  assert.equal(failed.status, 503);
  const message = "the events could not be stored; send them again";
  assert.deepEqual(await failed.json(), {
    success: false,
    code: "not-stored",
    message,
    error: message,
  });

  const repeated = await send();
  assert.equal(repeated.status, 200);
  assert.deepEqual(await repeated.json(), { success: true });

  const isWrite = (/** @type {Line} */ { about }) => about === "write";
  const writes = await edge.logged(isWrite, 5);
  assert.deepEqual(
    writes.map(({ ids, taken }) => [ids.length, taken]),
    [
      [100, true],
      [100, false],
      [100, true],
      [100, true],
      [50, true],
    ],
  );
  const [first, lost, ...all] = writes.map(({ ids }) => ids);
  assert.deepEqual([first, lost], all.slice(0, 2));
  assert.equal(new Set(all.flat()).size, 250);
});
