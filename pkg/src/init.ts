// For who brings the wasm along: compiled once and handed to several threads, or out of a cache of one's own.

import initialize from "../wasm/friendbuy_edge.js";

/** The package's `friendbuy_edge.wasm`: compiled, as bytes, or as it is fetched. */
export type Wasm = WebAssembly.Module | BufferSource | Response;

/**
 * Starts the core. Nothing else of this entry may be used before.
 *
 * ```js
 * import { Destination, init } from "friendbuy-edge/init";
 *
 * await init(fetch("/friendbuy_edge.wasm"));
 * ```
 */
export async function init(wasm: Wasm | Promise<Wasm>): Promise<void> {
  await initialize({ module_or_path: wasm });
}

export * from "./index.js";
