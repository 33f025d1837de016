import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A queue that outlives workerd, whose own local one keeps messages in memory. At least once: what a delivery did not
 * acknowledge, because workerd died under it, is delivered again; now and then a message is delivered twice.
 *
 * @typedef {{ id: string, body: string, attempts: number, at: number }} Message `at`: not before
 *
 * @typedef {object} Answer of the queue handler
 * @property {string} outcome
 * @property {boolean} ackAll
 * @property {{ retry: boolean }} retryBatch
 * @property {string[]} explicitAcks
 * @property {{ msgId: string, delaySeconds?: number }[]} retryMessages
 *
 * @typedef {(queue: string, messages: { id: string, timestamp: Date, attempts: number, body: string }[]) =>
 *   Promise<Answer>} Deliver
 */

// As wrangler.toml has them.
const BATCH = 50;
const MAX_ATTEMPTS = 21;
const DELIVERIES_AT_ONCE = 10;
const EVENTS = "friendbuy-events";
const DEAD = "friendbuy-events-dead";

/** What the Worker has in place of its queue: every write goes to this process. @param {number} port */
export const writer = (port) => `
  import { WorkerEntrypoint } from "cloudflare:workers";
  export default class extends WorkerEntrypoint {
    async sendBatch(messages) {
      const init = { method: "POST", body: JSON.stringify(messages) };
      const response = await fetch("http://127.0.0.1:${port}/", init);
      if (!response.ok) throw new Error("the queue is not well");
    }
  }
`;

export class DurableQueue {
  #queues = { [EVENTS]: new Waiting(), [DEAD]: new Waiting() };
  #server = createServer((request, response) => this.#take(request, response));
  #inFlight = 0;
  #ids = 0;
  #random;
  stopped = false;
  written = 0;
  deliveries = 0;
  /** Deliveries that workerd did not live to answer. */
  broken = 0;
  doubled = 0;
  dead = 0;
  /** When a message was last done, or went on to the dead letters. */
  #movedAt = Date.now();

  /** @param {() => number} random */
  constructor(random) {
    this.#random = random;
  }

  /** @returns {Promise<number>} the port */
  async listen() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve(undefined)));
    return /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
  }

  async close() {
    this.stopped = true;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
  async #take(request, response) {
    /** @type {Buffer[]} */
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // workerd died while it was writing: nothing is stored, and the sender hears no 200
    }
    for (const { body, delaySeconds = 0 } of JSON.parse(Buffer.concat(chunks).toString("utf8"))) {
      this.#put(EVENTS, body, Date.now() + delaySeconds * 1000);
    }
    response.end();
  }

  /** @param {string} queue @param {string} body @param {number} at */
  #put(queue, body, at) {
    this.#ids += 1;
    this.written += 1;
    this.#of(queue).add({ id: `q-${this.#ids}`, body, attempts: 1, at });
  }

  /** @param {string} queue */
  #of(queue) {
    return queue === DEAD ? this.#queues[DEAD] : this.#queues[EVENTS];
  }

  /** How many messages are not done. */
  get open() {
    const waiting = Object.values(this.#queues).map(({ size }) => size);
    return waiting.reduce((all, one) => all + one, this.#inFlight);
  }

  /** For how many seconds no message was done, although there was one to deliver. */
  get stuckFor() {
    const next = Math.min(...Object.values(this.#queues).map(({ next }) => next));
    const since = this.#inFlight > 0 ? this.#movedAt : Math.max(this.#movedAt, next);
    return (Date.now() - since) / 1000;
  }

  /**
   * Delivers until it is closed. A delivery fails when workerd dies under it.
   *
   * @param {Deliver} deliver
   * @param {() => boolean} isUp whether there is somebody to deliver to
   */
  run(deliver, isUp) {
    const loop = async () => {
      while (!this.stopped) {
        if (!isUp()) {
          await sleep(20);
          continue;
        }
        const delivered =
          (await this.#deliver(DEAD, deliver)) || (await this.#deliver(EVENTS, deliver));
        if (!delivered) await sleep(20);
      }
    };
    return Promise.all(Array.from({ length: DELIVERIES_AT_ONCE }, loop));
  }

  /** @param {string} queue @param {Deliver} deliver */
  async #deliver(queue, deliver) {
    const now = Date.now();
    const batch = this.#of(queue).take(BATCH, now);
    if (batch.length === 0) return false;
    for (const { body } of batch) {
      if (this.#random() < 0.005) {
        this.doubled += 1;
        this.#put(queue, body, now + this.#random() * 2000);
      }
    }
    this.#inFlight += batch.length;
    this.deliveries += 1;
    const messages = batch.map(({ id, body, attempts }) => ({
      ...{ id, body, attempts },
      timestamp: new Date(now),
    }));
    const answer = await deliver(queue, messages).catch(() => undefined);
    if (answer === undefined) {
      this.broken += 1;
      await sleep(100);
    }
    for (const message of batch) this.#settle(queue, message, answer);
    this.#inFlight -= batch.length;
    return true;
  }

  /** @param {string} queue @param {Message} message @param {Answer | undefined} answer */
  #settle(queue, message, answer) {
    const retry = answer?.retryMessages.find(({ msgId }) => msgId === message.id);
    const failed = answer === undefined || answer.outcome !== "ok" || answer.retryBatch.retry;
    if (retry || failed) {
      message.attempts += 1;
      message.at = Date.now() + (retry?.delaySeconds ?? 1) * 1000;
      if (queue === DEAD || message.attempts <= MAX_ATTEMPTS) return this.#of(queue).add(message);
      this.dead += 1;
      this.#put(DEAD, message.body, Date.now());
    }
    this.#movedAt = Date.now();
  }
}

/** Messages that wait: those that are due in the order they came, the others by their time. */
class Waiting {
  /** @type {Message[]} */
  #due = [];
  #first = 0;
  /** @type {Message[]} */
  #later = [];

  get size() {
    return this.#due.length - this.#first + this.#later.length;
  }

  /** When there is something to deliver: the past when there is already. */
  get next() {
    return this.#first < this.#due.length ? 0 : (this.#later[0]?.at ?? Number.POSITIVE_INFINITY);
  }

  /** @param {Message} message */
  add(message) {
    if (message.at <= Date.now()) {
      this.#due.push(message);
      return;
    }
    let [from, to] = [0, this.#later.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#later[middle]?.at ?? 0) <= message.at) from = middle + 1;
      else to = middle;
    }
    this.#later.splice(from, 0, message);
  }

  /** @param {number} most @param {number} now */
  take(most, now) {
    const count = this.#later.findIndex(({ at }) => at > now);
    this.#due.push(...this.#later.splice(0, count < 0 ? this.#later.length : count));
    const taken = this.#due.slice(this.#first, this.#first + most);
    this.#first += taken.length;
    if (this.#first > 10_000 || this.#first === this.#due.length) {
      this.#due.splice(0, this.#first);
      this.#first = 0;
    }
    return taken;
  }
}
