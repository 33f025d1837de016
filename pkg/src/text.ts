import type { Diagnostic } from "./result.js";

type Source = NonNullable<Diagnostic["source"]>;

/** Why a value is not taken for JSON. */
export class NotJson {
  readonly diagnostics: readonly Diagnostic[];

  constructor(source: Source, problem: Partial<Diagnostic> & Pick<Diagnostic, "message">) {
    this.diagnostics = [
      { severity: "error", code: "json-syntax", source, pointer: "", ...problem },
    ];
  }
}

/**
 * The JSON text of a value, as `JSON.stringify` has it, with each BigInt as the integer it is.
 *
 * Throws {@link NotJson} for what has no JSON text or none worth having, and whatever the value's own getters and `toJSON`
 * throw.
 *
 * @param what The value, for people.
 */
export function jsonText(value: unknown, source: Source, what = `the ${source}`): string {
  const mistake = mistakeOf(value);
  if (mistake !== undefined) {
    const { is, help } = mistake;
    throw new NotJson(source, { message: `${what} is ${is}`, help });
  }
  const text = stringify(value, source, what);
  if (text === undefined)
    throw new NotJson(source, { message: `${what} is \`${typeof value}\`, which is not JSON` });
  return text;
}

/** Objects whose JSON has nothing to do with what is in them: somebody took one for another. */
function mistakeOf(value: unknown): { is: string; help: string } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("then" in value && typeof value.then === "function")
    return { is: "a promise", help: "wait for it, with `await`" };
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    return { is: "bytes", help: "make text of them, with `new TextDecoder().decode(bytes)`" };
  if (value instanceof Map)
    return { is: "a Map", help: "make an object of it, with `Object.fromEntries(map)`" };
  return undefined;
}

function stringify(value: unknown, source: Source, what: string): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError)
      throw new NotJson(source, { message: `${what} is nested too deeply` });
    const pointer = pointerOfCycle(value);
    if (pointer === undefined) return stringifyBigInts(value);
    const message = `${what} contains itself here, so it has no JSON text`;
    throw new NotJson(source, { pointer, message });
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
