// A deployment that misses a part: what /healthz says of it, and what becomes of events.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { migrations } from "../../scripts/lib/migrations.mjs";
import { startSandbox } from "../sandbox/server.js";
import { basic, startEdge, startWorkers, usualSettings, WRITE_KEY, worker } from "./harness.mjs";

const purchase = {
  type: "track",
  event: "Order Completed",
  messageId: "m-1",
  userId: "customer-1",
  properties: { order_id: "order-1", total: 10, currency: "USD", email: "joe@example.com" },
};

/** @param {string} url */
async function health(url) {
  const response = await fetch(`${url}/healthz`);
  const { ok, problems } = /** @type {any} */ (await response.json());
  assert.equal(response.status, ok ? 200 : 503);
  return problems.map(
    (/** @type {any} */ { setting, message }) => /** @type {const} */ ([setting, message]),
  );
}

describe("without its bindings", () => {
  const missing = "is missing in `wrangler.toml`";
  for (const [part, binding, problem] of /** @type {const} */ ([
    [
      "queueProducers",
      "EVENTS",
      `${missing}: the queue \`friendbuy-events\`: no event can be taken`,
    ],
    [
      "durableObjects",
      "LEDGER",
      `${missing}: the Durable Objects of class \`Ledger\`: nothing is sent`,
    ],
    [
      "d1Databases",
      "DB",
      `${missing}: the D1 database \`friendbuy\`: nothing can be shown or sent again`,
    ],
  ])) {
    it(`${binding} is named`, async (t) => {
      const sandbox = await startSandbox();
      const bare = { ...worker("bare", usualSettings(sandbox), {}), [part]: {} };
      const miniflare = startWorkers([bare]);
      t.after(async () => {
        await miniflare.dispose();
        await sandbox.close();
      });
      const { origin: url } = await miniflare.ready;
      const problems = (await health(url)).filter(
        (/** @type {string[]} */ [setting]) => setting === binding,
      );
      assert.deepEqual(problems, [[binding, problem]]);
      const response = await fetch(`${url}/v1/track`, {
        method: "POST",
        headers: { authorization: basic(WRITE_KEY) },
        body: JSON.stringify(purchase),
      });
      assert.equal(response.status, binding === "EVENTS" ? 503 : 200, await response.text());
    });
  }
});

it("before its migrations events wait, and are sent after them", async (t) => {
  const edge = await startEdge();
  t.after(edge.stop);
  const tables = await edge.rows("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const own = migrations().map((statement) => /CREATE TABLE (\w+)/.exec(statement)?.[1]);
  assert.ok(tables.length >= own.filter(Boolean).length);
  for (const name of own.filter(Boolean)) await edge.rows(`DROP TABLE ${name}`);
  const [[setting, message] = [], ...others] = await health(edge.url);
  assert.deepEqual(others, []);
  assert.equal(setting, "DB");
  assert.match(message, /`wrangler d1 migrations apply friendbuy --remote`/);
  assert.equal((await edge.post("/v1/track", purchase)).status, 200);
  await edge.logged(({ about }) => about === "retry");
  for (const statement of migrations()) await edge.rows(statement);
  const [call] = await edge.sandbox.waitForCalls(1, { path: "/v1/event/purchase" }, 30_000);
  assert.equal(call?.status, 201);
  await sleep(5100);
  assert.deepEqual(await health(edge.url), []);
});
