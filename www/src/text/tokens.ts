// JSON text, laid out and cut into what has a colour of its own. Every value stays as it was written.

export type TokenKind = "name" | "string" | "number" | "word" | "sign" | "space";

export interface Token {
  kind: TokenKind;
  text: string;
}

const OPENING = ["{", "["];
const CLOSING = ["}", "]"];

export function laidOut(json: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  const newLine = () => tokens.push({ kind: "space", text: `\n${"  ".repeat(depth)}` });
  const raw = scan(json);
  raw.forEach((token, index) => {
    const before = raw[index - 1]?.text ?? "";
    const opens = OPENING.includes(token.text);
    const closes = CLOSING.includes(token.text);
    if (closes) depth -= 1;
    if (closes ? !OPENING.includes(before) : OPENING.includes(before) || before === ",") newLine();
    if (before === ":") tokens.push({ kind: "space", text: " " });
    const isName = token.kind === "string" && raw[index + 1]?.text === ":";
    tokens.push(isName ? { ...token, kind: "name" } : token);
    if (opens) depth += 1;
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
