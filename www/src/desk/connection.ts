// Who is connected to the Worker. The token stays in memory, and on request in the storage of this tab.

import { batch, signal } from "@preact/signals";
import { ApiError, DeskApi, type LiveDocument, type Stats } from "./api";

const KEY = "friendbuy-edge/playground/admin-token";

export const api = signal<DeskApi | undefined>(undefined);
export const stats = signal<Stats | undefined>(undefined);
/** The document in force, as it was when it was last looked at. */
export const live = signal<LiveDocument | undefined>(undefined);

/** Connects, if the Worker takes the token. */
export async function connect(token: string, keep: boolean): Promise<void> {
  const candidate = new DeskApi(token);
  const [counts, document] = await Promise.all([candidate.stats(), candidate.document()]);
  batch(() => {
    api.value = candidate;
    stats.value = counts;
    live.value = document;
  });
  if (keep) sessionStorage.setItem(KEY, token);
}

/** Connects with the token this tab has kept, if it has. */
export async function reconnect(): Promise<void> {
  const token = sessionStorage.getItem(KEY);
  if (!token || api.peek()) return;
  try {
    await connect(token, false);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) sessionStorage.removeItem(KEY);
    throw error;
  }
}

export function disconnect(): void {
  sessionStorage.removeItem(KEY);
  batch(() => {
    api.value = undefined;
    stats.value = undefined;
    live.value = undefined;
  });
}

/** Looks again at what is in force. */
export async function refresh(): Promise<void> {
  const connected = api.peek();
  if (!connected) return;
  const [counts, document] = await Promise.all([connected.stats(), connected.document()]);
  batch(() => {
    stats.value = counts;
    live.value = document;
  });
}
