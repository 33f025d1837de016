// The packed package in an application of Next.js, built by each of its two bundlers and served by Next itself: in Vercel's
// edge runtime, in Node, and in Chromium.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { nextPackages } from "../../scripts/lib/next.mjs";
import { toolEnvironment } from "../../scripts/lib/project.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { startBrowser } from "../page/support/browser.mjs";
import { packedProject } from "./support/project.mjs";
import { ANSWERS_TO, cases, expectedAnswers } from "./support/runtimes.mjs";

const packages = await nextPackages();
const project = await packedProject({ byNpm: true, below: packages });
after(() => project.remove());
const expected = expectedAnswers(await project.load());

const next = join(packages, "node_modules/.bin/next");
const how = { cwd: project.folder, env: toolEnvironment({ NEXT_TELEMETRY_DISABLED: "1" }) };

const START = `
  import { Destination } from "friendbuy-edge";
  const answersTo = ${ANSWERS_TO};`;
await mkdir(join(project.folder, "pages/api"), { recursive: true });
await project.write(
  "pages/api/edge.js",
  `${START}
   export const config = { runtime: "edge" };
   export default async (request) =>
     new Response(answersTo(await request.json()), { headers: { runtime: EdgeRuntime } });`,
);
await project.write(
  "pages/api/node.js",
  `${START}
   export const config = { api: { bodyParser: { sizeLimit: "8mb" } } };
   export default (request, response) => response.end(answersTo(request.body));`,
);
await project.write(
  "pages/index.js",
  `import { useEffect } from "react";
   ${START}
   export default function Page() {
     useEffect(() => {
       globalThis.answersTo = answersTo;
     });
   }`,
);

/** What `next start` says it listens on, and how to end it. */
async function serve() {
  const server = spawn(next, ["start", "--hostname", "127.0.0.1", "--port", "0"], how);
  const closed = new Promise((resolve) => server.on("close", resolve));
  let printed = "";
  const url = await new Promise((resolve, reject) => {
    for (const stream of [server.stdout, server.stderr])
      stream.setEncoding("utf8").on("data", (text) => {
        printed += text;
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? [];
        if (found && printed.includes("Ready in")) resolve(found);
      });
    closed.then(() => reject(new Error(printed)));
  });
  const stop = () => {
    server.kill();
    return closed;
  };
  return { url, stop };
}

/** @param {string} url */
async function answersInBrowser(url) {
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction(() => "answersTo" in globalThis);
    return await page.evaluate((cases) => Reflect.get(globalThis, "answersTo")(cases), cases);
  } finally {
    await browser.close();
  }
}

describe("Next.js", () => {
  for (const { bundler, flags, config } of [
    { bundler: "Turbopack", flags: ["--turbopack"], config: { turbopack: { root: packages } } },
    {
      bundler: "webpack",
      flags: ["--webpack"],
      config: { serverExternalPackages: ["friendbuy-edge"] },
    },
  ]) {
    it(`maps in its edge runtime, in Node and in a browser, built by ${bundler}`, async () => {
      await project.write("next.config.js", `export default ${JSON.stringify(config)};`);
      await run(next, ["build", ...flags], how);
      const { url, stop } = await serve();
      try {
        for (const [route, runtime] of Object.entries({ edge: "edge-runtime", node: null })) {
          const response = await fetch(`${url}/api/${route}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(cases),
          });
          assert.equal(await response.text(), expected, route);
          assert.equal(response.headers.get("runtime"), runtime);
        }
        assert.equal(await answersInBrowser(url), expected);
      } finally {
        await stop();
      }
    });
  }
});
