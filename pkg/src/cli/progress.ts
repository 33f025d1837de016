import cliProgress from "cli-progress";
import { errorColours, isScreen } from "./terminal.js";

const PATIENCE_MILLIS = 2000;
const KILOBYTES = { name: "kB", size: 1e3 };
const MEGABYTES = { name: "MB", size: 1e6 };
/** The bar returns to the place that was saved last when it ends. Without this that is where it began, above what was said. */
const SAVE_CURSOR = "\u001b7";

/** How far something long has come. */
export interface Progress {
  add(bytes: number): void;
  /** What is said behind the bar. */
  say(text: string): void;
  stop(): void;
}

/** Says nothing. */
export const SILENT: Progress = { add() {}, say() {}, stop() {} };

/**
 * A bar on standard error, for people only, once it has taken more than two seconds.
 *
 * @param total In bytes; without it, only what was done is counted.
 */
export function progress(total: number | undefined): Progress {
  if (!isScreen(process.stderr)) return SILENT;
  const { name, size } = total !== undefined && total < 1e6 ? KILOBYTES : MEGABYTES;
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    format: total
      ? `  ${errorColours.cyan("{bar}")} {percentage}%  {value} of {total} ${name}  {left}{note}`
      : `  {value} ${name}  {duration_formatted}  {note}`,
    formatValue: (value, _options, type) =>
      type === "value" || type === "total" ? (value / size).toFixed(1) : String(value),
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    fps: 5,
    // A terminal is left as it is found, even by a kill.
    hideCursor: false,
    linewrap: true,
    gracefulExit: false,
    clearOnComplete: true,
    // It comes back below what is said meanwhile.
    forceRedraw: true,
  });
  let value = 0;
  let note = "";
  let isShown = false;
  // What is skipped because an earlier run has done it comes first, and says nothing about the speed.
  let first: { value: number; at: number } | undefined;
  const left = (): string => {
    if (first === undefined || total === undefined || value <= first.value) return "";
    const bytesPerMilli = (value - first.value) / (performance.now() - first.at);
    const seconds = Math.max(0, total - value) / bytesPerMilli / 1000;
    return `${cliProgress.Format.TimeFormat(Math.round(seconds), { autopaddingChar: "" }, 5)} left  `;
  };
  const payload = () => ({ note, left: left() });
  const timer = setTimeout(() => {
    isShown = true;
    bar.start(total ?? 0, value, payload());
  }, PATIENCE_MILLIS);
  timer.unref();
  return {
    add(bytes) {
      value += bytes;
      first ??= { value, at: performance.now() };
      if (isShown) bar.update(value, payload());
    },
    say(text) {
      note = text;
    },
    stop() {
      clearTimeout(timer);
      if (!isShown) return;
      isShown = false;
      process.stderr.write(SAVE_CURSOR);
      bar.stop();
    },
  };
}
