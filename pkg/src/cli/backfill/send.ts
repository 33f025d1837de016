import { setTimeout as sleep } from "node:timers/promises";
import { EXIT, messageOf, Stop } from "../exit.js";

const TIMEOUT_MILLIS = 30_000;
const FIRST_WAIT_MILLIS = 1000;
const LONGEST_WAIT_MILLIS = 60_000;

/** Where a batch goes, and how hard it is tried. */
export interface Target {
  url: URL;
  writeKey: string;
  /** Attempts after the first. */
  retries: number;
  /** Aborted when nothing new is to be begun. */
  stopping: AbortSignal;
  /** Aborted when what is going on is to end too. */
  aborted: AbortSignal;
  /** Told of every wait before another attempt. */
  onWait(reason: string, millis: number): void;
}

/** The Worker takes the batch for spoilt: something in it, or how it was put together. */
export class BatchRefused extends Stop {}

/** What one attempt came to: the Worker has the batch, or another attempt may help. */
type Attempt = { isTaken: true } | { isTaken: false; reason: string; waitMillis?: number };

/**
 * Sends a batch until the Worker has taken it. Repeating is safe: every event has a `messageId`.
 *
 * @throws {Stop} when another attempt would not help, or there were enough of them.
 */
export async function send(events: readonly string[], target: Target): Promise<void> {
  const body = `{"batch":[${events.join(",")}]}`;
  for (let tried = 0; ; tried += 1) {
    const attempt = await attemptOf(body, target);
    if (attempt.isTaken) return;
    if (tried >= target.retries)
      throw new Stop(EXIT.network, `${attempt.reason}, ${tried + 1} times in a row`);
    const millis = attempt.waitMillis ?? backOff(tried);
    target.onWait(attempt.reason, millis);
    await sleep(millis, undefined, { signal: target.stopping });
  }
}

/** Growing, and never the same for two senders. */
function backOff(tried: number): number {
  const longest = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** tried);
  return longest * (0.5 + Math.random() / 2);
}

async function attemptOf(body: string, { url, writeKey, aborted }: Target): Promise<Attempt> {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
  let status: number;
  let text: string;
  let retryAfter: string | null;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.any([aborted, AbortSignal.timeout(TIMEOUT_MILLIS)]),
    });
    status = response.status;
    retryAfter = response.headers.get("retry-after");
    text = await response.text();
  } catch (error) {
    aborted.throwIfAborted();
    return { isTaken: false, reason: `${url.origin} can't be reached: ${causeOf(error)}` };
  }
  if (status === 200 && successIn(text) === true) return { isTaken: true };
  const said = `${url.origin} answers ${status}${messageIn(text)}`;
  const mayHelp = status === 408 || status === 429 || (status >= 500 && status !== 501);
  // Only the Worker itself says `success`: any other server's 400 is about something else.
  if (status === 400 && successIn(text) === false) throw new BatchRefused(EXIT.network, said);
  if (!mayHelp) throw new Stop(EXIT.network, `${said}${adviceFor(status)}`);
  const waitMillis = waitOf(retryAfter);
  return { isTaken: false, reason: said, ...(waitMillis === undefined ? {} : { waitMillis }) };
}

/** What is below `fetch failed`. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? messageOf(cause ?? error);
}

function successIn(text: string): unknown {
  try {
    return JSON.parse(text).success;
  } catch {
    return undefined;
  }
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text);
    return typeof message === "string" ? `: ${message}` : "";
  } catch {
    return "";
  }
}

function adviceFor(status: number): string {
  if (status === 200) return ", but not as friendbuy-edge does: is --to its address?";
  if (status === 401 || status === 403) return " (the write key is one of the Worker's WRITE_KEYS)";
  if (status === 404 || (status >= 300 && status < 400)) return " (is --to the Worker's address?)";
  return "";
}

/** `Retry-After`: seconds, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const millis = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(millis) ? undefined : Math.max(0, millis);
}
