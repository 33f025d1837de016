// Every command line of the package that a README shows is run by a shell, as it stands there: only addresses become those
// of a Worker and a stand-in that run here. tests/worker/ has the lines that are about the Worker.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { inRoot, machineEnvironment } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { startEdge, WRITE_KEY } from "../worker/harness.mjs";
import { ndjson } from "./support/events.mjs";
import { packedProject } from "./support/project.mjs";
import { blocks } from "./support/readme.mjs";

const PATIENCE_MILLIS = 30_000;

const FILES = {
  "segment.json": JSON.stringify([
    {
      name: "Purchases",
      actionSlug: "trackPurchase",
      trigger: 'type = "track" and event = "Order Completed" and properties.source = "data center"',
      settings: {
        orderId: { "@path": "$.properties.order_id" },
        amount: { "@path": "$.properties.total" },
        currency: { "@path": "$.properties.currency" },
      },
    },
  ]),
  "events.ndjson": ndjson([
    {
      type: "track",
      event: "Order Completed",
      userId: "u",
      properties: { order_id: "o", total: 5, currency: "USD", source: "data center" },
    },
  ]),
};

const project = await packedProject({ byNpm: true });
const edge = await startEdge();
after(async () => {
  await edge.stop();
  await project.remove();
});

// `npx` may find the package in the project, and nowhere else.
const env = {
  ...machineEnvironment(),
  npm_config_offline: "true",
  FRIENDBUY_EDGE_WRITE_KEY: WRITE_KEY,
};

/** @param {string} code @param {string} [cwd] */
const shell = (code, cwd = project.folder) => run("sh", ["-c", `set -e\n${code}`], { cwd, env });

/** The files that the lines start from. @param {string[]} made what earlier lines have made */
async function begin(made) {
  for (const file of made) await rm(join(project.folder, file), { force: true });
  for (const [name, text] of Object.entries(FILES)) await project.write(name, text);
}

/** @param {string} code */
const toEdge = (code) =>
  code.replaceAll(/https:\/\/friendbuy-edge\.[^/]+?\.workers\.dev/g, edge.url);

const SANDBOX = "http://127.0.0.1:4010";

/**
 * Runs the line that starts the stand-in, and stops it by Ctrl-C when `use` is through.
 *
 * @param {string} line
 * @param {string} cwd
 * @param {(url: string) => Promise<unknown>} use
 */
async function withSandbox(line, cwd, use) {
  assert.match(line, / --port 4010\b/);
  const child = spawn("sh", ["-c", line.replace("--port 4010", "--port 0")], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const group = -(child.pid ?? 0);
  const ended = once(child, "close");
  try {
    let printed = "";
    const signal = AbortSignal.timeout(PATIENCE_MILLIS);
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
    while (!printed.includes("Ctrl-C stops it")) await once(child.stdout, "data", { signal });
    await use(/http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "");
  } finally {
    // A terminal's Ctrl-C is for all that runs in it.
    process.kill(group, "SIGINT");
    await ended;
  }
}

describe("the package's README", () => {
  const lines = blocks("pkg/README.md", "sh");
  const isAbout =
    (/** @type {string} */ text) =>
    (/** @type {{ code: string }} */ { code }) =>
      code.includes(text);
  const sandbox = lines.findIndex(isAbout("friendbuy-edge sandbox"));
  const [start, ask] = lines.splice(sandbox, 2);
  before(() => begin([]));

  for (const { code, title } of lines) {
    it(title, async () => {
      await shell(toEdge(code));
      if (!isAbout("backfill")({ code })) return;
      const [call] = await edge.sandbox.waitForCalls(1, { path: "/v1/event/purchase" }, 30_000);
      assert.match(JSON.stringify(call?.body), /"orderId":"o"/);
    });
  }

  it(start?.title ?? "", async () => {
    assert.ok(start && ask);
    await withSandbox(start.code, project.folder, async (url) => {
      const answers = await shell(ask.code.replaceAll(SANDBOX, url));
      assert.match(answers, /"calls":\s*\[\]/);
      assert.match(answers, /"status":\s*503/);
    });
  });
});

describe("the repository's README", () => {
  const about = blocks("README.md", "sh").filter(({ code }) =>
    code.includes("friendbuy-edge import"),
  );

  for (const { code, title } of about) {
    it(title, async () => {
      await begin(["destination.json", "expectations.json", "events.ndjson.backfill.json"]);
      // Which the reader has saved before.
      await shell(`npx friendbuy-edge import segment.json -o saved.json
        npx friendbuy-edge test expectations.json -d saved.json --add events.ndjson`);
      await shell(toEdge(code));
    });
  }

  it("has such lines", () => assert.equal(about.length, 1));
});

describe("the stand-in's README", () => {
  const [start, faults, ...more] = blocks("tests/sandbox/README.md", "sh");

  it(start?.title ?? "", async () => {
    assert.ok(start && faults);
    assert.deepEqual(more, []);
    await withSandbox(start.code, inRoot(), async (url) => {
      const wanted = faults.code.replaceAll(SANDBOX, url).replaceAll("curl -s ", "curl -sS ");
      const answers = await shell(wanted);
      assert.doesNotMatch(answers, /"error"/);
    });
  });
});
