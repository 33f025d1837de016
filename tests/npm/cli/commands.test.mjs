// The command line as a process: what it prints, where, and what it ends with.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { run } from "../../../scripts/lib/run.mjs";
import { commandIn } from "../support/command.mjs";
import { IDENTIFY, jsonLines, ndjson, ORDER, PAGE, SPOILT } from "../support/events.mjs";
import { nodes, packedProject } from "../support/project.mjs";

const project = await packedProject();
after(() => project.remove());
const { command, start } = commandIn(project.folder);

/** A document for purchases alone. @param {object} fields */
const purchases = (fields) =>
  JSON.stringify(
    {
      mappings: [
        {
          id: "purchase",
          action: "trackPurchase",
          trigger: 'type = "track" and event = "Order Completed"',
          fields,
        },
      ],
    },
    undefined,
    2,
  );

describe("friendbuy-edge", () => {
  it("explains itself", async () => {
    const { code, stdout, stderr } = await command(["--help"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    const names = ["check", "preview", "explain", "test", "diff", "import", "sandbox", "backfill"];
    for (const name of names) {
      assert.match(stdout, new RegExp(`^ {2}${name} `, "m"));
      const help = await command([name, "--help"]);
      assert.equal(help.code, 0);
      assert.match(help.stdout, /^Usage: friendbuy-edge /);
      if (name !== "sandbox") assert.match(help.stdout, /^Examples:$/m, name);
      assert.match(help.stdout, /^Ends with \d/m, name);
      assert.deepEqual(await command(["help", name]), help);
    }
    assert.match(stdout, /^To begin with:$/m);
    assert.match(stdout, /^Exit codes:$/m);
  });

  it("ends without a word when nobody reads on, and with one when nothing more can be written", async () => {
    for (const args of [["--help"], ["check", "--help"]]) {
      const { process: child, ended } = start(args);
      child.stdout.destroy();
      const { code, stderr } = await ended;
      assert.deepEqual([code, stderr], [0, ""]);
    }
    if (!existsSync("/dev/full")) return;
    const program = join(project.folder, "node_modules/.bin/friendbuy-edge");
    const full = ["-c", '"$0" "$1" preview > /dev/full', process.execPath, program];
    const { status, stderr } = spawnSync("sh", full, { input: ndjson([ORDER]), encoding: "utf8" });
    assert.equal(status, 3);
    assert.match(stderr, /^error {3}can't write what was found: ENOSPC[^\n]*\n/);
  });

  it("says its version", async () => {
    const { version } = JSON.parse(
      readFileSync(`${project.folder}/node_modules/friendbuy-edge/package.json`, "utf8"),
    );
    assert.equal((await command(["--version"])).stdout, `${version}\n`);
  });

  for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
    [["prevew"], /Did you mean preview\?/],
    [["preview", "--jsn"], /Did you mean --json\?/],
    [["check"], /missing required argument 'documents'/],
    [["sandbox", "--port", "x"], /It must be a whole number from 0 to 65535/],
    [[], /^Usage: /],
  ])) {
    it(`ends with 2 for: ${args.join(" ") || "nothing"}`, async () => {
      const { code, stdout, stderr } = await command(args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, message);
    });
  }

  it("runs in every Node that is there", async () => {
    for (const { path: node } of await nodes()) {
      const input = ndjson([ORDER]);
      const { code, stdout } = await command(["preview"], { input, node });
      assert.equal(code, 0);
      assert.match(stdout, /POST \/v1\/event\/purchase/);
    }
  });
});

describe("preview", () => {
  it("shows calls, reasons and findings", async () => {
    const refused = { ...ORDER, properties: { order_id: "o", currency: "USD" } };
    const { code, stdout, stderr } = await command(["preview"], {
      input: ndjson([ORDER, PAGE, refused]),
    });
    assert.equal(code, 1);
    assert.equal(
      stdout,
      `standard input:1  track  "Order Completed"
  → POST /v1/event/purchase  purchase
      orderId     "order-1"
      amount      5
      currency    "USD"
      customerId  "customer-1"

standard input:2  page
  no call: not-triggered: customer, purchase, sign-up

standard input:3  track  "Order Completed"
  no call: not-triggered: customer, sign-up; refused: purchase
  error   required field \`Purchase Amount\` has no value [required-missing]
          mapping purchase, field amount, event /properties/total
          help: the mapping takes it from \`/properties/total\`, which is missing, null or empty

`,
    );
    assert.equal(stderr, "3 events: 1 call, 1 event without a call, 1 event refused\n");
  });

  it("prints colours where they are asked for, and not into a pipe", async () => {
    const input = ndjson([ORDER]);
    assert.ok(!(await command(["preview"], { input })).stdout.includes("\x1b"));
    const forced = await command(["preview"], { input, env: { FORCE_COLOR: "1" } });
    assert.ok(forced.stdout.includes("\x1b[32m"));
    const both = await command(["preview"], { input, env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    assert.ok(!both.stdout.includes("\x1b"));
  });

  const script = process.platform === "linux" && existsSync("/usr/bin/script");
  it("prints colours on a terminal", { skip: !script }, async () => {
    await project.write("one.ndjson", ndjson([ORDER]));
    const program = "node_modules/.bin/friendbuy-edge preview one.ndjson";
    const { FORCE_COLOR, NO_COLOR, ...env } = process.env;
    const output = await run("script", ["-qefc", `${process.execPath} ${program}`, "/dev/null"], {
      cwd: project.folder,
      env: { ...env, TERM: "xterm" },
    });
    assert.ok(output.includes("\x1b[32m→"), output);
  });

  it("lets no event steer the terminal", async () => {
    const evil = "\u001b[2J\u0007\u009b31m\u202e";
    const event = {
      ...ORDER,
      type: "track",
      messageId: evil,
      properties: { ...ORDER.properties, order_id: evil, [evil]: evil, currency: evil },
    };
    for (const args of [["preview"], ["explain"]]) {
      const { stdout } = await command(args, { input: ndjson([event]) });
      assert.match(stdout, /\\u001b\[2J/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    }
  });

  it("gives machines the answer as it is, digits included", async () => {
    const input = ndjson([ORDER]).replace('"total":5', '"total":9007199254740993');
    const { stdout } = await command(["preview", "--json"], { input });
    assert.match(stdout, /^\{"file":"standard input","line":1,"status":"success","requests":\[/);
    assert.match(stdout, /"amount":9007199254740993[,}]/);
  });

  it("counts", async () => {
    const input = ndjson([ORDER, PAGE, SPOILT, IDENTIFY]);
    const { code, stdout, stderr } = await command(["preview", "--summary", "--json"], { input });
    assert.equal(code, 1);
    assert.equal(stderr, "");
    assert.deepEqual(JSON.parse(stdout), {
      events: 4,
      calls: 2,
      withoutCall: 1,
      refused: 0,
      unusable: 1,
      mappings: {
        customer: { calls: 1, refused: 0 },
        purchase: { calls: 1, refused: 0 },
        "sign-up": { calls: 0, refused: 0 },
      },
      findings: { "json-syntax": { severity: "error", events: 1 } },
    });
    const table = await command(["preview", "--summary"], { input });
    assert.match(table.stdout, /^ {2}purchase {2,}1 {2,}0$/m);
  });

  it("uses the document, and says where a bad one is bad", async () => {
    await project.write("revenue.json", purchases({ amount: { "@path": "$.properties.revenue" } }));
    const good = await command(["preview", "-d", "revenue.json"], { input: ndjson([ORDER]) });
    assert.match(good.stdout, /amount +4$/m);
    await project.write("bad.json", purchases({ amont: 5 }));
    const bad = await command(["preview", "-d", "bad.json"], { input: ndjson([ORDER]) });
    assert.equal(bad.code, 3);
    assert.equal(bad.stdout, "");
    assert.match(bad.stderr, /bad\.json can't be used:/);
    assert.match(bad.stderr, /bad\.json:8:18 \/mappings\/0\/fields\/amont/);
  });
});

describe("explain", () => {
  it("says where values come from, and what is in no call", async () => {
    const event = { ...ORDER, properties: { ...ORDER.properties, colour: "red" } };
    const { code, stdout } = await command(["explain"], { input: ndjson([event]) });
    assert.equal(code, 0);
    assert.match(stdout, /purchase {2}trackPurchase {2}sent/);
    assert.match(stdout, /✗ event = "Signed Up" {2}\/event is "Order Completed"/);
    assert.match(stdout, /\/amount +5 +← event \/properties\/total; default of amount; @path/);
    assert.match(stdout, /\/properties\/colour +unused/);
  });
});

describe("check", () => {
  it("ends with 1 for errors, and for warnings if asked", async () => {
    await project.write("good.json", purchases({}));
    await project.write("bad.json", purchases({ amont: 5 }));
    await project.write("empty.json", '{"mappings":[]}');
    assert.equal((await command(["check", "good.json"])).code, 0);
    assert.equal((await command(["check", "empty.json"])).code, 0);
    assert.equal((await command(["check", "empty.json", "--warnings"])).code, 1);
    const { code, stdout } = await command(["check", "good.json", "bad.json"]);
    assert.equal(code, 1);
    assert.match(stdout, /^✓ good\.json/m);
    assert.match(stdout, /^✗ bad\.json {2}1 error/m);
    assert.match(stdout, /help: did you mean `amount`\?/);
  });

  it("reads standard input for `-`", async () => {
    const { code, stdout } = await command(["check", "-"], { input: '{"mapings": []}' });
    assert.equal(code, 1);
    assert.match(stdout, /^✗ standard input {2}2 errors$/m);
    assert.match(stdout, /^ {10}standard input:1:13 \/mapings$/m);
  });

  it("names the place of what is no JSON", async () => {
    await project.write("comma.json", '{\n  "mappings": [],\n}\n');
    const { stdout } = await command(["check", "comma.json", "--json"]);
    assert.equal(JSON.parse(stdout).diagnostics[0].code, "json-syntax");
    assert.match((await command(["check", "comma.json"])).stdout, /comma\.json:3:1/);
  });
});

describe("test", () => {
  it("adds recorded events, notices what changes, and updates", async () => {
    await project.write("recorded.ndjson", ndjson([ORDER, PAGE]));
    await project.write("revenue.json", purchases({ amount: { "@path": "$.properties.revenue" } }));
    const added = await command(["test", "new.json", "--add", "recorded.ndjson"]);
    assert.equal(added.code, 0, added.stderr);
    assert.match(added.stderr, /2 updated/);
    const written = readFileSync(`${project.folder}/new.json`, "utf8");
    assert.deepEqual(JSON.parse(written).tests[0].calls, [
      {
        mapping: "purchase",
        path: "/v1/event/purchase",
        body: { orderId: "order-1", amount: 5, currency: "USD", customerId: "customer-1" },
      },
    ]);

    const met = await command(["test", "new.json"]);
    assert.deepEqual([met.code, met.stdout], [0, ""]);
    assert.equal(met.stderr, "2 tests met, 0 not met\n");

    const again = await command(["test", "new.json", "--add", "recorded.ndjson"]);
    assert.equal(again.stderr, "2 tests met, 0 not met, 2 events in the file before\n");
    assert.equal(readFileSync(`${project.folder}/new.json`, "utf8"), written);

    const missed = await command(["test", "new.json", "-d", "revenue.json"]);
    assert.equal(missed.code, 1);
    assert.equal(
      missed.stdout,
      `✗ recorded.ndjson:1  track  "Order Completed"  new.json
    purchase /amount
      - expected 5
      + found    4
`,
    );
    const updated = await command(["test", "new.json", "-d", "revenue.json", "--update"]);
    assert.equal(updated.code, 0);
    const now = readFileSync(`${project.folder}/new.json`, "utf8");
    assert.equal(now, written.replace('"amount": 5', '"amount": 4'));
  });

  it("leaves the rest of the file as it is, digits included, however many tests there are", async () => {
    const event = JSON.stringify(ORDER).replace('"revenue":4', '"revenue":9007199254740993.0');
    const many = Array.from({ length: 1000 }, (_, at) => event.replace("order-1", `order-${at}`));
    await project.write("many.ndjson", many.join("\n"));
    await project.write("kept.json", '{ "tests" :\n[ ] , "note": 1.0 }\n');
    const added = await command(["test", "kept.json", "--add", "many.ndjson"]);
    assert.match(added.stderr, /1000 updated/);
    const text = readFileSync(`${project.folder}/kept.json`, "utf8");
    assert.ok(text.startsWith('{ "tests" :\n['));
    assert.ok(text.endsWith('] , "note": 1.0 }\n'));
    assert.equal(text.match(/9007199254740993\.0/g)?.length, 1000);
    await project.write(
      "revenue.json",
      purchases({ amount: { "@path": "$.properties.total" }, coupon: "A" }),
    );
    assert.equal((await command(["test", "kept.json", "-d", "revenue.json", "-u"])).code, 0);
    const again = await command(["test", "kept.json", "-d", "revenue.json"]);
    assert.match(again.stderr, /^1,000 tests met, 0 not met/);
  });

  it("notices calls that are missing, and calls that are too many", async () => {
    const call = { mapping: "customer", path: "/v1/customer", body: { customerId: "u" } };
    await project.write(
      "calls.json",
      JSON.stringify({ tests: [{ name: "a", event: ORDER, calls: [call] }] }),
    );
    const { code, stdout } = await command(["test", "calls.json", "--json"]);
    assert.equal(code, 1);
    const [{ outcome, misses }] = jsonLines(stdout);
    assert.equal(outcome, "missed");
    assert.deepEqual(
      misses.map((/** @type {any} */ { of, expected, found }) => [of, !!expected, !!found]),
      [
        ["customer", true, false],
        ["purchase", false, true],
      ],
    );
  });

  it("compares findings where they are written down", async () => {
    const event = { ...ORDER, properties: { order_id: "o", currency: "USD" } };
    await project.write("refused.json", JSON.stringify({ tests: [{ name: "a", event }] }));
    assert.equal((await command(["test", "refused.json", "-u"])).code, 0);
    const { tests } = JSON.parse(readFileSync(`${project.folder}/refused.json`, "utf8"));
    assert.deepEqual(tests[0].findings, ["error required-missing amount"]);
    tests[0].findings = ["error other"];
    await project.write("refused.json", JSON.stringify({ tests }));
    assert.equal((await command(["test", "refused.json"])).code, 1);
  });

  it("takes folders, and the document that a file names", async () => {
    mkdirSync(`${project.folder}/expected/deep`, { recursive: true });
    await project.write("expected/rules.json", '{"mappings":[],"tests":[]}');
    await project.write(
      "expected/deep/a.json",
      JSON.stringify({ document: "../none.json", tests: [] }),
    );
    const missing = await command(["test", "expected"]);
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /expected\/none\.json: there is no such file/);
    await project.write("none.txt", '{"mappings":[]}');
    await project.write(
      "expected/deep/a.json",
      JSON.stringify({
        document: "../../none.txt",
        tests: [{ name: "a", event: ORDER, calls: [] }],
      }),
    );
    const { code, stderr } = await command(["test", "expected"]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^1 test met/);
  });

  it("ends with 3 for a batch in place of an event", async () => {
    await project.write("batch.json", '{"tests": [{"name": "b", "event": {"batch": []}}]}');
    const { code, stderr } = await command(["test", "batch.json"]);
    assert.equal(code, 3);
    assert.match(stderr, /the "event" of \/tests\/0 is a batch; make a test of each event/);
  });

  it("ends with 3 for a file that is none of expectations", async () => {
    await project.write("wrong.json", '{"tests":[{"event":{}}]}');
    const { code, stderr } = await command(["test", "wrong.json"]);
    assert.equal(code, 3);
    assert.match(stderr, /can't use wrong\.json: \/tests\/0 needs a "name"/);
  });
});

describe("diff", () => {
  it("says what changes, field by field", async () => {
    await project.write("before.json", purchases({}));
    await project.write(
      "after.json",
      purchases({ amount: { "@path": "$.properties.revenue" }, coupon: "SAVE" }),
    );
    const input = ndjson([ORDER, PAGE, ORDER]);
    const { code, stdout, stderr } = await command(["diff", "before.json", "after.json"], {
      input,
    });
    assert.equal(code, 1);
    assert.match(stdout, /~ POST \/v1\/event\/purchase {2}purchase/);
    assert.match(stdout, /^ {6}\/amount +5 → 4$/m);
    assert.match(stdout, /^ {6}\/couponCode +nothing → "SAVE"$/m);
    assert.match(stdout, /purchase: \/amount +2 events/);
    assert.equal(stderr, "3 events, 2 events changed\n");
    const same = await command(["diff", "before.json", "before.json"], { input });
    assert.deepEqual([same.code, same.stdout], [0, ""]);
    const standard = await command(["diff", "standard", "before.json", "--json"], {
      input: ndjson([IDENTIFY]),
    });
    assert.deepEqual(
      jsonLines(standard.stdout).map(({ line, changes }) => [line, changes[0].change]),
      [[1, "vanishes"]],
    );
  });
});

describe("import", () => {
  const SUBSCRIPTION = {
    name: "Purchases",
    actionSlug: "trackPurchase",
    trigger: 'type = "track"',
    settings: { orderId: { "@path": "$.properties.order_id" } },
  };

  it("writes a document, and the report to standard error", async () => {
    await project.write("segment.json", JSON.stringify([SUBSCRIPTION]));
    const { code, stdout, stderr } = await command(["import", "segment.json"]);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).mappings[0].action, "trackPurchase");
    assert.match(stderr, /kept +mapping `Purchases`/);
    assert.equal((await command(["import", "segment.json", "-o", "imported.json"])).code, 0);
    assert.equal((await command(["check", "imported.json"])).code, 0);
    const again = await command(["import", "segment.json", "-o", "imported.json"]);
    assert.equal(again.code, 3);
    assert.match(again.stderr, /it exists; --force overwrites it/);
  });

  it("keeps the digits of numbers", async () => {
    const settings = '{"amount": 12345678901234567890, "orderId": {"@path": "$.properties.n"}}';
    const input = `{"actionSlug": "trackPurchase", "trigger": "userId != null", "settings": ${settings}}`;
    for (const args of [
      ["import", "-"],
      ["import", "-", "--json"],
    ]) {
      const { code, stdout, stderr } = await command(args, { input });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /"amount": 12345678901234567890\b/);
      assert.equal(JSON.parse(stdout.split("\n").join("")).mappings === undefined, args.length > 2);
    }
  });

  it("ends with 1 where something was not understood, with 3 where nothing was", async () => {
    const unknown = { ...SUBSCRIPTION, actionSlug: "trackUnknown" };
    const input = JSON.stringify([SUBSCRIPTION, unknown]);
    const { code, stdout } = await command(["import", "-", "--json"], { input });
    assert.equal(code, 1);
    assert.ok(
      JSON.parse(stdout).report.some(
        (/** @type {any} */ { outcome }) => outcome === "not-understood",
      ),
    );
    assert.equal((await command(["import", "-"], { input: "<xml>" })).code, 3);
  });
});
