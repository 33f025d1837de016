import { parseArgs } from "node:util";
import { PAGE } from "./page.js";
import { DEMO_CREDENTIALS, startSandbox } from "./server.js";

/** @import { SandboxOptions } from "./server.js" */

const DEFAULT_PORT = 4010;

const USAGE = `A local stand-in for Friendbuy's Merchant API.

  --port N              port on 127.0.0.1; 0 takes any free one (default ${DEFAULT_PORT})
  --token-lifetime S    seconds until a token expires (default 1200, as documented)
  --strict-limits       refuse more than 10 additional properties or 128 characters a value
  --erasure VARIANT     answer of DELETE /v1/user-data: reference (200) or guide (204)
  --help
`;

/**
 * Runs the sandbox until it is interrupted.
 *
 * @param {string[]} args
 * @returns {Promise<number>} exit status
 */
export async function run(args) {
  /** @type {SandboxOptions} */
  let options;
  try {
    const asked = readArguments(args);
    if (asked === null) {
      console.log(USAGE);
      return 0;
    }
    options = asked;
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  try {
    await serve(options);
    return 0;
  } catch (error) {
    console.error(messageOf(error));
    return 1;
  }
}

/**
 * Runs the sandbox until it is interrupted, and prints what it is told.
 *
 * @param {SandboxOptions} options
 */
export async function serve(options) {
  const sandbox = await startSandbox({ ...options, log: (line) => console.log(line) });
  const { key, secret } = DEMO_CREDENTIALS;
  console.log(`Friendbuy Merchant API sandbox at ${sandbox.url}

  key      ${key}
  secret   ${secret}
  token    curl ${sandbox.url}/v1/authorization -H 'Content-Type: application/json' \\
             -d '{"key":"${key}","secret":"${secret}"}'
  page     ${sandbox.url}${PAGE}
  calls    curl ${sandbox.url}/__sandbox/calls
  more     curl ${sandbox.url}/__sandbox

Calls appear below. Ctrl-C stops it.
`);
  await new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
    // A reader that went away (`| head`) is a reason to stop, not to crash.
    process.stdout.on("error", resolve);
  });
  await sandbox.close();
}

/**
 * @param {string[]} args
 * @returns {SandboxOptions | null} null when help was asked for
 */
function readArguments(args) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: String(DEFAULT_PORT) },
      "token-lifetime": { type: "string", default: "1200" },
      "strict-limits": { type: "boolean", default: false },
      erasure: { type: "string", default: "reference" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const { erasure } = values;
  if (erasure !== "reference" && erasure !== "guide") {
    throw new Error(`--erasure must be reference or guide, not \`${erasure}\``);
  }
  return {
    port: wholeNumber("--port", values.port, 0, 65_535),
    tokenLifetimeMs: 1000 * wholeNumber("--token-lifetime", values["token-lifetime"], 1, 1e9),
    strictLimits: values["strict-limits"],
    erasure,
  };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {number} min
 * @param {number} max
 */
function wholeNumber(name, text, min, max) {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new Error(`${name} must be a whole number from ${min} to ${max}, not \`${text}\``);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
