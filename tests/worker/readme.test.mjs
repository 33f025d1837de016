// The command lines of the README that are about the Worker. Those of the admin API are run by a shell, against the Worker;
// those that change an account at Cloudflare are held against wrangler.toml and the settings that the Worker asks for.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { unstable_readConfig as readConfig } from "wrangler";
import { inRoot, readJson } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { blocks } from "../npm/support/readme.mjs";
import { eventually } from "../page/support/playground.mjs";
import { startDesk } from "./desk.mjs";

const README = "README.md";

/** @param {string} text */
const linesWith = (text) => {
  const { code } = blocks(README, "sh").find(({ code }) => code.includes(text)) ?? {};
  assert.ok(code, `the README has lines with ${text}`);
  return code;
};

/** A purchase; without a currency Friendbuy is not asked. @param {number} index @param {object} more */
const purchase = (index, more) => ({
  type: "track",
  event: "Order Completed",
  messageId: `m-${index}`,
  userId: "customer-1",
  properties: { order_id: `order-${index}`, total: 5, ...more },
});

it("has lines for the admin API that all work", async () => {
  const folder = await mkdtemp(join(tmpdir(), "friendbuy-edge-"));
  const desk = await startDesk({ settings: { ADMIN_TOKEN: "demo-admin-token" } });
  try {
    const batch = Array.from({ length: 8 }, (_, index) =>
      purchase(index, index === 0 ? { currency: "USD" } : {}),
    );
    await desk.post("/v1/batch", { batch });
    const deliveries = () => desk.rows("SELECT id FROM deliveries");
    await eventually(async () => assert.equal((await deliveries()).length, batch.length));
    const [, document] =
      /```json\n(\{\n {2}"mode".*?)```/s.exec(readFileSync(inRoot(README), "utf8")) ?? [];
    await writeFile(join(folder, "destination.json"), document ?? "");
    const { headers } = await desk.call("GET", "/api/destination", { token: "demo-admin-token" });

    const lines = linesWith("desk() {")
      .replace("http://127.0.0.1:8787", desk.url)
      .replace('"<ETag>"', headers.get("etag") ?? "")
      .replace("curl -sS ", "curl -sS -w '\\n%{http_code} %{method} %{url}\\n' ");
    const printed = await run("sh", ["-c", `set -e\n${lines}`], { cwd: folder });
    const answers = [...printed.matchAll(/^(\d{3}) ([A-Z]+) .*?(\/api\/.*)$/gm)];
    assert.equal(answers.length, lines.match(/^desk /gm)?.length);
    for (const [answer, status] of answers)
      assert.match(status ?? "", /^20[0-4]$/, `${answer}\n${printed}`);
  } finally {
    await desk.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

describe("has lines to deploy", () => {
  const lines = linesWith("wrangler deploy");
  const all = (/** @type {RegExp} */ pattern) =>
    [...lines.matchAll(pattern)].map(([, name]) => name);
  const config = readConfig({ config: inRoot("wrangler.toml") });

  it("for every queue and database", () => {
    const queues = config.queues.consumers?.map(
      (/** @type {{ queue: string }} */ { queue }) => queue,
    );
    assert.deepEqual(all(/queues create (\S+)/g).sort(), queues?.sort());
    const databases = config.d1_databases.map(
      (/** @type {{ database_name?: string }} */ { database_name }) => database_name,
    );
    assert.deepEqual(all(/d1 create (\S+)/g), databases);
    assert.deepEqual(all(/migrations apply (\S+)/g), databases);
  });

  it("for secrets that the README explains", () => {
    const readme = readFileSync(inRoot(README), "utf8");
    const secrets = all(/secret put (\S+)/g);
    assert.ok(secrets.length >= 4);
    for (const secret of secrets)
      assert.match(readme, new RegExp(`\\| \`${secret}\` \\| secret \\|`));
  });
});

it("names npm scripts that there are", () => {
  const { scripts } = readJson("package.json");
  const named = [
    ...readFileSync(inRoot(README), "utf8").matchAll(/npm (?:run )?(start|test|(?<=run )[\w:]+)/g),
  ];
  assert.ok(named.length > 15);
  for (const [line, name = ""] of named) assert.ok(name in scripts, line);
});
