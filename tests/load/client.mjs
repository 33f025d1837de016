// Sends the same request over and over, on a few connections at once.

import { once } from "node:events";
import { Agent, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { basic, WRITE_KEY } from "../worker/harness.mjs";

export const CONNECTIONS = 8;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** @param {string} url @param {string} body */
async function send(url, body) {
  const sent = request(url, {
    agent,
    method: "POST",
    headers: {
      authorization: basic(WRITE_KEY),
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    },
  });
  sent.end(body);
  const [response] = await once(sent, "response");
  const answer = (await buffer(response)).toString();
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${answer}`);
}

/**
 * Sends requests for a while.
 *
 * @param {string} url
 * @param {() => string} body
 * @param {number} millis
 * @returns {Promise<{ requests: number, millis: number }>} what it came to
 */
export async function sendFor(url, body, millis) {
  const begun = performance.now();
  let requests = 0;
  const connection = async () => {
    while (performance.now() - begun < millis) {
      await send(url, body());
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { requests, millis: performance.now() - begun };
}
