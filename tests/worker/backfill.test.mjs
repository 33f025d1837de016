// `friendbuy-edge backfill` into the Worker itself, stopped half-way and started again: Friendbuy hears of every event once.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { startEdge, WRITE_KEY } from "./harness.mjs";

/** @import { Edge } from "./harness.mjs" */

const EVENTS = 60;

/** @type {Edge} */
let edge;
let folder = "";
before(async () => {
  edge = await startEdge();
  folder = await mkdtemp(join(tmpdir(), "friendbuy-edge-"));
});
after(async () => {
  await edge.stop();
  await rm(folder, { recursive: true, force: true });
});

/** @param {string} file @param {(sent: number) => boolean} [stopsAt] @returns {Promise<{ code: number | null, stderr: string }>} */
async function backfill(file, stopsAt = () => false) {
  const state = `${file}.backfill.json`;
  const args = ["backfill", file, "--to", edge.url, "--rate", "20"];
  const child = spawn(process.execPath, [inRoot("pkg/dist/cli/main.js"), ...args], {
    env: { ...process.env, FRIENDBUY_EDGE_WRITE_KEY: WRITE_KEY },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const timer = setInterval(async () => {
    const saved = await readFile(state, "utf8").catch(() => undefined);
    if (saved && stopsAt(JSON.parse(saved).counts.sent)) child.kill("SIGKILL");
  }, 20);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(timer);
  return { code, stderr };
}

it("delivers each event once, though it was killed half-way", async () => {
  const file = join(folder, "events.ndjson");
  const events = Array.from({ length: EVENTS }, (_, index) => ({
    type: "track",
    event: "Order Completed",
    userId: `customer-${index}`,
    timestamp: "2026-01-02T03:04:05Z",
    properties: { order_id: `order-${index}`, total: 5, currency: "USD" },
  }));
  await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));

  assert.equal((await backfill(file, (sent) => sent >= 20)).code, null);
  const { code, stderr } = await backfill(file);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^going on after \d+ events/);

  const filter = { path: "/v1/event/purchase", accepted: true };
  const calls = await edge.sandbox.waitForCalls(EVENTS, filter, 30_000);
  const orders = calls.map(({ body }) => /** @type {any} */ (body).orderId);
  assert.deepEqual(
    [...new Set(orders)].sort(),
    events.map(({ properties }) => properties.order_id).sort(),
  );
});
