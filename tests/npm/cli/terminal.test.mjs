// What the command line shows on a terminal and nowhere else: colours, and a bar for what takes long.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { commandIn } from "../support/command.mjs";
import { ndjson, ORDER } from "../support/events.mjs";
import { packedProject } from "../support/project.mjs";
import { inTerminal } from "../support/terminal.mjs";

/** @import { Screen } from "../support/terminal.mjs" */

const project = await packedProject();
after(() => project.remove());
const { command } = commandIn(project.folder);

const PROGRAM = [process.execPath, "node_modules/.bin/friendbuy-edge"];
const PATIENCE_MILLIS = 2000;
const BAR = /^ {2}[█░]{24} \d+% {2}\d+\.\d of \d+\.\d kB {2}([\dhms]+ left {2})?\d+ sent$/;
const ESCAPE = "\u001b";

/** Takes every batch; at `/busy`, all but the third one at once. */
let busy = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const isBusy = request.url?.startsWith("/busy") && ++busy === 3;
    if (isBusy) response.writeHead(503, { "retry-after": "1" }).end();
    else response.end('{"success":true}');
  });
});
let to = "";
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  to = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
  await project.write("events.ndjson", ndjson(Array(100).fill(ORDER)));
  await project.write("many.ndjson", ndjson(Array(2500).fill(ORDER)));
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** A command that takes three seconds at least. @param {string} state @param {string} [path] */
const threeSeconds = (state, path = "") => [
  ...["backfill", "events.ndjson", "--to", `${to}${path}`, "--rate", "25"],
  ...["--write-key", "wk-1", "--state", `${state}.json`],
];

/** @param {Screen} screen */
const barOn = ({ lines }) => lines.findIndex((line) => BAR.test(line));
/** @param {Screen} screen */
const hasBar = (screen) => barOn(screen) >= 0;

const SENT = "100 events sent, 100 without a time of their own: they count as of now";

describe("on a terminal", { concurrency: true }, () => {
  it("what takes more than two seconds has a bar, until it ends", async () => {
    const { screens, end } = await inTerminal(project.folder, [...PROGRAM, ...threeSeconds("bar")]);
    const bars = screens.filter(hasBar);
    assert.ok(bars.length > 0, JSON.stringify(screens));
    for (const { millis, isColoured } of bars) {
      assert.ok(millis >= PATIENCE_MILLIS, `a bar after ${millis} ms`);
      assert.ok(isColoured);
    }
    assert.deepEqual([end.code, end.lines, end.isInOrder], [0, [SENT], true]);
  });

  it("a bar without colours is one still", async () => {
    const { screens, end } = await inTerminal(
      project.folder,
      [...PROGRAM, ...threeSeconds("plain")],
      { env: { NO_COLOR: "1" } },
    );
    assert.ok(screens.some(hasBar), JSON.stringify(screens));
    assert.ok(screens.every(({ isColoured }) => !isColoured));
    assert.deepEqual([end.code, end.lines, end.isInOrder], [0, [SENT], true]);
  });

  it("what is said meanwhile stands above the bar, and stays", async () => {
    const { screens, end } = await inTerminal(project.folder, [
      ...PROGRAM,
      ...threeSeconds("busy", "/busy"),
    ]);
    const waiting = `waiting 1.0 s: ${to} answers 503`;
    assert.ok(
      screens.some((screen) => barOn(screen) === 1 && screen.lines[0] === waiting),
      JSON.stringify(screens),
    );
    assert.deepEqual([end.code, end.lines, end.isInOrder], [0, [waiting, SENT], true]);
  });

  it("Ctrl-C takes the bar away, and leaves the terminal as it was", async () => {
    let isPressed = false;
    // It would take a hundred seconds.
    const args = threeSeconds("stopped").map((arg) =>
      arg === "events.ndjson" ? "many.ndjson" : arg,
    );
    const { end } = await inTerminal(project.folder, [...PROGRAM, ...args], {
      onChange(screen, type) {
        if (isPressed || !hasBar(screen)) return;
        isPressed = true;
        type("\x03");
      },
    });
    const [stopping, sent, stopped, ...more] = end.lines;
    assert.equal(stopping, "stopping after the batch that is on its way; once more stops at once");
    assert.match(sent ?? "", /^\d+ events sent, /);
    assert.equal(stopped, "Stopped. The same command goes on where it was.");
    assert.deepEqual([end.code, more, end.isInOrder], [130, [], true]);
  });

  it("what has no known end shows how much there was", async () => {
    const slowly = `(
      head -n 3 events.ndjson
      tries=0
      until [ -e go-on ] || [ $((tries += 1)) -gt 300 ]; do sleep 0.1; done
      tail -n 3 events.ndjson
    ) | "$0" node_modules/.bin/friendbuy-edge preview --summary`;
    const isBar = (/** @type {Screen} */ { lines }) => /^ {2}0\.0 MB {2}\d+s$/.test(lines[0] ?? "");
    const program = ["sh", "-c", slowly, process.execPath];
    const { screens, end } = await inTerminal(project.folder, program, {
      onChange: (screen) => isBar(screen) && void project.write("go-on", ""),
    });
    const bar = screens.find(isBar);
    assert.ok(bar && bar.millis >= PATIENCE_MILLIS, JSON.stringify(screens));
    assert.equal(end.lines[0], "6 events: 6 calls");
    assert.deepEqual([end.code, end.isInOrder], [0, true]);
  });

  it("one that knows only lines gets nothing else", async () => {
    const { screens, end } = await inTerminal(
      project.folder,
      [...PROGRAM, ...threeSeconds("dumb")],
      { env: { TERM: "dumb" } },
    );
    for (const { lines, isColoured } of screens)
      assert.deepEqual([lines, isColoured], [[SENT], false]);
    assert.deepEqual([end.code, end.lines, end.isInOrder], [0, [SENT], true]);
  });

  it("results have colours, unless NO_COLOR is set", async () => {
    for (const [env, isColoured] of /** @type {const} */ ([
      [{}, true],
      [{ NO_COLOR: "1" }, false],
      [{ TERM: "dumb" }, false],
    ])) {
      const preview = [...PROGRAM, "preview", "events.ndjson"];
      const { end } = await inTerminal(project.folder, preview, { env });
      assert.deepEqual([end.code, end.isColoured, end.isInOrder], [0, isColoured, true]);
    }
  });
});

describe("in a pipe", { concurrency: true }, () => {
  it("there is no bar, however long it takes", async () => {
    const { code, stdout, stderr } = await command(threeSeconds("pipe"));
    assert.deepEqual([code, stdout, stderr], [0, `${SENT}\n`, ""]);
  });

  it("there are no colours, unless they are asked for", async () => {
    const preview = ["preview", "events.ndjson"];
    const { stdout, stderr } = await command(preview);
    assert.ok(!`${stdout}${stderr}`.includes(ESCAPE));
    const asked = await command(preview, { env: { FORCE_COLOR: "1" } });
    assert.ok(asked.stdout.includes(ESCAPE));
  });
});
