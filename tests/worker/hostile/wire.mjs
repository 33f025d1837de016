// HTTP byte by byte: what a well-behaved client would never send.

import { connect } from "node:net";

const PATIENCE_MS = 20_000;

/**
 * Sends bytes on a connection of their own and reads the first answer.
 *
 * @param {string} url
 * @param {Buffer} bytes
 * @param {boolean} [half] close the sending side when all is sent, as who breaks off does
 * @returns {Promise<{ status: number, headers: Record<string, string>, body: string }>} status 0 when the connection
 *   is closed without an answer
 */
export function exchange(url, bytes, half = false) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    /** @type {Buffer[]} */
    const received = [];
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(readAnswer(Buffer.concat(received)));
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end of the answer: ${Buffer.concat(received).toString("latin1")}`));
    }, PATIENCE_MS);
    socket.on("data", (chunk) => {
      received.push(chunk);
      if (isWhole(Buffer.concat(received))) done();
    });
    socket.on("end", done);
    // Who answers before the body has come may close the connection while it comes.
    socket.on("error", done);
    socket.on("connect", () => (half ? socket.end(bytes) : socket.write(bytes)));
  });
}

/**
 * A request as bytes. Nothing is added that is not asked for, but `Host` and the length.
 *
 * @param {object} request
 * @param {string} request.method
 * @param {string} request.path
 * @param {[string, string][]} request.headers
 * @param {Buffer} request.body
 */
export function requestBytes({ method, path, headers, body }) {
  const names = headers.map(([name]) => name.toLowerCase());
  const own = [];
  if (!names.includes("host")) own.push("Host: edge.example");
  if (!names.includes("content-length") && !names.includes("transfer-encoding")) {
    own.push(`Content-Length: ${body.length}`);
  }
  const lines = [...own, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = [`${method} ${path} HTTP/1.1`, ...lines, "Connection: close", "", ""].join("\r\n");
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

/** A body in chunks. @param {Buffer} body @param {number} size */
export function chunked(body, size) {
  const parts = [];
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]);
}

/** @param {Buffer} bytes */
function split(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  const head = bytes.subarray(0, end === -1 ? bytes.length : end).toString("latin1");
  const [first = "", ...lines] = head.split("\r\n");
  /** @type {Record<string, string>} */
  const headers = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { first, headers, rest: end === -1 ? undefined : bytes.subarray(end + 4) };
}

/** Whether an answer with a length has all of it. @param {Buffer} bytes */
function isWhole(bytes) {
  const { headers, rest } = split(bytes);
  const length = headers["content-length"];
  return rest !== undefined && length !== undefined && rest.length >= Number(length);
}

/** @param {Buffer} bytes */
function readAnswer(bytes) {
  const { first, headers, rest = Buffer.alloc(0) } = split(bytes);
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  const body = headers["transfer-encoding"] === "chunked" ? joinChunks(rest) : rest;
  return { status, headers, body: body.toString("utf8") };
}

/** @param {Buffer} bytes */
function joinChunks(bytes) {
  const parts = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf("\r\n", at);
    const length = Number.parseInt(bytes.subarray(at, end).toString("latin1"), 16);
    if (end === -1 || !(length > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = end + 4 + length;
  }
}
