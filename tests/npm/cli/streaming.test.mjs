// Large files in constant memory. `STREAM_MEGABYTES=1024` takes the full size.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { commandIn } from "../support/command.mjs";
import { packedProject } from "../support/project.mjs";

const project = await packedProject();
after(() => project.remove());
const { start } = commandIn(project.folder);

const MEGABYTES = Number(process.env.STREAM_MEGABYTES ?? 32);

const EVENT = JSON.stringify({
  type: "track",
  event: "Order Completed",
  userId: "customer-12345",
  context: { userAgent: "Mozilla/5.0 ".repeat(40) },
  properties: {
    order_id: "order-1",
    total: 54.82,
    currency: "USD",
    products: Array.from({ length: 5 }, (_, index) => ({
      sku: `sku-${index}`,
      name: "A product with a name of some length",
      quantity: 1,
      price: 3.5,
    })),
  },
});

/** The most memory a process has had so far, in bytes. @param {number | undefined} pid */
function peakOf(pid) {
  try {
    const kB = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kB) * 1024;
  } catch {
    return 0; // it has ended
  }
}

/**
 * Runs a command over so many megabytes, as fast as it takes them.
 *
 * @param {string[]} args
 * @param {number} megabytes
 * @param {[before: string, between: string, after: string]} layout
 */
async function peakOver(args, megabytes, [before, between, end]) {
  const { process: child, ended } = start(args);
  child.stdout.resume();
  const block = `${between}${EVENT}`.repeat(200);
  const blocks = Math.ceil((megabytes * 1_000_000) / block.length);
  let peak = 0;
  child.stdin.write(`${before}${EVENT}`);
  for (let round = 0; round < blocks; round += 1) {
    if (!child.stdin.write(block))
      await new Promise((resolve) => child.stdin.once("drain", resolve));
    peak = Math.max(peak, peakOf(child.pid));
  }
  child.stdin.end(end);
  const { code, stdout } = await ended;
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).events, blocks * 200 + 1);
  return peak;
}

describe("streaming", { skip: process.platform !== "linux" && "reads /proc" }, () => {
  for (const [name, layout] of /** @type {[string, [string, string, string]][]} */ ([
    ["one event a line", ["", "\n", "\n"]],
    ["a list", ["[", ",", "]"]],
  ])) {
    it(`${MEGABYTES} MB of ${name} take no more memory than ${MEGABYTES / 8} MB`, async () => {
      const args = ["preview", "--summary", "--json"];
      const small = await peakOver(args, MEGABYTES / 8, layout);
      const large = await peakOver(args, MEGABYTES, layout);
      const more = (large - small) / 1e6;
      assert.ok(more < 40, `${more.toFixed(0)} MB more than ${(small / 1e6).toFixed(0)} MB`);
    });
  }
});
