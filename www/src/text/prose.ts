// The core's sentences: they start with a small letter and quote with backticks.

export interface ProsePart {
  text: string;
  code: boolean;
}

export function prose(sentence: string): ProsePart[] {
  const text = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return text
    .split("`")
    .map((text, index) => ({ text, code: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}
