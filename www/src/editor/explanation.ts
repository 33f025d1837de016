import { prose } from "../text/prose";

/** Sentences as elements, one below the other. */
export function explanation(sentences: readonly string[]): HTMLElement {
  const box = document.createElement("div");
  for (const sentence of sentences) {
    const line = document.createElement("div");
    for (const { text, code } of prose(sentence)) {
      const part = document.createElement(code ? "code" : "span");
      part.textContent = text;
      line.append(part);
    }
    box.append(line);
  }
  return box;
}
