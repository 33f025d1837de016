// The core, compiled: what of it is enough for a first result, and the whole. Each is loaded once, whatever number of
// engines is started.

import { first, rest } from "virtual:core";
import { type Bytes, join } from "./parts";

/** What has failed is tried again when somebody asks the next time. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  };
}

async function bytes(address: string): Promise<Bytes> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} for ${address}`);
  return new Uint8Array(await response.arrayBuffer());
}

const firstPart = once(() => bytes(first));

/** Traps where the rest is needed. */
export const beginning = once(async () => WebAssembly.compile(await firstPart()));

const lastPart = once(() => (rest === undefined ? Promise.resolve(undefined) : bytes(rest)));

export const whole = once(async () => {
  const [beginning, end] = await Promise.all([firstPart(), lastPart()]);
  return WebAssembly.compile(end ? join({ first: beginning, rest: end }) : beginning);
});
