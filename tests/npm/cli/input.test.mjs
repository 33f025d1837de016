// What the command line reads: every form of input, whole, spoilt, cut off and without end.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { commandIn } from "../support/command.mjs";
import { IDENTIFY, jsonLines, ndjson, ORDER, PAGE, SPOILT } from "../support/events.mjs";
import { packedProject } from "../support/project.mjs";

const project = await packedProject();
after(() => project.remove());
const { command, start } = commandIn(project.folder);

/** What `preview --json` says about some input: line and calls, or the first finding. @param {string | Buffer} input */
async function previewed(input) {
  const { code, stdout, stderr } = await command(["preview", "--json"], { input });
  const rows = jsonLines(stdout).map(({ line, requests, diagnostics }) => [
    line,
    requests ? requests.length : diagnostics[0].message,
  ]);
  return { code, rows, stderr };
}

describe("reading events", () => {
  const expected = [
    [1, 1],
    [2, 0],
    [3, 1],
  ];
  const events = [ORDER, PAGE, IDENTIFY];
  for (const [name, input] of Object.entries({
    "one a line": ndjson(events),
    "one a line, with a line end behind the last": `${ndjson(events)}\n`,
    "lines of Windows, with a byte order mark": `\ufeff${ndjson(events).replaceAll("\n", "\r\n")}`,
    gzip: gzipSync(ndjson(events)),
    "gzip in two parts": Buffer.concat([
      gzipSync(`${ndjson(events.slice(0, 1))}\n`),
      gzipSync(ndjson(events.slice(1))),
    ]),
    "a list, an event a line": `[${events.map((event) => JSON.stringify(event)).join(",\n")}]`,
  })) {
    it(`takes ${name}`, async () => {
      assert.deepEqual((await previewed(input)).rows, expected);
    });
  }

  it("takes a list and single events however they are laid out", async () => {
    const list = await previewed(JSON.stringify(events, undefined, 2));
    assert.deepEqual(
      list.rows.map(([, calls]) => calls),
      [1, 0, 1],
    );
    const single = events.map((event) => JSON.stringify(event, undefined, 4)).join("\n");
    assert.deepEqual(
      (await previewed(single)).rows.map(([, calls]) => calls),
      [1, 0, 1],
    );
    const [first] = (await previewed(JSON.stringify(ORDER, undefined, 2))).rows;
    assert.deepEqual(first, [1, 1]);
  });

  it("takes the events out of batches", async () => {
    const batch = { batch: events, context: { ip: "1.2.3.4" }, sentAt: "2026-01-01T00:00:00Z" };
    const input = ndjson([{ batch: events }, batch]);
    assert.deepEqual(
      (await previewed(input)).rows.map(([line, calls]) => [line, calls]),
      [1, 2].flatMap((line) => [1, 0, 1].map((calls) => [line, calls])),
    );
    const { stdout } = await command(["preview", "--json"], { input });
    const bodies = jsonLines(stdout).flatMap(({ requests }) =>
      requests.map((/** @type {any} */ { body }) => body),
    );
    assert.deepEqual(
      bodies.map(({ ipAddress }) => ipAddress),
      [undefined, undefined, "1.2.3.4", "1.2.3.4"],
    );
  });

  for (const [name, text] of Object.entries({
    marked: `\ufeff${ndjson(events)}`,
    bare: ndjson(events),
  })) {
    it(`says of UTF-16 (${name}) that it is`, async () => {
      for (const args of [["preview"], ["check", "-"], ["import", "-"]]) {
        const { code, stdout, stderr } = await command(args, {
          input: Buffer.from(text, "utf16le"),
        });
        const expected =
          "error   can't read standard input: it is UTF-16 text; write it as UTF-8\n";
        assert.deepEqual([code, stdout, stderr], [3, "", expected]);
      }
    });
  }

  it("makes of a batch what the library makes of it, digits included", async () => {
    const long = "9007199254740993";
    const order = JSON.stringify(ORDER).replace(/"total":\d+/, `"total":${long}`);
    const own = order.replace("{", '{"context": {"userAgent": "own"}, ');
    const context = '{"ip": "1.2.3.4", "userAgent": "shared"}';
    const input = `{"batch": [${order}, ${own}, 5], "context": ${context}, "integrations": {"All": true}}`;
    const { stdout } = await command(["preview", "--json"], { input });
    assert.equal(stdout.match(new RegExp(`"amount":${long}\\b`, "g"))?.length, 2);
    const { Destination } = await project.load();
    const ofLibrary = JSON.parse(new Destination().mapText(input)).results;
    assert.deepEqual(
      jsonLines(stdout).map(({ file, line, ...answer }) => answer),
      ofLibrary,
    );
  });

  it("takes an event with a list `batch` for an event", async () => {
    const { rows } = await previewed(JSON.stringify({ ...ORDER, batch: [5] }));
    assert.deepEqual(rows, [[1, 1]]);
  });

  it("takes nothing as no event", async () => {
    for (const input of ["", "\n\n", "[]", " [ ] "]) {
      const { code, rows, stderr } = await previewed(input);
      assert.deepEqual([code, rows], [0, []]);
      assert.match(stderr, /^0 events: 0 calls$/m);
    }
  });

  it("loses no more than the line that is spoilt", async () => {
    const { code, rows } = await previewed(ndjson([SPOILT, ORDER, "nonsense", PAGE, SPOILT]));
    assert.equal(code, 1);
    assert.deepEqual(
      rows.map(([line, calls]) => [line, typeof calls]),
      [
        [1, "string"],
        [2, "number"],
        [3, "string"],
        [4, "number"],
        [5, "string"],
      ],
    );
  });

  it("says so where the document was given for events", async () => {
    const document = { mappings: [{ id: "a", action: "trackPurchase", trigger: "true" }] };
    for (const input of [JSON.stringify(document), JSON.stringify(document, undefined, 2)]) {
      const { code, rows } = await previewed(input);
      assert.deepEqual(
        [code, rows],
        [1, [[1, "this is a destination document (for `--document`), not an event"]]],
      );
    }
    const event = { ...PAGE, mappings: [] };
    assert.deepEqual((await previewed(JSON.stringify(event))).rows, [[1, 0]]);
  });

  it("says so when a list is cut off", async () => {
    const text = JSON.stringify([ORDER, IDENTIFY]);
    const inEvent = await previewed(text.slice(0, -20));
    assert.equal(inEvent.code, 1);
    assert.deepEqual(inEvent.rows, [
      [1, 1],
      [1, "the file ends in the middle of this event"],
    ]);
    const behindEvent = await previewed(text.slice(0, -1));
    assert.equal(behindEvent.code, 1);
    assert.match(String(behindEvent.rows[2]?.[1]), /^the file ends before its list does/);
  });

  it("says so when bytes are no text", async () => {
    const spoilt = Buffer.from(`${ndjson([ORDER])}\n{"type":"caf\xe9"}\n`, "latin1");
    assert.deepEqual((await previewed(spoilt)).rows, [
      [1, 1],
      [2, "not UTF-8 text"],
    ]);
  });

  it("does not fill the memory with a line that never ends", async () => {
    const input = Buffer.concat([
      Buffer.from(`${ndjson([ORDER])}\n`),
      Buffer.alloc(40 * 1024 * 1024, "x"),
      Buffer.from(`\n${ndjson([PAGE])}`),
    ]);
    const { rows } = await previewed(input);
    assert.deepEqual(rows, [
      [1, 1],
      [2, "more than 16 MB long"],
      [3, 0],
    ]);
  });

  it("ends with 3 for files that can't be read", async () => {
    writeFileSync(`${project.folder}/damaged.gz`, Buffer.from("\x1f\x8b damaged", "latin1"));
    const packed = gzipSync(ndjson(Array(1000).fill(ORDER)));
    writeFileSync(`${project.folder}/cut.gz`, packed.subarray(0, packed.length / 2));
    for (const [file, message] of Object.entries({
      "missing.ndjson": /can't read missing.ndjson: there is no such file/,
      node_modules: /node_modules is a folder/,
      "damaged.gz": /can't read damaged.gz: it begins like gzip and is damaged/,
      "cut.gz": /can't read cut.gz: it is gzip and was cut off/,
    })) {
      const { code, stderr } = await command(["preview", "--summary", file]);
      assert.equal(code, 3, file);
      assert.match(stderr, message);
    }
  });

  it("stops quietly when its reader does", async () => {
    const { process: child, ended } = start(["preview", "--json"]);
    child.stdout.once("data", () => child.stdout.destroy());
    const line = `${ndjson([ORDER])}\n`.repeat(1000);
    for (let round = 0; round < 200 && child.stdin.writable; round += 1) {
      if (!child.stdin.write(line)) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        const drained = new Promise((resolve) => child.stdin.once("drain", resolve));
        await Promise.race([drained, gone]);
      }
      if (child.exitCode !== null) break;
    }
    child.stdin.end();
    const { code, stderr } = await ended;
    assert.equal(code, 0);
    assert.equal(stderr, "");
  });
});
