// Parts of the page that are not in sight at first. Their code comes when the first result is there, so that nothing waits for
// it, and nothing needs the network afterwards.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { State } from "./state";

const parts: (() => void)[] = [];

/** Code that comes later, with the styles that all of it has. */
export async function withStyles<T>(code: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([code, import("../later.css")]);
  return loaded;
}

/** Loads all of them that are missing. */
export function loadParts(): void {
  for (const load of parts) load();
}

/** A part whose code comes later, at the latest when it is to be shown. */
export function later(load: () => Promise<ComponentType>): ComponentType {
  const part = signal<ComponentType | undefined>(undefined);
  const hasFailed = signal(false);
  let isLoading = false;
  const start = () => {
    if (isLoading) return;
    isLoading = true;
    hasFailed.value = false;
    withStyles(load()).then(
      (loaded) => {
        part.value = loaded;
      },
      () => {
        isLoading = false;
        hasFailed.value = true;
      },
    );
  };
  parts.push(start);
  return function Later() {
    useEffect(start, []);
    const Part = part.value;
    if (Part) return <Part />;
    if (!hasFailed.value) return null;
    return (
      <State title="This part of the page did not load" tone="error">
        <p>
          The connection may be gone; or there is a newer page, which a reload brings. Your work is
          kept.
        </p>
        <button type="button" onClick={start}>
          Try again
        </button>
      </State>
    );
  };
}
