// What people see: colours on a terminal and nowhere else, and nothing that a terminal would obey.

import { clearLine, cursorTo } from "node:readline";
import picocolors from "picocolors";

/** Whether somebody is looking, at something that knows more than lines. */
export const isScreen = (stream: { isTTY?: boolean }): boolean =>
  stream.isTTY === true && process.env.TERM !== "dumb";

const wantsColours = (stream: { isTTY?: boolean }): boolean => {
  if (process.env.NO_COLOR) return false;
  if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== "0";
  return isScreen(stream);
};

/** The colours of standard output. */
export const colours = picocolors.createColors(wantsColours(process.stdout));

/** The colours of standard error. */
export const errorColours = picocolors.createColors(wantsColours(process.stderr));

// Controls of both sets, and what turns the direction of writing.
const UNSEEN = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text from elsewhere, made harmless: an event must not be able to steer the terminal it is shown on. */
export const plain = (text: string): string =>
  text.replace(UNSEEN, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A JSON value on one line, as text for people. */
export const shown = (value: unknown): string => plain(JSON.stringify(value) ?? "undefined");

/** `40,000`. */
export const inDigits = (count: number): string => count.toLocaleString("en");

/** `1 event`, `2 events`. */
export const counted = (count: number, what: string): string =>
  `${inDigits(count)} ${what}${count === 1 ? "" : "s"}`;

/** Says something to the person and not to the next program. A progress bar gives way, and so does the `^C` of a terminal. */
export function tell(line = ""): void {
  if (isScreen(process.stderr)) {
    clearLine(process.stderr, 0);
    cursorTo(process.stderr, 0);
  }
  process.stderr.write(`${line}\n`);
}
