import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "./api.js";
import { Calls, describe } from "./calls.js";
import { control, isControlPath } from "./control.js";
import { failure } from "./envelope.js";
import { Faults } from "./faults.js";
import { formatCall } from "./format.js";
import { readRequest, send } from "./http.js";
import { replyUnder } from "./reply.js";
import { Tokens } from "./tokens.js";

/**
 * @import { IncomingMessage, ServerResponse } from "node:http"
 * @import { Incoming } from "./http.js"
 * @import { SandboxOptions } from "./options.js"
 */

/** All that a sandbox knows, and what it does with one request. */
export class Service {
  calls;
  faults = new Faults();
  tokens;
  #api;
  #options;
  #closing = new AbortController();

  /** @param {Required<SandboxOptions>} options */
  constructor(options) {
    this.#options = options;
    this.calls = new Calls(options.keepCalls);
    this.tokens = new Tokens(options);
    this.#api = new Api({ ...options, tokens: this.tokens });
  }

  /** Aborted when the sandbox closes. */
  get closing() {
    return this.#closing.signal;
  }

  close() {
    this.#closing.abort();
  }

  /** Forgets calls, faults and customers; revokes all tokens. */
  reset() {
    this.calls.clear();
    this.faults.remove();
    this.tokens.revoke();
    this.#api.forgetPeople();
  }

  /**
   * Answers one request. Never rejects.
   *
   * @param {IncomingMessage} message
   * @param {ServerResponse} response
   */
  async serve(message, response) {
    try {
      const request = await readRequest(message, this.#options.maxBodyBytes);
      if (!isControlPath(request.path)) await this.#serveApi(request, response);
      else send(response, { ...(await control(request, this)), pretty: true });
    } catch (error) {
      // A sender that hung up half-way and a sandbox that is closing are no trouble.
      if (!message.complete || this.closing.aborted) return;
      const line = `trouble with ${message.method} ${message.url}: ${error}`;
      tell(() => this.#options.log(line));
      if (response.headersSent) response.destroy();
      else send(response, failure(500, "the sandbox failed; its log says why"));
    }
  }

  /**
   * @param {Incoming} request
   * @param {ServerResponse} response
   */
  async #serveApi(request, response) {
    const { clock, credentials, log, onCall } = this.#options;
    const fault = this.faults.strike(request);
    if (fault?.revokeTokens) this.tokens.revoke();
    const about = {
      at: clock(),
      merchant: this.#api.merchantOf(request),
      fault: fault?.id ?? null,
    };
    const reply = replyUnder(fault, () => this.#api.handle(request), about.at);
    // Recorded before it is answered: whoever has the answer finds the call.
    const call = this.calls.add(describe(request, reply, about));
    const merchant = credentials.length > 1;
    tell(() => log(formatCall(call, { merchant })));
    tell(() => onCall(call));
    if (fault?.delayMs) await sleep(fault.delayMs, undefined, { signal: this.closing });
    if (reply.status === null || !reply.answered) response.destroy();
    else send(response, { ...reply, status: reply.status });
  }
}

/**
 * A listener's mistake must not change what the sender sees.
 * @param {() => void} listener
 */
function tell(listener) {
  try {
    listener();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
