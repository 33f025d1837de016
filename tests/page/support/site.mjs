import { freePort } from "../../../scripts/lib/ports.mjs";
import { startWorker } from "../../../scripts/lib/worker.mjs";

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
