import { once } from "node:events";
import { createServer } from "node:net";
import { startWorker } from "../../../scripts/lib/worker.mjs";

/** @returns {Promise<number>} a port nobody listens on */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

/**
 * The page as it is served to people: by the Worker, or from the address in `PAGE_URL`.
 *
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startSite() {
  if (process.env.PAGE_URL) return { url: process.env.PAGE_URL, stop: async () => {} };
  const worker = startWorker({ port: await freePort(), variables: {} });
  process.once("exit", worker.kill);
  try {
    await worker.ready();
  } catch (error) {
    await worker.stop();
    throw error;
  }
  return { url: `${worker.url}/`, stop: () => worker.stop() };
}
