// `friendbuy-edge sandbox` as a process, and its page in Chromium.

import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, describe, it } from "node:test";
import { startBrowser } from "../../page/support/browser.mjs";
import { commandIn } from "../support/command.mjs";
import { packedProject } from "../support/project.mjs";

const project = await packedProject();
after(() => project.remove());
const { command, start } = commandIn(project.folder);

const CREDENTIALS = { key: "00000000-0000-4000-8000-000000000001", secret: "sandbox-secret" };

describe("sandbox", () => {
  /** @type {ReturnType<typeof start>} */
  let running;
  let url = "";
  let token = "";
  /** @type {import("playwright-core").Browser} */
  let browser;

  /** @param {string} path @param {object} body */
  const post = (path, body) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });

  before(async () => {
    running = start(["sandbox", "--port", "0"]);
    url = await new Promise((resolve, reject) => {
      running.process.stdout.on("data", (text) => {
        const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
        if (found) resolve(found);
      });
      running.ended.then(({ stderr }) => reject(new Error(stderr)));
    });
    token = (await (await post("/v1/authorization", CREDENTIALS)).json()).token;
    browser = await startBrowser();
  });
  after(async () => {
    running.process.kill("SIGKILL");
    await browser?.close();
  });

  it("shows calls on its page as they arrive, as text", async () => {
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(`${url}/__sandbox/page`);
    await page.getByText("1 call", { exact: true }).waitFor();
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    assert.equal(
      (await post("/v1/customer", { customerId: "c1", email: "a@b.example", firstName: evil }))
        .status,
      201,
    );
    const newest = page.locator("#calls > li").first();
    await newest.getByText("/v1/customer").waitFor();
    await newest.locator("summary").click();
    await newest.locator("pre", { hasText: "<img src=x onerror=" }).first().waitFor();
    assert.equal(await page.locator("#calls img, #calls script").count(), 0);
    assert.equal(await page.title(), "Friendbuy sandbox");

    await page.getByLabel("Next call").selectOption({ label: "fails with 503" });
    await page.waitForFunction(async () => {
      const { faults } = await (await fetch("/__sandbox/faults")).json();
      return faults.length === 1;
    });
    assert.equal(
      (await post("/v1/customer", { customerId: "c1", email: "a@b.example" })).status,
      503,
    );
    await newest.locator("summary .bad", { hasText: "503" }).waitFor();
    // The page looks for faults by itself, in its own time.
    await page.waitForFunction(() => document.querySelector("select")?.value === "");

    await page.getByRole("button", { name: "Forget the calls" }).click();
    await page.getByText("0 calls", { exact: true }).waitFor();
    assert.equal(await page.locator("#calls > li").count(), 0);
    assert.deepEqual(
      problems.filter((problem) => !problem.includes("503")),
      [],
    );
    await page.close();
  });

  it("keeps its page to itself", async () => {
    const { headers } = await fetch(`${url}/__sandbox/page`);
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none';/);
    assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
  });

  it("prints calls without secrets, and ends with 0 at Ctrl-C", async () => {
    running.process.kill("SIGINT");
    const { code, stdout } = await running.ended;
    assert.equal(code, 0);
    assert.match(stdout, /POST +\/v1\/customer +201/);
    assert.match(stdout, new RegExp(`key +${CREDENTIALS.key}`));
    const calls = stdout.slice(stdout.indexOf("Calls appear below"));
    assert.ok(!calls.includes(CREDENTIALS.secret));
  });

  it("ends with 4 where the port is taken", async () => {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
    const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
    const { code, stderr } = await command(["sandbox", "--port", String(port)]);
    server.close();
    assert.equal(code, 4);
    assert.match(stderr, new RegExp(`port ${port} of 127\\.0\\.0\\.1 is taken; choose another`));
  });
});
