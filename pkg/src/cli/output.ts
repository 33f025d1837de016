const FULL = 64 * 1024;

/** Standard output in large pieces, no faster than it is read. */
export class Output {
  #pieces = "";

  /** Adds a line. Wait for it before the next one. */
  line(text = ""): Promise<void> | undefined {
    this.#pieces += `${text}\n`;
    return this.#pieces.length < FULL ? undefined : this.flush();
  }

  async lines(texts: Iterable<string>): Promise<void> {
    for (const text of texts) await this.line(text);
  }

  /** Waits until everything is handed over. */
  flush(): Promise<void> {
    const text = this.#pieces;
    this.#pieces = "";
    if (text === "") return Promise.resolve();
    return new Promise((resolve) => process.stdout.write(text, () => resolve()));
  }
}
