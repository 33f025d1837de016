import type { Destination as Core } from "../wasm/friendbuy_edge.js";
import { inputAddress, inputLength, inputMemory } from "../wasm/friendbuy_edge.js";

const encoder = new TextEncoder();

/** A UTF-16 code unit takes at most so many bytes. */
const BYTES_PER_UNIT = 3;

/** Room for the text of an event in wasm's memory, and the generation of the instance whose memory it is. */
let input = new Uint8Array();
let inputGeneration = -1;

/**
 * Maps an event, given as JSON text. It is written to where the core keeps room for it, which is several times as fast as
 * handing over a string.
 */
export function mapByInput(core: Core, generation: number, event: string): string {
  // When the memory grows, views of it become empty.
  if (input.length === 0 || inputGeneration !== generation) {
    // The room is made when it is first asked for, which can make the memory grow.
    const address = inputAddress();
    const { buffer }: WebAssembly.Memory = inputMemory();
    input = new Uint8Array(buffer, address, inputLength());
    inputGeneration = generation;
  }
  if (event.length * BYTES_PER_UNIT > input.length) return core.map(event);
  return core.mapInput(encoder.encodeInto(event, input).written);
}
