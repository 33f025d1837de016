/** Every text of a full list of samples, twice over. */
const MAX_KEPT = 20_000;

/**
 * Answers on the texts of samples, kept as long as they are about the same thing: from one question to the next mostly one
 * text is another one.
 */
export class PerText<About, Answer> {
  readonly #known = new Map<string, Answer>();
  #about: About | undefined;

  /** The answer on a text, worked out unless it is known. */
  get(about: About, text: string, workOut: () => Answer): Answer {
    if (about !== this.#about || this.#known.size >= MAX_KEPT) this.#known.clear();
    this.#about = about;
    if (this.#known.has(text)) return this.#known.get(text) as Answer;
    const answer = workOut();
    this.#known.set(text, answer);
    return answer;
  }
}
