// JSON Pointers (RFC 6901), and how they are shown to people.

export const keysOf = (pointer: string) =>
  pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));

export const pointerOf = (keys: readonly (string | number)[]) => keys.map(segment).join("");

/** The end of a pointer that leads on to a key. */
export const segment = (key: string | number) =>
  `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** Whether one place is the other, or inside of it. */
export const isWithin = (pointer: string, outer: string) =>
  pointer === outer || pointer.startsWith(`${outer}/`);

export const overlap = (a: string, b: string) => isWithin(a, b) || isWithin(b, a);

/** As a path: `properties.products[0].sku`. */
export function pathText(pointer: string): string {
  const parts = keysOf(pointer).map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`));
  return parts.join("").replace(/^\./, "") || "the whole event";
}
