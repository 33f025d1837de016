// JSON whose numbers keep their digits: JavaScript rounds those it has no room for. Such a number is a text with a mark in
// front while the page works with it, and is written as the number it was.

/** Nothing that is pasted can have it: it is another one with every visit. */
const MARK = `\u0000${Math.random().toString(36).slice(2)} `;
const LITERAL = JSON.stringify(MARK).slice(1, -1).replaceAll("\\", "\\\\");
const MARKED = new RegExp(`"${LITERAL}([-+.\\deE]+)"`, "g");

/** Numbers that can't be rounded have fewer digits. */
const MAY_BE_ROUNDED = /\d[\d.]{15}|\d[eE][-+]?\d/;

/** Texts and numbers of JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[-+.\deE]*/g;

/** @throws {SyntaxError} as `JSON.parse` does */
export function parseExact(text: string): unknown {
  const rounded: unknown = JSON.parse(text);
  if (!MAY_BE_ROUNDED.test(text)) return rounded;
  const marked = text.replaceAll(TOKENS, (token) =>
    token.startsWith('"') || isExact(token) ? token : JSON.stringify(MARK + token),
  );
  return JSON.parse(marked);
}

/** A JSON text in which marked numbers are numbers again. */
export const unmarked = (json: string): string => json.replaceAll(MARKED, "$1");

/** A number as a value, marked if JavaScript would round it; `undefined` if it is none that JSON knows. */
export function exactNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(trimmed)) return undefined;
  return isExact(trimmed) ? Number(trimmed) : MARK + trimmed;
}

/** A text, number or truth value for people to read and change. */
export function shownExact(value: string | number | boolean): string {
  const text = String(value);
  return text.startsWith(MARK) ? text.slice(MARK.length) : text;
}

/** Whether a number is the same after JavaScript has read and written it. */
const isExact = (number: string) => digitsOf(number) === digitsOf(String(Number(number)));

/** What a number consists of, however it is written: its digits without zeros at the ends, and where the point is. */
function digitsOf(number: string): string {
  const [, sign = "", whole = "", part = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${part}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const point =
    significant === "" ? 0 : Number(exponent) - part.length + digits.length - significant.length;
  return `${significant === "" ? "" : sign}${significant}e${point}`;
}
