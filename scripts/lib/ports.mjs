import { once } from "node:events";
import { createServer } from "node:net";
import { Failure } from "./run.mjs";

/** @param {number} port */
const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** @returns {Promise<number>} a port nobody listens on */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/**
 * The ports asked for, or a message that says which one can't be had.
 *
 * @param {Record<string, string>} wanted option → what was given for it
 * @returns {Promise<number[]>}
 */
export async function freePorts(wanted) {
  const ports = Object.entries(wanted).map(([option, text]) => {
    const port = Number(text);
    if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
    throw new Failure(`--${option} needs a port number from 1 to 65535, not ${text}`);
  });
  for (const [index, option] of Object.keys(wanted).entries()) {
    const port = ports[index] ?? 0;
    if (ports.indexOf(port) < index) throw new Failure(`--${option} ${port} is used twice`);
    if (await isFree(port)) continue;
    throw new Failure(
      `Port ${port} is taken by another program. Stop that, or choose another: npm start -- --${option} ${port + 10}`,
    );
  }
  return ports;
}
