// Hostile requests: each gets its answer, and nothing of them is stored that should not be.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startEdge } from "./harness.mjs";
import { ACCESS } from "./hostile/access.mjs";
import { BODIES } from "./hostile/bodies.mjs";
import { exchange, requestBytes } from "./hostile/wire.mjs";
import { WIRE } from "./hostile/wire-requests.mjs";

/**
 * @import { Edge, Line } from "./harness.mjs"
 * @import { Hostile } from "./hostile/requests.mjs"
 */

/** @type {Record<string, Hostile[]>} */
const FAMILIES = { ...ACCESS, ...WIRE, ...BODIES };
const all = Object.values(FAMILIES).flat();

/** @type {Edge} */
let edge;
before(async () => {
  edge = await startEdge({
    settings: {
      WEBHOOK_SECRET: "hush-1, hush-2",
      ADMIN_TOKEN: "admin-token-that-nobody-here-knows-0001",
    },
  });
});
after(() => edge?.stop());

/** @param {Hostile} hostile */
const bytesOf = ({ method = "POST", path = "/v1/track", headers = [], body = "", raw }) =>
  raw ?? requestBytes({ method, path, headers, body: Buffer.from(body) });

for (const [family, cases] of Object.entries(FAMILIES)) {
  describe(family, () => {
    for (const hostile of cases) {
      it(hostile.name, async () => {
        const { status, body } = await exchange(edge.url, bytesOf(hostile), hostile.half);
        const statuses = [hostile.status].flat();
        assert.ok(statuses.includes(status), `status ${status}: ${body.slice(0, 300)}`);
        if (hostile.silent) return assert.equal(body, "");
        if (status === 200) return assert.equal(JSON.parse(body).success, true);
        if (!hostile.code) return;
        const { success, code, message, error } = JSON.parse(body);
        assert.deepEqual([success, code], [false, hostile.code]);
        assert.equal(message, error);
        if (hostile.message) assert.equal(message, hostile.message);
      });
    }
  });
}

describe("afterwards", () => {
  it("there were enough of them, each with a name of its own", () => {
    assert.ok(all.length >= 150, `${all.length}`);
    const names = Object.entries(FAMILIES).flatMap(([family, cases]) =>
      cases.map(({ name }) => `${family}: ${name}`),
    );
    assert.equal(new Set(names).size, names.length);
  });

  it("the queue got what it should, and no more", async () => {
    const expected = all.reduce((sum, { stored = 0 }) => sum + stored, 0);
    const queued = () =>
      edge.log
        .filter(({ about }) => about === "intake" || about === "webhook")
        .reduce((sum, line) => sum + line.queued + (line.erasures ?? 0), 0);
    const response = await edge.post("/v1/track", {
      event: "Order Completed",
      userId: "honest",
      properties: { order_id: "honest", total: 1, currency: "USD", email: "joe@example.com" },
    });
    assert.equal(response.status, 200);
    const deadline = Date.now() + 10_000;
    while (queued() < expected + 1 && Date.now() < deadline) await sleep(50);
    assert.equal(queued(), expected + 1);
  });

  it("Friendbuy was called for what was stored, and for nothing else", async () => {
    const isPurchase = { path: "/v1/event/purchase" };
    await edge.sandbox.waitForCalls(1, isPurchase);
    // Time for what should not come.
    await sleep(1000);
    const orders = edge.sandbox
      .calls(isPurchase)
      .map(({ body }) => /** @type {any} */ (body).orderId);
    const stored = all.filter((hostile) => hostile.stored);
    const wanted = stored.map((hostile) => String(hostile.raw ?? hostile.body));
    assert.ok(orders.includes("honest"));
    for (const order of orders.filter((order) => order !== "honest")) {
      assert.ok(
        wanted.some((body) => body.includes(`"order_id":"${order}"`)),
        `${order} was sent`,
      );
    }
    assert.deepEqual(
      edge.sandbox.calls().filter(({ method }) => method !== "POST"),
      [],
    );
  });

  it("the Worker is well, and has said no more than it may", async () => {
    assert.equal((await fetch(`${edge.url}/healthz`)).status, 200);
    const broken = edge.log.filter(({ level }) => level === "error" || level === "runtime");
    assert.deepEqual(broken, []);
    const log = JSON.stringify(edge.log);
    for (const hidden of ["mallory", "victim", "hush", "nobody-here-knows", "wk-1"]) {
      assert.ok(!log.includes(hidden), hidden);
    }
  });
});
