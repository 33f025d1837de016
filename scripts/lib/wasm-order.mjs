// The order of a wasm file's functions: similar ones stand together, because the file is compressed on its way.

/** @import { WasmFunction } from "./wasm-parts.mjs" */

/** So far back gzip finds what was there before. */
const WINDOW = 32 * 1024;

/** Functions are alike where they share pieces of so many bytes; shorter ones are found everywhere. */
const PIECE = 6;

/** Added to the pieces of each function, so that those that hardly are more than their frame do not come first. */
const HANDICAP = 10;

/**
 * A piece of code: the functions that have it, and how many of them are in the window.
 *
 * @typedef {{ holders: Candidate[], near: number }} Piece
 *
 * A function, its different pieces, and how many of them are in the window.
 *
 * @typedef {{ one: WasmFunction, pieces: Set<Piece>, shared: number }} Candidate
 */

/** @param {readonly WasmFunction[]} functions @returns {Candidate[]} */
function candidates(functions) {
  /** @type {Map<string, Piece>} */
  const known = new Map();
  return functions.map((one) => {
    const code = Buffer.from(one.code).toString("latin1");
    const candidate = { one, pieces: new Set(), shared: 0 };
    for (let at = 0; at + PIECE <= code.length; at += 1) {
      const bytes = code.slice(at, at + PIECE);
      const piece = known.get(bytes) ?? { holders: [], near: 0 };
      known.set(bytes, piece);
      candidate.pieces.add(piece);
    }
    for (const piece of candidate.pieces) piece.holders.push(candidate);
    return candidate;
  });
}

/** @param {Candidate} candidate */
function enter({ pieces }) {
  for (const piece of pieces) {
    if (piece.near === 0) for (const holder of piece.holders) holder.shared += 1;
    piece.near += 1;
  }
}

/** @param {Candidate} candidate */
function leave({ pieces }) {
  for (const piece of pieces) {
    piece.near -= 1;
    if (piece.near === 0) for (const holder of piece.holders) holder.shared -= 1;
  }
}

/** How much of a function was there before, as far as gzip can see. @param {Candidate} candidate */
const likeness = ({ pieces, shared }) => shared / (pieces.size + HANDICAP);

/**
 * Puts behind each function the one of which most is in the window already.
 *
 * @param {readonly WasmFunction[]} functions
 * @returns {WasmFunction[]} the same in their new order
 */
export function similarTogether(functions) {
  const left = new Set(candidates(functions));
  /** @type {WasmFunction[]} */
  const order = [];
  /** @type {Candidate[]} */
  const window = [];
  let bytes = 0;
  while (left.size > 0) {
    const next = [...left].reduce((best, one) => (likeness(one) > likeness(best) ? one : best));
    left.delete(next);
    order.push(next.one);
    enter(next);
    window.push(next);
    bytes += next.one.bytes;
    while (bytes > WINDOW) {
      const oldest = window.shift();
      if (oldest === undefined) break;
      leave(oldest);
      bytes -= oldest.one.bytes;
    }
  }
  return order;
}
