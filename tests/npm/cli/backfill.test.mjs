// Backfill as a process: against a receiver that can fail in every way, killed and started again. tests/worker/ has it
// against the Worker itself.

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { text as readAll } from "node:stream/consumers";
import { after, before, beforeEach, describe, it } from "node:test";
import { commandIn } from "../support/command.mjs";
import { packedProject } from "../support/project.mjs";

const project = await packedProject();
after(() => project.remove());
const { command, start } = commandIn(project.folder);
const KEY = { FRIENDBUY_EDGE_WRITE_KEY: "wk-1" };

/**
 * @typedef {{ status: number, headers?: Record<string, string>, body?: string } | "drop"} Fault
 * @typedef {{ authorization: string | undefined, path: string | undefined, at: number, events: any[] }} Taken
 */

/** The batches that were taken, those whose answer was lost included. @type {Taken[]} */
let taken = [];
/** What happens to the next requests: refused with that, or taken and the answer dropped. @type {(Fault | undefined)[]} */
let faults = [];
/** Called with every batch before it is answered. @type {(count: number) => void | Promise<void>} */
let onBatch = () => {};

/** Whether a batch is refused as a whole. @type {(events: any[]) => boolean} */
let spoilt = () => false;

const server = createServer(async (request, response) => {
  const body = await readAll(request);
  const fault = faults.shift();
  if (fault && fault !== "drop") {
    response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    return;
  }
  const { batch } = JSON.parse(body);
  if (spoilt(batch)) {
    response.writeHead(400).end('{"success":false,"code":"not-json","message":"spoilt"}');
    return;
  }
  const { authorization } = request.headers;
  taken.push({ authorization, path: request.url, at: performance.now(), events: batch });
  await onBatch(taken.length);
  if (fault === "drop") response.destroy();
  else response.end('{"success":true}');
});
let to = "";
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  to = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const FILE = "events.ndjson";
const STATE = `${FILE}.backfill.json`;

beforeEach(() => {
  [taken, faults, onBatch, spoilt] = [[], [], () => {}, () => false];
  for (const name of [STATE, `${STATE}.refused.ndjson`])
    rmSync(`${project.folder}/${name}`, { force: true });
});

/** @param {number} index */
const event = (index) => ({
  type: "track",
  event: "Order Completed",
  userId: `u${index}`,
  timestamp: "2026-01-01T00:00:00Z",
  properties: { order_id: `o${index}` },
});

/** @param {unknown[]} events @param {string} [name] */
const save = (events, name = FILE) =>
  project.write(name, events.map((one) => `${JSON.stringify(one)}\n`).join(""));

/** @param {number} count */
const saveMany = (count) => save(Array.from({ length: count }, (_, index) => event(index)));

const state = () => JSON.parse(readFileSync(`${project.folder}/${STATE}`, "utf8"));
const users = () => taken.flatMap(({ events }) => events.map(({ userId }) => userId));
const ids = () => taken.flatMap(({ events }) => events.map(({ messageId }) => messageId));

/** @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
const backfill = (args = [], env = KEY) =>
  command(["backfill", FILE, "--to", to, "--rate", "10000", ...args], { env });

describe("backfill", () => {
  it("sends every event once, in order, in batches, with the write key", async () => {
    await saveMany(250);
    const { code, stdout, stderr } = await backfill();
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "250 events sent\n");
    assert.deepEqual(
      taken.map(({ path, events, authorization }) => [path, events.length, authorization]),
      [100, 100, 50].map((count) => ["/v1/batch", count, `Basic ${btoa("wk-1:")}`]),
    );
    assert.deepEqual(
      users(),
      Array.from({ length: 250 }, (_, index) => `u${index}`),
    );
    assert.equal(new Set(ids()).size, 250);
    assert.ok(state().finishedAt);
  });

  it("does not send twice what was sent to its end", async () => {
    await saveMany(3);
    assert.equal((await backfill()).code, 0);
    const again = await backfill();
    assert.equal(again.code, 3);
    assert.match(again.stderr, /says that all was sent at .*; --restart begins anew/);
    assert.equal(taken.length, 1);
    const first = ids();
    taken = [];
    assert.equal((await backfill(["--restart"])).code, 0);
    assert.deepEqual(ids(), first, "the same ids, so that nothing is rewarded twice");
  });

  it("keeps ids and digits as they are, and tells equal events apart", async () => {
    const text =
      '{"type":"identify","userId":"u","messageId":"mine","traits":{"n":9007199254740993}}';
    const without = JSON.stringify(event(1));
    const empty = without.replace("{", '{"messageId":null,"n":9007199254740993,');
    await project.write(FILE, [text, without, without, empty].join("\n"));
    /** @type {string[]} */
    const bodies = [];
    server.prependListener("request", (request) => {
      request.on("data", (/** @type {Buffer} */ bytes) => bodies.push(String(bytes)));
    });
    assert.equal((await backfill()).code, 0);
    assert.ok(bodies.join("").includes(text));
    assert.ok(bodies.join("").includes('"n":9007199254740993,"type":"track"'));
    const [mine, first, second, third] = ids();
    assert.equal(mine, "mine");
    assert.equal(new Set([first, second, third]).size, 3);
    for (const id of [first, second, third]) assert.match(id, /^backfill-[0-9a-f]{32}$/);
  });

  it("paces", async () => {
    await saveMany(60);
    const { code } = await backfill(["--rate", "20"]);
    assert.equal(code, 0);
    assert.deepEqual(
      taken.map(({ events }) => events.length),
      [20, 20, 20],
    );
    const millis = (taken[2]?.at ?? 0) - (taken[0]?.at ?? 0);
    assert.ok(millis > 1500, `40 events within ${millis} ms`);
  });

  it("repeats what may have been lost, with the same ids", async () => {
    await saveMany(150);
    faults = ["drop", { status: 503 }, { status: 429, headers: { "retry-after": "1" } }];
    const begun = performance.now();
    const { code, stdout, stderr } = await backfill();
    assert.equal(code, 0, stderr);
    assert.equal(stdout, "150 events sent\n");
    assert.match(stderr, /waiting .* s: http:\/\/127\.0\.0\.1:\d+ can't be reached/);
    assert.match(stderr, /waiting .* s: .* answers 503/);
    assert.match(stderr, /waiting 1\.0 s: .* answers 429/);
    assert.ok(performance.now() - begun > 1000);
    assert.equal(ids().length, 250);
    assert.equal(new Set(ids()).size, 150);
  });

  it("goes on after a kill, without a loss and without a new id", async () => {
    await saveMany(600);
    const { process: child, ended } = start(["backfill", FILE, "--to", to, "--rate", "10000"], {
      env: KEY,
    });
    // The third batch arrives, and nobody is there to hear so.
    onBatch = (count) => {
      if (count === 3) child.kill("SIGKILL");
    };
    assert.equal((await ended).signal, "SIGKILL");
    onBatch = () => {};
    assert.deepEqual([state().settled, state().counts.sent], [[200], 200]);
    const { code, stdout, stderr } = await backfill();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^going on after 200 events/);
    assert.equal(stdout, "600 events sent\n");
    assert.equal(taken.length, 7, "the third batch twice, all others once");
    assert.equal(new Set(ids()).size, 600);
    assert.equal(new Set(users()).size, 600);
  });

  it("lets the batch on its way arrive at Ctrl-C, and goes on from there", async () => {
    await saveMany(600);
    const { process: child, ended } = start(["backfill", FILE, "--to", to, "--rate", "10000"], {
      env: KEY,
    });
    onBatch = async (count) => {
      if (count !== 2) return;
      child.kill("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 300));
    };
    const { code, stderr } = await ended;
    assert.equal(code, 130, stderr);
    assert.match(stderr, /stopping after the batch that is on its way/);
    assert.match(stderr, /200 events sent\nStopped\. The same command goes on where it was\./);
    onBatch = () => {};
    assert.equal((await backfill()).code, 0);
    assert.equal(taken.length, 6);
    assert.equal(new Set(users()).size, 600);
  });

  it("writes down what the Worker would refuse, and why", async () => {
    const good = event(1);
    await save([
      good,
      { ...good, type: "delete" },
      { ...good, userId: undefined },
      { ...good, userId: 7 },
      { ...good, event: "" },
      { ...good, properties: [] },
      { ...good, messageId: "x".repeat(101) },
      { ...good, properties: { note: "x".repeat(33_000) } },
      { ...good, properties: JSON.parse(`${'{"a":'.repeat(300)}1${"}".repeat(300)}`) },
      { ...good, integrations: { All: false } },
      { ...good, timestamp: undefined },
      [],
    ]);
    writeFileSync(`${project.folder}/${FILE}`, '{"type":"track","eve', { flag: "a" });
    const { code, stdout, stderr } = await backfill();
    assert.equal(code, 1);
    assert.equal(
      stdout,
      "2 events sent, 10 records refused, 1 switched off by their own `integrations`, " +
        "1 without a time of their own: they count as of now\n",
    );
    assert.match(
      stderr,
      /what was refused, and why: events\.ndjson\.backfill\.json\.refused\.ndjson/,
    );
    const refused = readFileSync(`${project.folder}/${STATE}.refused.ndjson`, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      refused.map(({ line, problem }) => [line, problem]),
      [
        [2, "`type` must be one of identify, track, page, screen, group, alias"],
        [3, "it has neither `userId` nor `anonymousId`"],
        [4, "`userId` must be text"],
        [5, "it has no `event`, the name of what happened"],
        [6, "`properties` must be an object"],
        [7, "`messageId` must be text of at most 100 characters"],
        [8, "it has 33116 bytes, at most 32768 are taken"],
        [9, "it is nested deeper than 254 levels"],
        [12, "it is no JSON object"],
        [13, "it is not JSON"],
      ],
    );
    assert.equal(taken.length, 1);
  });

  it("finds the event for which a batch is refused, and sends the others", async () => {
    await saveMany(100);
    spoilt = (events) => events.some(({ userId }) => userId === "u37");
    const { code, stdout, stderr } = await backfill();
    assert.equal(code, 1, stderr);
    assert.equal(stdout, "99 events sent, 1 record refused\n");
    const refused = readFileSync(`${project.folder}/${STATE}.refused.ndjson`, "utf8");
    const { line, problem } = JSON.parse(refused);
    assert.deepEqual([line, /answers 400: spoilt$/.test(problem)], [38, true]);
    assert.equal(users().length, 99);
    assert.equal(new Set(users()).size, 99);
  });

  for (const [name, fault, message] of /** @type {[string, Fault, RegExp][]} */ ([
    [
      "a wrong write key",
      { status: 401, body: '{"message":"unknown write key"}' },
      /answers 401: unknown write key \(the write key is/,
    ],
    ["a wrong address", { status: 404 }, /is --to the Worker's address\?/],
    ["a redirect", { status: 302, headers: { location: "/" } }, /is --to the Worker's address\?/],
    ["another kind of server", { status: 200, body: "<html>" }, /but not as friendbuy-edge does/],
    ["a refusal of another server", { status: 400, body: "Bad Request" }, /answers 400$/m],
    ["no end of trouble", { status: 500 }, /answers 500, 1 times in a row/],
  ])) {
    it(`ends with 4 at ${name}`, async () => {
      await saveMany(3);
      faults = [fault];
      const { code, stderr } = await backfill(["--retries", "0"]);
      assert.equal(code, 4);
      assert.match(stderr, message);
      assert.match(stderr, /The same command goes on where it was\./);
      assert.equal((await backfill()).code, 0);
      assert.equal(ids().length, 3);
    });
  }

  it("ends with 4 where there is no network", async () => {
    await saveMany(3);
    const nowhere = ["--to", "http://127.0.0.1:1", "--retries", "0"];
    const { code, stderr } = await command(["backfill", FILE, ...nowhere], { env: KEY });
    assert.equal(code, 4);
    assert.match(stderr, /http:\/\/127\.0\.0\.1:1 can't be reached/);
  });

  it("refuses what would go wrong, before anything is sent", async () => {
    await saveMany(3);
    for (const [
      args,
      env,
      code,
      message,
    ] of /** @type {[string[], NodeJS.ProcessEnv, number, RegExp][]} */ ([
      [[], {}, 2, /a write key is needed/],
      [["--to", "nonsense"], KEY, 2, /--to must be an address/],
      [["--to", "http://edge.example"], KEY, 2, /--to must be https/],
      [["--rate", "0"], KEY, 2, /whole number from 1/],
      [["--state", "nowhere/state.json"], KEY, 3, /can't write nowhere\/state\.json/],
    ])) {
      const end = await backfill(args, env);
      assert.equal(end.code, code, end.stderr);
      assert.match(end.stderr, message);
    }
  });

  it("does not take another file for the one it was sending", async () => {
    await saveMany(200);
    faults = [undefined, { status: 401 }];
    assert.equal((await backfill()).code, 4);
    await saveMany(201);
    const { code, stderr } = await backfill();
    assert.deepEqual([code, /tells of other files/.test(stderr)], [3, true], stderr);
  });

  it("sends nothing in a dry run", async () => {
    await save([event(1), { ...event(2), type: "x" }]);
    const { code, stdout, stderr } = await backfill(["--dry-run"], {});
    assert.equal(code, 1);
    assert.match(stderr, /^events\.ndjson:2 {2}`type` must be one of/m);
    assert.equal(stdout, "1 event could be sent, 1 record refused\n");
    assert.deepEqual(taken, []);
    assert.equal((await backfill(["--json"])).code, 1);
    assert.equal(taken.length, 1);
  });
});
