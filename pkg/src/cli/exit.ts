/** What the program ends with. The package's README lists them. */
export const EXIT = {
  /** All well. */
  done: 0,
  /** It ran to its end and found something to look at. */
  found: 1,
  /** The command line is not understood. */
  usage: 2,
  /** A file can't be read, or not used. */
  input: 3,
  /** The other side can't be reached, or refuses. */
  network: 4,
  /** A defect of this program. */
  defect: 70,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

/** An end that needs no stack: the message says what is wrong and what to do. */
export class Stop extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
