// What another version of the document would change, over all samples. Runs in the engine.

import { type Change, Destination } from "friendbuy-edge/init";
import { tried } from "./destination";
import { names } from "./mapped";
import type { ChangedEvent, Comparison, Questions, Sample } from "./messages";

/** More are counted, not shown: nobody reads a list of thousands. */
const MAX_SHOWN = 200;

type Answer = { status: "success"; changes: Change[] } | { status: "failure" };

export function compare(
  { before, after }: Questions["compare"],
  samples: readonly Sample[],
): Comparison {
  const old = tried(before);
  if (!(old instanceof Destination)) return { unusable: "before", findings: [...old] };
  const young = tried(after);
  try {
    if (!(young instanceof Destination)) return { unusable: "after", findings: [...young] };
    return compared(old, young, samples);
  } finally {
    old[Symbol.dispose]();
    if (young instanceof Destination) young[Symbol.dispose]();
  }
}

function compared(old: Destination, young: Destination, samples: readonly Sample[]): Comparison {
  const events: ChangedEvent[] = [];
  let changed = 0;
  let unreadable = 0;
  for (const { id, text } of samples) {
    const answer: Answer = JSON.parse(Destination.compareText(old, young, text));
    if (answer.status === "failure") unreadable += 1;
    else if (answer.changes.length > 0) {
      changed += 1;
      if (events.length < MAX_SHOWN) events.push({ id, ...names(text), changes: answer.changes });
    }
  }
  return { events, changed, unreadable, samples: samples.length };
}
