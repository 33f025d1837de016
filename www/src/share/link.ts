// The work as the fragment of a link: compressed, stamped with its version. A fragment never leaves the browser. What
// arrives in one was written by a stranger: it is bounded, checked, and can at most be refused.

/** What a link carries. */
export interface Shared {
  /** The destination document, as text. */
  document: string;
  /** The sample events, as texts. */
  samples: string[];
  /** The numbers of what was looked at. */
  mapping: number;
  sample: number;
}

/** Why a link can't be opened, for people. */
export class LinkError extends Error {}

const VERSION = "1";
const PREFIX = "#share=";

/** Browsers and chats cut longer ones. */
export const LONGEST_LINK = 32_000;
/** What a link may unpack to: far above what fits into one, far below what would stop a page. */
const MAX_BYTES = 8_000_000;
const MAX_SAMPLES = 10_000;

/** The fragment for some work. */
export async function toFragment(shared: Shared): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(shared));
  const packed = await collect(through(text, new CompressionStream("deflate-raw")));
  return `${PREFIX}${VERSION}.${base64Url(packed)}`;
}

/** Whether a fragment wants to be opened as shared work. */
export const isShared = (fragment: string) => fragment.startsWith(PREFIX);

/**
 * The work in a fragment.
 *
 * @throws {LinkError} (as a rejection) with what is wrong with it.
 */
export async function fromFragment(fragment: string): Promise<Shared> {
  const [version, packed] = fragment.slice(PREFIX.length).split(".", 2);
  if (version !== VERSION) {
    throw new LinkError("The link was made by another version of this page.");
  }
  const text = await unpack(packed ?? "");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged();
  }
  return checked(value);
}

const damaged = () => new LinkError("The link is damaged: a part of it is missing or changed.");

async function unpack(packed: string): Promise<string> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await collect(
      through(fromBase64Url(packed), new DecompressionStream("deflate-raw")),
      MAX_BYTES,
    );
  } catch (error) {
    throw error instanceof LinkError ? error : damaged();
  }
  return new TextDecoder().decode(bytes);
}

function checked(value: unknown): Shared {
  if (typeof value !== "object" || value === null) throw damaged();
  const { document, samples, mapping, sample }: Record<keyof Shared, unknown> = {
    document: undefined,
    samples: undefined,
    mapping: undefined,
    sample: undefined,
    ...value,
  };
  const areTexts = Array.isArray(samples) && samples.every((text) => typeof text === "string");
  if (typeof document !== "string" || !areTexts || samples.length > MAX_SAMPLES) throw damaged();
  const number = (from: unknown) =>
    typeof from === "number" && Number.isSafeInteger(from) && from >= 0 ? from : 0;
  return { document, samples, mapping: number(mapping), sample: number(sample) };
}

const through = (bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream) =>
  new Blob([bytes]).stream().pipeThrough(stream);

async function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>, limit = Infinity) {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > limit) {
      await reader.cancel();
      throw new LinkError("The link holds more than this page takes.");
    }
    pieces.push(next.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

/** Piece by piece: a call takes a limited number of arguments. */
function base64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const fromBase64Url = (text: string) =>
  Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    (character) => character.codePointAt(0) ?? 0,
  );
