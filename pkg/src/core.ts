// What every call into the core goes through.

import { __wbg_reset_state as startAfresh } from "../wasm/friendbuy_edge.js";

let generation = 0;
let isBroken = false;

/**
 * Runs a call into wasm. It is told the generation of the instance: what an earlier one made is gone.
 *
 * A call that ends half-way, because memory or the stack ran out, leaves the memory of its instance in any state. The next
 * call gets a new instance. It is made then and not at once: where the stack ran out, there is no room for it.
 */
export function call<T>(run: (generation: number) => T): T {
  if (isBroken) {
    startAfresh();
    generation += 1;
    isBroken = false;
  }
  try {
    return run(generation);
  } catch (error) {
    if (error instanceof RangeError) {
      isBroken = true;
    } else if (error instanceof WebAssembly.RuntimeError) {
      isBroken = true;
      const message = `the mapping core stopped half-way, out of memory perhaps (${error.message})`;
      throw new Error(`${message}; the next call starts afresh`, { cause: error });
    }
    throw error;
  }
}
