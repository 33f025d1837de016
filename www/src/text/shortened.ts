/** A text of at most so many characters, with a sign where it was cut. */
export const shortened = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length)}…` : text;
