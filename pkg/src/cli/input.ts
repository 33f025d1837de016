import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { eventsOf } from "./envelope.js";
import { EXIT, messageOf, Stop } from "./exit.js";
import { type FoundRecord, Records } from "./records.js";

/** Where events come from. */
export interface Source {
  /** As people know it. */
  name: string;
  /** How large it is, if that is known. */
  bytes: number | undefined;
  /** Its records, as many at a time as there are in a piece of the file. */
  records(onBytes?: (bytes: number) => void): AsyncGenerator<FoundRecord[]>;
}

/**
 * The files of a command line, or standard input for `-` and for none.
 *
 * @throws {Stop} for a file that is not there, before anything is read.
 */
export async function sources(paths: readonly string[]): Promise<Source[]> {
  if (paths.length === 0 && process.stdin.isTTY)
    throw new Stop(EXIT.usage, "name a file of events, or pipe events in: … | friendbuy-edge …");
  const names = paths.length === 0 ? ["-"] : paths;
  return Promise.all(names.map((name) => (name === "-" ? standardInput() : file(name))));
}

export const STANDARD_INPUT = "standard input";

function standardInput(): Source {
  const name = STANDARD_INPUT;
  const records = (onBytes = (_bytes: number) => {}) => read(process.stdin, name, onBytes);
  return { name, bytes: undefined, records };
}

async function file(name: string): Promise<Source> {
  const found = await stat(name).catch((error) => {
    throw unreadable(name, error);
  });
  if (found.isDirectory()) throw new Stop(EXIT.input, `${name} is a folder; name the files in it`);
  return {
    name,
    bytes: found.isFile() ? found.size : undefined,
    records: (onBytes = () => {}) => read(createReadStream(name), name, onBytes),
  };
}

async function* read(
  bytes: AsyncIterable<Buffer>,
  name: string,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FoundRecord[]> {
  const records = new Records();
  try {
    for await (const piece of unpacked(bytes, onBytes)) yield records.push(piece).flatMap(eventsOf);
  } catch (error) {
    throw error instanceof Stop ? error : unreadable(name, error);
  }
  yield records.end().flatMap(eventsOf);
}

/** The bytes themselves, or what they hold if they are gzip, as Segment's archives are. */
async function* unpacked(
  bytes: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) return;
  async function* all(): AsyncGenerator<Buffer> {
    for (let piece = first; !piece.done; piece = await pieces.next()) {
      onBytes(piece.value.length);
      yield piece.value;
    }
  }
  refuseUtf16(first.value);
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!isGzip) return yield* all();
  const { pipeline } = await import("node:stream");
  // What goes wrong in either of the two reaches the reader through the second.
  yield* pipeline(all(), createGunzip(), () => {});
}

/** Refuses what some editors and PowerShell write: two bytes for every character. */
export function refuseUtf16(bytes: Uint8Array): void {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || (isOpening(first) && second === 0) || (first === 0 && isOpening(second)))
    throw new Error("it is UTF-16 text; write it as UTF-8");
}

const isOpening = (byte: number | undefined): boolean => byte === 0x7b || byte === 0x5b;

/** Why a file can't be read, in words. */
export function unreadable(name: string, error: unknown): Stop {
  const { code } = error as NodeJS.ErrnoException;
  const known: { [code: string]: string } = {
    ENOENT: "there is no such file",
    EACCES: "this user may not read it",
    EISDIR: "it is a folder",
    ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text",
    Z_DATA_ERROR: "it begins like gzip and is damaged",
    Z_BUF_ERROR: "it is gzip and was cut off",
  };
  return new Stop(EXIT.input, `can't read ${name}: ${known[code ?? ""] ?? messageOf(error)}`);
}
