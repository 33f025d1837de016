// Events without the people in them. A masked event has the same members, and texts of the same kind and length, so that
// it is mapped, refused and cut as the real one is.

/**
 * Masks the values of events. Texts that the document names stay (its triggers must go on matching), and so do the
 * members that say what an event is. The same value becomes the same mask in all of them.
 */
export function mask(samples: readonly string[], document: string): string[] {
  const known = new Set(textsOf(parsed(document)));
  const masks = new Map<string, string>();
  const masked = (text: string) => {
    const name = masks.get(text) ?? maskOf(text, masks.size + 1);
    masks.set(text, name);
    return name;
  };
  return samples.map((sample) => {
    const event = parsed(sample);
    if (event === undefined) return scrambled(sample);
    const value = walk(event, "", (text, key) =>
      KEPT.has(key) || known.has(text) ? text : masked(text),
    );
    return JSON.stringify(value, null, 2);
  });
}

/** What says of an event what it is, and of a person nothing. */
const KEPT = new Set(["type", "event", "currency", "channel", "library", "version", "timezone"]);

type Change = (text: string, key: string) => string;

function walk(value: unknown, key: string, change: Change): unknown {
  if (typeof value === "string") return change(value, key);
  if (Array.isArray(value)) return value.map((item) => walk(item, key, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, walk(member, name, change)]),
  );
}

/** The texts in a document, and the quoted ones in its triggers. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") {
    return [value, ...[...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text)];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const KINDS: readonly [RegExp, (number: number, text: string) => string][] = [
  [/^[^@\s]+@[^@\s]+\.[^@\s]+$/, (number) => `person-${number}@example.com`],
  [/^\d{4}-\d{2}-\d{2}/, (_, text) => `2001-01-01${text.slice(10).replaceAll(/\d/g, "0")}`],
  [/^https?:\/\//, (number) => `https://example.com/${number}`],
  [/^\d{1,3}(\.\d{1,3}){3}$/, (number) => `192.0.2.${number % 256}`],
  [/^-?\d+(\.\d+)?$/, (_, text) => text.replaceAll(/\d/g, "1")],
];

function maskOf(text: string, number: number): string {
  const kind = KINDS.find(([pattern]) => pattern.test(text));
  return kind ? kind[1](number, text) : scrambled(text);
}

const scrambled = (text: string) => text.replaceAll(/\p{L}/gu, "x").replaceAll(/\p{N}/gu, "0");
