import cliProgress from "cli-progress";
import { errorColours } from "./terminal.js";

const PATIENCE_MILLIS = 2000;

/** How far something long has come. */
export interface Progress {
  add(amount: number): void;
  /** What is said behind the bar. */
  say(text: string): void;
  stop(): void;
}

/** Says nothing. */
export const SILENT: Progress = { add() {}, say() {}, stop() {} };

/**
 * A bar on standard error, for people only, once it has taken more than two seconds.
 *
 * @param total In `unit`; without it, a count.
 */
export function progress(total: number | undefined, unit: "bytes" | "events"): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const amount = unit === "bytes" ? megabytes : (count: number) => count.toLocaleString("en");
  const name = unit === "bytes" ? "MB" : "events";
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: total
      ? `  ${errorColours.cyan("{bar}")} {percentage}%  {value} of {total} ${name}  {eta_formatted} left  {note}`
      : `  {value} ${name}  {duration_formatted}  {note}`,
    formatValue: (value, _options, type) =>
      type === "value" || type === "total" ? amount(value) : String(value),
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    fps: 5,
    // A terminal is left as it is found, even by a kill.
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    clearOnComplete: true,
    etaBuffer: 50,
  });
  let value = 0;
  let note = "";
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    bar.start(total ?? 0, value, { note });
  }, PATIENCE_MILLIS);
  timer.unref();
  return {
    add(amount) {
      value += amount;
      if (isShown) bar.update(value, { note });
    },
    say(text) {
      note = text;
    },
    stop() {
      clearTimeout(timer);
      if (isShown) bar.stop();
    },
  };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
