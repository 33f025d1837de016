// The admin API against its description, by Schemathesis: valid and invalid requests made up from the description, every
// answer held against it.

import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, it } from "node:test";
import { inRoot } from "../../scripts/lib/project.mjs";
import { pythonWithSchemathesis } from "../../scripts/lib/python.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { ADMIN_TOKEN, logDelivery, startDesk } from "./desk.mjs";

/** @import { Desk } from "./desk.mjs" */

/** The same requests every time; so many of each kind as fit in half a minute. */
const SEED = "20261125";
const EXAMPLES = "8";

/** @type {Desk} */
let desk;
before(async () => {
  desk = await startDesk();
  // The description's examples name the first of each.
  for (const status of ["refused", "held", "sent", "waiting"]) await logDelivery(desk, { status });
  const document = JSON.stringify({ mappings: [] });
  const headers = { "if-match": "*" };
  await desk.call("PUT", "/api/destination", { body: document, headers });
  await desk.call("POST", "/api/erasures", { body: { customerId: "customer-1" } });
});
after(() => desk?.stop());

it("is served where failures say it is", async () => {
  const response = await fetch(`${desk.url}/api/openapi.json`);
  assert.equal(response.status, 200);
  const { openapi } = /** @type {any} */ (await response.json());
  assert.equal(openapi, "3.1.0");
});

it("describes what the Worker does", async () => {
  const python = await pythonWithSchemathesis();
  const output = await run(
    join(dirname(python), "st"),
    [
      ...["--config-file", inRoot("tests/worker/schemathesis.toml")],
      ...["run", inRoot("www/public/api/openapi.json"), "--url", desk.url],
      ...["--checks", "all", "--phases", "examples,coverage,fuzzing", "--continue-on-failure"],
      ...["--seed", SEED, "--max-examples", EXAMPLES, "--no-shrink", "--warnings", "off"],
    ],
    {
      // It leaves a folder with what it found where it runs.
      cwd: await mkdtemp(join(tmpdir(), "friendbuy-edge-")),
      env: {
        ...process.env,
        ADMIN_TOKEN,
        SCHEMATHESIS_HOOKS: "schemathesis_hooks",
        PYTHONPATH: inRoot("tests/worker"),
        PYTHONDONTWRITEBYTECODE: "1",
      },
    },
  );
  assert.match(output, /\d+ generated, \d+ passed/);
});
