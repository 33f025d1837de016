import type { Difference, JsonValue } from "../index.js";

const isObject = (value: unknown): value is { [key: string]: JsonValue } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

/** Where two JSON values differ: members of objects and elements of equally long lists one by one, all else as a whole. */
export function* differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  pointer = "",
): Generator<Difference> {
  const isBoth = (test: (value: unknown) => boolean) => test(before) && test(after);
  const sameList = isBoth(Array.isArray) && lengthOf(before) === lengthOf(after);
  if (isBoth(isObject) || sameList) {
    const [old, now] = [before, after] as { [key: string]: JsonValue }[];
    for (const key of new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]))
      yield* differences(own(old, key), own(now, key), `${pointer}/${escaped(key)}`);
  } else if (JSON.stringify(before) !== JSON.stringify(after)) {
    yield {
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    };
  }
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : -1);

const own = (
  value: { [key: string]: JsonValue } | undefined,
  key: string,
): JsonValue | undefined =>
  value !== undefined && Object.hasOwn(value, key) ? value[key] : undefined;
