// The admin API of the Worker that served this page. Requests go to the page's own origin and to nowhere else.

import type { Diagnostic } from "friendbuy-edge";
import { parseExact } from "../text/exact";

export type Status = "sent" | "duplicate" | "refused" | "held" | "waiting" | "stopped" | "failed";

/** A line of the delivery log. */
export interface Delivery {
  id: number;
  status: Status;
  messageId: string;
  mapping?: string;
  action?: string;
  event?: string;
  sendOnceKey?: string;
  attempts?: number;
  uncertain?: number;
  httpStatus?: number;
  eventId?: string;
  reference?: string;
  codes?: string[];
  nextAttemptAt?: string;
  at: string;
  updatedAt?: string;
  needsAttention?: boolean;
}

/** A delivery, with what is kept about it when it failed. */
export interface WholeDelivery extends Delivery {
  kept?: {
    reason: string;
    event?: unknown;
    callPath?: string;
    callBody?: unknown;
    answerStatus?: number;
    answerBody?: string;
    diagnostics?: Diagnostic[];
    resolvedAt?: string;
    resolution?: string;
  };
}

export interface Version {
  version: number;
  note?: string;
  restoredFrom?: number;
  withdrawn?: boolean;
  bytes?: number;
  at: string;
}

/** What a publication changes. */
export interface DocumentChange {
  change: "appears" | "vanishes" | "changes";
  /** Absent for the document as a whole. */
  mapping?: string;
  differences?: { pointer: string; before?: unknown; after?: unknown }[];
}

export interface Publication {
  published: boolean;
  version?: number;
  changes: DocumentChange[];
  diagnostics: Diagnostic[];
}

export interface Stats {
  since: string;
  open: Record<string, number>;
  needsAttention: Record<string, number>;
  sender: { name: string; state: string; updatedAt?: string }[];
}

export interface LiveDocument {
  text: string;
  etag: string;
  /** Where it comes from: it was published, is in the settings, or is the standard one. */
  source: string;
  version: string | undefined;
}

/** Why the Worker did not do as asked, for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly help: string | undefined;
  readonly diagnostics: Diagnostic[];

  constructor(status: number, message: string, help?: string, diagnostics: Diagnostic[] = []) {
    super(message);
    this.status = status;
    this.help = help;
    this.diagnostics = diagnostics;
  }
}

interface Call {
  method?: string;
  body?: unknown;
  /** The ETag of what is to be changed. */
  ifMatch?: string;
  query?: Record<string, string | undefined>;
}

/** The API, with the token of whoever uses it. */
export class DeskApi {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  stats(): Promise<Stats> {
    return this.#json("stats");
  }

  async document(): Promise<LiveDocument> {
    const response = await this.#fetch("destination", {});
    return {
      text: await response.text(),
      etag: response.headers.get("ETag") ?? "*",
      source: response.headers.get("X-Destination-Source") ?? "",
      version: response.headers.get("X-Destination-Version") ?? undefined,
    };
  }

  /** Publishes a document in the place of the one with `etag`; as a trial, it only says what would change. */
  publish(document: string, etag: string, options: { note?: string; trial: boolean }) {
    const query = {
      note: options.note || undefined,
      dryRun: options.trial ? "true" : undefined,
    };
    return this.#json<Publication>("destination", {
      method: "PUT",
      body: document,
      ifMatch: etag,
      query,
    });
  }

  versions(cursor?: string): Promise<{ versions: Version[]; next?: string }> {
    return this.#json("destination/versions", { query: { cursor } });
  }

  async version(version: number): Promise<string> {
    const response = await this.#fetch(`destination/versions/${version}`, {});
    return response.text();
  }

  restore(version: number, etag: string): Promise<Publication> {
    const path = `destination/versions/${version}/restore`;
    return this.#json(path, { method: "POST", ifMatch: etag });
  }

  deliveries(
    filter: Record<string, string | undefined>,
    cursor?: string,
  ): Promise<{ deliveries: Delivery[]; next?: string }> {
    return this.#json("deliveries", { query: { ...filter, cursor, limit: "50" } });
  }

  delivery(id: number): Promise<WholeDelivery> {
    return this.#json(`deliveries/${id}`);
  }

  /** Sends a delivery again, perhaps with another event. `force`: somebody decided that it is not sent twice. */
  resend(id: number, options: { event?: string; force: boolean }): Promise<unknown> {
    const event = options.event === undefined ? "" : `"event":${options.event},`;
    return this.#json(`deliveries/${id}/resend`, {
      method: "POST",
      body: `{${event}"force":${options.force}}`,
    });
  }

  resendMany(
    filter: Record<string, string>,
  ): Promise<{ queued: number[]; skipped: { id: number; message: string }[]; more: boolean }> {
    return this.#json("deliveries/resend", { method: "POST", body: JSON.stringify({ filter }) });
  }

  async #json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.#fetch(path, call);
    // Events are edited and sent again: their numbers keep all digits.
    return parseExact(await response.text()) as T;
  }

  async #fetch(path: string, { method = "GET", body, ifMatch, query = {} }: Call) {
    const url = new URL(`/api/${path}`, location.origin);
    for (const [name, value] of Object.entries(query)) {
      if (value) url.searchParams.set(name, value);
    }
    const headers = new Headers({ Authorization: `Bearer ${this.#token}` });
    if (body !== undefined) headers.set("Content-Type", "application/json");
    if (ifMatch !== undefined) headers.set("If-Match", ifMatch);
    const init: RequestInit = { method, headers, cache: "no-store" };
    if (typeof body === "string") init.body = body;
    let response: Response;
    try {
      response = await fetch(url, init);
    } catch {
      throw new ApiError(0, "The Worker does not answer.", "Is the connection there?");
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

interface Refusal {
  error?: { message?: string; help?: string; diagnostics?: Diagnostic[] };
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { error }: Refusal = await response.json();
    if (error?.message) {
      return new ApiError(response.status, error.message, error.help, error.diagnostics);
    }
  } catch {
    // Not an answer of the admin API.
  }
  const message =
    response.status === 404
      ? "This page was not served by a Worker with an admin API."
      : `The Worker answered with status ${response.status}.`;
  return new ApiError(response.status, message);
}
