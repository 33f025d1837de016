import { signal } from "@preact/signals";
import { Findings } from "../controls/findings";
import { ApiError } from "./api";

/** What the Worker last refused, and whether it is being asked something. */
const refused = signal<ApiError | undefined>(undefined);
export const busy = signal(false);

/** Asks the Worker for something; what it refuses is shown. */
export async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
  busy.value = true;
  try {
    const answer = await question();
    refused.value = undefined;
    return answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    refused.value = error;
    return undefined;
  } finally {
    busy.value = false;
  }
}

export const forget = () => {
  refused.value = undefined;
};

export function Trouble() {
  const error = refused.value;
  return (
    <div role="alert">
      {error && (
        <>
          <p class="callout error">
            {error.message}
            {error.help && ` (${error.help})`}
          </p>
          <Findings findings={error.diagnostics} />
        </>
      )}
    </div>
  );
}
