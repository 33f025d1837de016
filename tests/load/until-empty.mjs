// Waits for a queue that is being delivered.

import { setTimeout as sleep } from "node:timers/promises";

/** What a round may take until its queue is empty. */
const PATIENCE_MS = 120_000;

/** @param {() => boolean | Promise<boolean>} isEmpty */
export async function untilEmpty(isEmpty) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isEmpty())) {
    if (Date.now() > deadline) throw new Error("the queue does not become empty");
    await sleep(20);
  }
}
