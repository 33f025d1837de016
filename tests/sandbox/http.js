/**
 * @import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
 *
 * @typedef {object} Body
 * @property {string} [text] absent when the body was too large or not UTF-8
 * @property {unknown} [json] absent when there is a problem
 * @property {{ status: number, message: string }} [problem] why it is not JSON
 *
 * @typedef {object} Incoming
 * @property {string} method
 * @property {string} path as sent, not decoded
 * @property {URLSearchParams} query
 * @property {IncomingHttpHeaders} headers
 * @property {Body} body
 *
 * @typedef {object} Answer
 * @property {number} status
 * @property {unknown} [answer] text is sent as it is, undefined as no body, the rest as JSON
 * @property {Record<string, string>} [headers]
 * @property {boolean} [cut] announce the whole body, send half, then close
 * @property {boolean} [pretty] JSON for people
 */

/** UNKNOWN: the service's limit on nesting. This one keeps JSON printable. */
const MAX_DEPTH = 100;
/** Oversize bodies are read to the end, so that the sender gets the answer, but not beyond this. */
const DISCARDED_AT_MOST = 64 * 1024 * 1024;

/**
 * @param {IncomingMessage} message
 * @param {number} maxBodyBytes
 * @returns {Promise<Incoming>}
 */
export async function readRequest(message, maxBodyBytes) {
  const target = message.url ?? "/";
  const at = target.indexOf("?");
  return {
    method: message.method ?? "GET",
    path: at < 0 ? target : target.slice(0, at),
    query: new URLSearchParams(at < 0 ? "" : target.slice(at + 1)),
    headers: message.headers,
    body: await readBody(message, maxBodyBytes),
  };
}

/**
 * @param {IncomingMessage} message
 * @param {number} maxBytes
 * @returns {Promise<Body>}
 */
async function readBody(message, maxBytes) {
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (size > DISCARDED_AT_MOST) break;
  }
  if (size > maxBytes) {
    // UNKNOWN: the service's limit and its status. 413 is HTTP's.
    return { problem: { status: 413, message: `the body is larger than ${maxBytes} bytes` } };
  }
  try {
    return parseBody(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    return { problem: { status: 400, message: "the body is not UTF-8 text" } };
  }
}

/**
 * @param {string} text
 * @returns {Body}
 */
function parseBody(text) {
  if (text.trim() === "") return { text, problem: { status: 400, message: "the body is empty" } };
  try {
    const json = JSON.parse(text);
    if (!isDeeperThan(json, MAX_DEPTH)) return { text, json };
    const message = `the body is nested deeper than ${MAX_DEPTH} levels`;
    return { text, problem: { status: 400, message } };
  } catch (error) {
    // The engine's message quotes the body, which may hold a secret: only the place is taken.
    const position = /position (\d+)/.exec(String(error))?.[1];
    const place = position === undefined ? "" : ` (at character ${position})`;
    return { text, problem: { status: 400, message: `the body is not valid JSON${place}` } };
  }
}

/**
 * @param {unknown} value
 * @param {number} levels
 * @returns {boolean}
 */
function isDeeperThan(value, levels) {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

/**
 * @param {ServerResponse} response
 * @param {Answer} answer
 */
export function send(response, { status, answer, headers = {}, cut = false, pretty = false }) {
  const isText = typeof answer === "string";
  const json = pretty ? `${JSON.stringify(answer, null, 2)}\n` : JSON.stringify(answer);
  const bytes = Buffer.from(isText ? answer : answer === undefined ? "" : json);
  if (bytes.length > 0) {
    response.setHeader("content-type", isText ? "text/plain; charset=utf-8" : "application/json");
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204 && status !== 304) response.setHeader("content-length", bytes.length);
  response.writeHead(status);
  if (!cut || bytes.length < 2) response.end(bytes);
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}
