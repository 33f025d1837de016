import { once } from "node:events";
import { createServer, STATUS_CODES } from "node:http";
import { failure } from "./envelope.js";
import { formatCall } from "./format.js";
import { withDefaults } from "./options.js";
import { Service } from "./service.js";

export { DEMO_CREDENTIALS } from "./options.js";

/**
 * @import { Server } from "node:http"
 * @import { AddressInfo } from "node:net"
 * @import { Duplex } from "node:stream"
 *
 * The types a user of the sandbox needs, in one place.
 *
 * @typedef {import("./options.js").SandboxOptions} SandboxOptions
 * @typedef {import("./api.js").Credentials} Credentials
 * @typedef {import("./calls.js").Call} Call
 * @typedef {import("./calls.js").Filter} Filter
 * @typedef {import("./faults.js").Fault} Fault
 * @typedef {import("./faults.js").PlacedFault} PlacedFault
 *
 * @typedef {object} Sandbox
 * @property {string} url `http://127.0.0.1:<port>`, without a final slash
 * @property {number} port
 * @property {readonly Credentials[]} credentials
 * @property {(filter?: Filter) => Call[]} calls received so far, oldest first
 * @property {(count: number, filter?: Filter, timeoutMs?: number) => Promise<Call[]>} waitForCalls
 *   resolves when so many match; rejects, listing what came, after 5 seconds or `timeoutMs`
 * @property {() => void} clear forgets the calls
 * @property {(fault: Fault) => PlacedFault} fault places one
 * @property {() => void} clearFaults
 * @property {(merchant?: string) => number} revokeTokens answers how many were live
 * @property {() => void} reset forgets calls, faults and customers; revokes all tokens
 * @property {() => Promise<void>} close ends every connection, then the server
 */

const HOST = "127.0.0.1";

/** Longer than senders keep idle connections, so that none is closed while being used again. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts a stand-in for Friendbuy's Merchant API on the loopback interface.
 *
 * @param {SandboxOptions} [options]
 * @returns {Promise<Sandbox>}
 * @throws {TypeError} naming every option that is wrong
 * @throws {Error} when the port is taken; `code` is then `EADDRINUSE`
 */
export async function startSandbox(options = {}) {
  const settings = withDefaults(options);
  const service = new Service(settings);
  const { calls, faults, tokens } = service;
  const server = createServer((message, response) => void service.serve(message, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on("clientError", refuseGarbage);
  const port = await listen(server, settings.port);

  /** @type {Promise<void> | undefined} */
  let closed;
  return {
    url: `http://${HOST}:${port}`,
    port,
    credentials: settings.credentials,
    calls: (filter) => calls.list(filter),
    waitForCalls: async (count, filter = {}, timeoutMs = 5000) => {
      const found = await calls.wait(count, filter, timeoutMs, service.closing);
      if (found.length >= count) return found;
      throw new Error(tooFew(count, found.length, filter, calls.list()));
    },
    clear: () => calls.clear(),
    fault: (fault) => faults.add(fault),
    clearFaults: () => void faults.remove(),
    revokeTokens: (merchant) => tokens.revoke(merchant),
    reset: () => service.reset(),
    close: () => {
      service.close();
      closed ??= close(server);
      return closed;
    },
  };
}

/**
 * @param {Server} server
 * @param {number} port
 * @returns {Promise<number>} the port it got
 */
async function listen(server, port) {
  try {
    server.listen(port, HOST);
    await once(server, "listening");
    return /** @type {AddressInfo} */ (server.address()).port;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    /** @type {Record<string, string>} */
    const reasons = { EADDRINUSE: "is taken", EACCES: "needs more rights than this user has" };
    const reason = reasons[code ?? ""];
    if (reason === undefined) throw error;
    const message = `port ${port} of ${HOST} ${reason}; choose another, or 0 for any free one`;
    throw Object.assign(new Error(message, { cause: error }), { code });
  }
}

/**
 * @param {Server} server
 * @returns {Promise<void>}
 */
function close(server) {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Answers bytes that are no HTTP request.
 *
 * @param {NodeJS.ErrnoException} error
 * @param {Duplex} socket
 */
function refuseGarbage(error, socket) {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const body = JSON.stringify(failure(status, "not a well-formed HTTP request").answer);
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

/**
 * @param {number} wanted
 * @param {number} found
 * @param {Filter} filter
 * @param {Call[]} all
 */
function tooFew(wanted, found, filter, all) {
  const seen = all.slice(-20).map((call) => `\n  ${formatCall(call)}`);
  const last = all.length > seen.length ? ` (the last ${seen.length})` : "";
  return (
    `waited for ${wanted} calls matching ${JSON.stringify(filter)}, found ${found}; ` +
    `received ${all.length} in all${last}:${seen.join("")}`
  );
}
