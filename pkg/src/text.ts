import type { Diagnostic } from "./result.js";

type Source = NonNullable<Diagnostic["source"]>;

/** Why a value has no JSON text. */
export class NotJson {
  readonly diagnostics: readonly Diagnostic[];

  constructor(source: Source, pointer: string, message: string) {
    this.diagnostics = [{ severity: "error", code: "json-syntax", source, pointer, message }];
  }
}

/**
 * The JSON text of a value, as `JSON.stringify` has it, with each BigInt as the integer it is.
 *
 * Throws {@link NotJson} for what has no JSON text, and whatever the value's own getters and `toJSON` throw.
 */
export function jsonText(value: unknown, source: Source): string {
  const text = stringify(value, source);
  if (text === undefined)
    throw new NotJson(source, "", `the ${source} is \`${typeof value}\`, which is not JSON`);
  return text;
}

function stringify(value: unknown, source: Source): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError)
      throw new NotJson(source, "", `the ${source} is nested too deeply`);
    const pointer = pointerOfCycle(value);
    if (pointer !== undefined) {
      throw new NotJson(
        source,
        pointer,
        `the ${source} contains itself here, so it has no JSON text`,
      );
    }
    return stringifyBigInts(value);
  }
}

/** A BigInt has no JSON form of its own: it goes through as marked text, and loses the quotes afterwards. */
function stringifyBigInts(value: unknown): string | undefined {
  const mark = `bigint ${Math.random()} `;
  const text = JSON.stringify(value, (_key, member) =>
    typeof member === "bigint" ? `${mark}${member}` : member,
  );
  return text?.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, "g"), "$1");
}

/** Where a value first contains one of the values around it. */
function pointerOfCycle(value: unknown, around: readonly object[] = []): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (around.includes(value)) return "";
  for (const [key, member] of Object.entries(value)) {
    const below = pointerOfCycle(member, [...around, value]);
    if (below !== undefined) return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}${below}`;
  }
  return undefined;
}
