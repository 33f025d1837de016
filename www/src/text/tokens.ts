// JSON text, laid out and cut into what has a colour of its own. Every value stays as it was written.

import { segment } from "./pointer";

export type TokenKind = "name" | "string" | "number" | "word" | "sign" | "space";

export interface Token {
  kind: TokenKind;
  text: string;
  /** Of a name or of a value that has nothing more in it: the JSON Pointer to the value. */
  pointer?: string;
}

const OPENING = ["{", "["];
const CLOSING = ["}", "]"];

/** A list or object that the scan is inside of. */
interface Level {
  pointer: string;
  /** The number of the element, or the name of the member. */
  at: number | string;
}

export function laidOut(json: string): Token[] {
  const tokens: Token[] = [];
  const levels: Level[] = [];
  const newLine = () => tokens.push({ kind: "space", text: `\n${"  ".repeat(levels.length)}` });
  const here = () => {
    const level = levels.at(-1);
    return level ? level.pointer + segment(level.at) : "";
  };
  const raw = scan(json);
  raw.forEach((token, index) => {
    const { text } = token;
    const before = raw[index - 1]?.text ?? "";
    const opens = OPENING.includes(text);
    const closes = CLOSING.includes(text);
    if (closes) levels.pop();
    if (closes ? !OPENING.includes(before) : OPENING.includes(before) || before === ",") newLine();
    if (before === ":") tokens.push({ kind: "space", text: " " });
    const level = levels.at(-1);
    if (text === "," && typeof level?.at === "number") level.at += 1;
    const isName = token.kind === "string" && raw[index + 1]?.text === ":";
    if (isName && level) level.at = JSON.parse(text);
    const place = token.kind === "sign" ? {} : { pointer: here() };
    tokens.push({ ...token, ...(isName && { kind: "name" }), ...place });
    if (opens) levels.push({ pointer: here(), at: text === "[" ? 0 : "" });
  });
  return tokens;
}

export const text = (tokens: Token[]) => tokens.map((token) => token.text).join("");

/** The tokens of a JSON text. In other text it finds what looks like tokens. */
export const rawTokens = (text: string) =>
  text.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g);

const scan = (json: string): Token[] =>
  Array.from(rawTokens(json), ([text]) => ({ kind: kindOf(text), text }));

function kindOf(token: string): TokenKind {
  if (token.startsWith('"')) return "string";
  if (/^[-\d]/.test(token)) return "number";
  return /^[a-z]/.test(token) ? "word" : "sign";
}
