import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ask, exchange } from "./client.js";
import { DEMO_CREDENTIALS, startSandbox } from "./server.js";

const PATIENCE_MS = 30_000;
const MAIN = fileURLToPath(new URL("main.js", import.meta.url));

/** @param {string[]} args */
function start(args) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    output.out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    output.err += chunk;
  });
  /** @param {RegExp} text */
  const printed = async (text) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    try {
      while (!text.test(output.out)) await once(child.stdout, "data", { signal });
    } catch {
      assert.match(output.out, text);
    }
    return text.exec(output.out);
  };
  return { child, output, printed, ended: once(child, "close") };
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  test(`prints each call as a line and stops on ${signal}`, async () => {
    const { child, output, printed, ended } = start(["--port", "0"]);
    try {
      const url = (await printed(/at (http:\/\/127\.0\.0\.1:\d+)/))?.[1] ?? "";
      const { key, secret } = DEMO_CREDENTIALS;
      await printed(/Ctrl-C stops it/);
      assert.match(output.out, new RegExp(`key +${key}\n +secret +${secret}\n`));
      const { json } = await ask(`${url}/v1/authorization`, { body: { key, secret } });
      await printed(
        /POST {3}\/v1\/authorization {10}200 {2}\{"key":"0{8}-.*"secret":"\[redacted\]"\}\n/,
      );
      const headers = { authorization: `Bearer ${json.token}` };
      await ask(`${url}/v1/customer?x=1`, { headers, body: { email: "a@b.c" } });
      await printed(/POST {3}\/v1\/customer\?x=1 {11}422 {2}`customerId` is required\n/);
      await ask(`${url}/__sandbox/faults`, { body: { drop: "request", path: "*" } });
      await exchange(Number(new URL(url).port), "GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
      await printed(/GET {4}\/x {25}--- {2}\(fault 1: connection closed, not carried out\)\n/);
      child.kill(signal);
      assert.deepEqual(await ended, [0, null]);
      assert.equal(output.err, "");
    } finally {
      child.kill("SIGKILL");
    }
  });
}

test("a taken port is one clear line", async () => {
  const sandbox = await startSandbox();
  try {
    const { output, ended } = start(["--port", String(sandbox.port)]);
    assert.deepEqual(await ended, [1, null]);
    const message = `port ${sandbox.port} of 127.0.0.1 is taken; choose another, or 0 for any free one\n`;
    assert.equal(output.err, message);
  } finally {
    await sandbox.close();
  }
});

test("mistakes in arguments are explained", async () => {
  /** @type {[string[], RegExp][]} */
  const mistakes = [
    [["--port", "x"], /^--port must be a whole number from 0 to 65535, not `x`\n/],
    [["--port"], /^Option '--port <value>' argument missing\n/],
    [["--erasure", "both"], /^--erasure must be reference or guide, not `both`\n/],
    [["--prot", "1"], /^Unknown option '--prot'/],
  ];
  for (const [args, complaint] of mistakes) {
    const { output, ended } = start(args);
    assert.deepEqual(await ended, [2, null]);
    assert.match(output.err, complaint);
    assert.match(output.err, /--token-lifetime S/);
  }
});

test("--help goes to standard output", async () => {
  const { output, ended } = start(["--help"]);
  assert.deepEqual(await ended, [0, null]);
  assert.match(output.out, /--strict-limits/);
});
