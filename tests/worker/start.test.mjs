// `npm start` as a newcomer has it: what it prints, the line to copy, the call that follows, and its end.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import { freePort } from "../../scripts/lib/ports.mjs";
import { inRoot, machineEnvironment } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";

const PATIENCE_MILLIS = 120_000;

it("starts it all, shows the call of the line it prints, and ends at Ctrl-C", async () => {
  const state = await mkdtemp(join(tmpdir(), "friendbuy-edge-"));
  const [port, mapiPort] = [String(await freePort()), String(await freePort())];
  const options = ["--port", port, "--mapi-port", mapiPort, "--state", state];
  const child = spawn("npm", ["start", "--", ...options], {
    cwd: inRoot(),
    env: machineEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    // Of its own, as that of a terminal: Ctrl-C is for all in it.
    detached: true,
  });
  const group = -(child.pid ?? 0);
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => {
      printed += text;
    });
  const closed = once(child, "close");
  const signal = AbortSignal.timeout(PATIENCE_MILLIS);
  const until = async (/** @type {RegExp} */ text) => {
    while (!text.test(printed))
      await once(child.stdout, "data", { signal }).catch(() => assert.match(printed, text));
  };
  try {
    await until(/Ctrl-C ends it all/);
    assert.match(printed, new RegExp(`Page +http://127\\.0\\.0\\.1:${port}/\n`));
    const [, line = ""] = /^ +(curl .*)$/m.exec(printed) ?? [];
    assert.equal(await run("sh", ["-c", line.replace("curl ", "curl -sS ")]), '{"success":true}');
    await until(/POST +\/v1\/event\/purchase +201/);
    const healthz = await (await fetch(`http://127.0.0.1:${port}/healthz`)).json();
    assert.equal(healthz.ok, true, JSON.stringify(healthz));
    process.kill(group, "SIGINT");
    await closed;
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
  } finally {
    if (child.exitCode === null && child.signalCode === null) process.kill(group, "SIGKILL");
    await rm(state, { recursive: true, force: true });
  }
});
