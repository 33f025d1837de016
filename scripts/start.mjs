// Serves the Worker, the page and a stand-in for Friendbuy, and shows every call the stand-in receives.

import { build } from "./build.mjs";
import { parseOptions } from "./lib/options.mjs";
import { freePorts } from "./lib/ports.mjs";
import { inRoot } from "./lib/project.mjs";
import { Failure, main } from "./lib/run.mjs";
import { migrateLocally, startWorker } from "./lib/worker.mjs";
import { setUp } from "./setup.mjs";

const HELP = `npm start -- [options]

  --port <number>       of the Worker and the page (8787, or the variable PORT)
  --mapi-port <number>  of the stand-in for Friendbuy's merchant API (8788, or MAPI_PORT)
  --state <folder>      for the local queue and storage; a new one begins anew (.wrangler/state)
  --verbose             show what wrangler prints`;

const WRITE_KEY = "demo-write-key";

const EVENT = JSON.stringify({
  event: "Order Completed",
  userId: "customer-1",
  properties: { order_id: "order-1", total: 54.82, currency: "USD", email: "joe@example.com" },
});

function options() {
  const { PORT = "8787", MAPI_PORT = "8788" } = process.env;
  const options = /** @type {const} */ ({
    port: { type: "string", default: PORT },
    "mapi-port": { type: "string", default: MAPI_PORT },
    state: { type: "string" },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  return parseOptions({ options }, HELP).values;
}

/** Resolves at Ctrl-C and its relatives. */
const interrupted = () =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, resolve);
  });

/** @param {number} port @param {number} mapiPort @param {{ state?: string, verbose: boolean }} options */
async function serve(port, mapiPort, { state, verbose }) {
  const { DEMO_CREDENTIALS, startSandbox } = await import(inRoot("tests/sandbox/server.js"));
  const sandbox = await startSandbox({ port: mapiPort, log: console.log });
  const worker = startWorker({
    port,
    verbose,
    ...(state === undefined ? {} : { state }),
    variables: {
      FRIENDBUY_MAPI_KEY: DEMO_CREDENTIALS.key,
      FRIENDBUY_MAPI_SECRET: DEMO_CREDENTIALS.secret,
      WRITE_KEYS: WRITE_KEY,
      WEBHOOK_SECRET: "demo-webhook-secret",
      ADMIN_TOKEN: "demo-admin-token",
      MAPI_BASE_URL: sandbox.url,
    },
  });
  process.once("exit", worker.kill);
  const stop = interrupted();
  try {
    const ready = await Promise.race([worker.ready(), stop]);
    if (!(ready instanceof Response)) return;
    if (!ready.ok) console.error(`\nThe Worker is not ready: ${await ready.text()}`);
    console.log(`
  Page        ${worker.url}/
  Stand-in    ${sandbox.url}   (for Friendbuy's merchant API)

  Send an event:

    curl -u ${WRITE_KEY}: ${worker.url}/v1/track -H 'content-type: application/json' -d '${EVENT}'

  The calls to Friendbuy appear below. Ctrl-C ends it all.
`);
    const failed = await Promise.race([worker.ended, stop]);
    if (failed instanceof Failure) throw failed;
  } finally {
    await worker.stop();
    await sandbox.close();
  }
}

await main(async () => {
  const { port, "mapi-port": mapiPort, help, ...others } = options();
  if (help) return console.log(HELP);
  const [workerPort = 0, standInPort = 0] = await freePorts({ port, "mapi-port": mapiPort });
  await setUp();
  await build();
  await migrateLocally(others.state);
  await serve(workerPort, standInPort, others);
  process.exit(); // idle connections to the Worker must not hold the prompt back
});
