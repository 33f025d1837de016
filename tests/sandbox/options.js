import { check } from "./check.js";

/**
 * @import { Credentials, ErasureVariant } from "./api.js"
 * @import { Call } from "./calls.js"
 * @import { Fields } from "./fields.js"
 *
 * @typedef {object} SandboxOptions
 * @property {number} [port] 0, the default, takes any free one
 * @property {readonly Credentials[]} [credentials] default: the demo pair
 * @property {number} [tokenLifetimeMs] default 20 minutes, as documented
 * @property {boolean} [newTokenEndsOld] a merchant's new token ends the earlier ones; default false
 * @property {ErasureVariant} [erasure] answer of DELETE /v1/user-data: "reference" (200, `jobId`),
 *   the default, or "guide" (204)
 * @property {boolean} [strictLimits] refuse more than 10 additional properties, or values above 128
 *   characters; default false
 * @property {number} [maxBodyBytes] default 1 MiB
 * @property {number} [keepCalls] how many calls are remembered; default 100,000
 * @property {() => number} [clock] milliseconds since 1970, for tokens and times
 * @property {(call: Call) => void} [onCall] told of each call before it is answered
 * @property {(line: string) => void} [log] given a readable line for each call, and for trouble
 */

/**
 * The pair that works unless others are given. It opens nothing but a sandbox.
 * @type {Readonly<Required<Credentials>>}
 */
export const DEMO_CREDENTIALS = Object.freeze({
  key: "00000000-0000-4000-8000-000000000001",
  secret: "sandbox-secret",
  merchant: "demo",
});

/** @type {Required<SandboxOptions>} */
const DEFAULTS = {
  port: 0,
  credentials: [DEMO_CREDENTIALS],
  tokenLifetimeMs: 20 * 60_000,
  newTokenEndsOld: false,
  erasure: "reference",
  strictLimits: false,
  maxBodyBytes: 1024 * 1024,
  keepCalls: 100_000,
  clock: Date.now,
  onCall: () => {},
  log: () => {},
};

/** @type {Fields} */
const OPTIONS = {
  port: { type: "integer", min: 0, max: 65_535 },
  credentials: {
    type: "list",
    items: {
      type: "object",
      fields: {
        key: { type: "uuid", required: true },
        secret: { type: "text", required: true },
        merchant: { type: "text" },
      },
    },
  },
  tokenLifetimeMs: { type: "integer", min: 1 },
  newTokenEndsOld: { type: "boolean" },
  erasure: { type: "text", oneOf: ["reference", "guide"] },
  strictLimits: { type: "boolean" },
  maxBodyBytes: { type: "integer", min: 1 },
  keepCalls: { type: "integer", min: 1 },
  clock: { type: "function" },
  onCall: { type: "function" },
  log: { type: "function" },
};

/**
 * @param {SandboxOptions} options
 * @returns {Required<SandboxOptions>}
 * @throws {TypeError} naming every option that is wrong
 */
export function withDefaults(options) {
  const problems = check(options, OPTIONS, { closed: true });
  if (problems.length === 0) problems.push(...credentialProblems(options.credentials));
  if (problems.length > 0) throw new TypeError(`startSandbox: ${problems.join("; ")}`);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

/** @param {readonly Credentials[] | undefined} credentials */
function credentialProblems(credentials = DEFAULTS.credentials) {
  if (credentials.length === 0) return ["`credentials` must not be empty"];
  const keys = new Set(credentials.map(({ key }) => key));
  return keys.size < credentials.length ? ["`credentials` has the same key twice"] : [];
}
