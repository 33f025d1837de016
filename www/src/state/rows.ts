// What becomes of each sample event, in short. The engine tells it in parts; until its part has come, an event keeps what
// was said of it before.

import { computed, effect, signal } from "@preact/signals";
import type { Trouble } from "../engine/client";
import type { Row } from "../engine/messages";
import { attempt, engine, review, trouble } from "./answers";
import { shared, steady } from "./shared";
import { documentText, samples, work } from "./work";

const known = signal<ReadonlyMap<number, Row>>(new Map());

const isUsable = computed(() => review.value?.mappings !== undefined);

/** In the order of the samples. Those that nothing is known of yet are left out. */
export const rows = computed<readonly Row[]>(() =>
  isUsable.value ? samples.value.flatMap(({ id }) => known.value.get(id) ?? []) : [],
);

/** Whether a first result is there, or nothing to wait for: what can come later may come now. */
export const hasResult = computed(
  () =>
    rows.value.length > 0 ||
    trouble.value !== undefined ||
    (review.value !== undefined && (!isUsable.value || samples.value.length === 0)),
);

export const rowOf = (sample: number): Row | undefined => known.value.get(sample);

/** Of how many samples a mapping makes a call, and how many it refuses. */
export interface Tally {
  calls: number;
  refused: number;
}

const NONE: Tally = { calls: 0, refused: 0 };

const tallies = steady(() => {
  const found: Record<string, Tally> = Object.create(null);
  const tally = (mapping: string) => {
    found[mapping] ??= { ...NONE };
    return found[mapping];
  };
  for (const { calls, refusals } of rows.value) {
    for (const mapping of calls) tally(mapping).calls += 1;
    for (const mapping of refusals) tally(mapping).refused += 1;
  }
  return found;
});

export const tallyOf = (mapping: string): Tally => tallies.value[mapping] ?? NONE;

const selected = computed(() => work.value.mapping);

/** Keeps the rows those of the work. */
export function followRows(): void {
  let round = 0;
  effect(() => {
    void attempt.value;
    void samples.value;
    const question = { document: documentText.value, mapping: selected.value };
    round += 1;
    const own = round;
    ask(question, () => own === round).catch((reason: Trouble) => {
      trouble.value = reason;
    });
  });
}

/** Asks part by part, as long as nothing has changed. */
async function ask(
  question: { document: string; mapping: number },
  isCurrent: () => boolean,
): Promise<void> {
  const fresh = new Map<number, Row>();
  let from: number | undefined = 0;
  while (from !== undefined) {
    const answer: Awaited<ReturnType<typeof part>> = await part(question, from);
    if (!answer || !isCurrent()) return;
    for (const row of answer.rows) fresh.set(row.id, shared(known.peek().get(row.id), row));
    from = answer.next;
    const all = from === undefined ? fresh : new Map([...known.peek(), ...fresh]);
    if (differ(known.peek(), all)) known.value = all;
  }
  document.dispatchEvent(new Event("settled")); // for who measures
}

const part = (question: { document: string; mapping: number }, from: number) =>
  engine.ask("rows", { ...question, from });

const differ = (one: ReadonlyMap<number, Row>, other: ReadonlyMap<number, Row>) =>
  one.size !== other.size || [...other].some(([id, row]) => one.get(id) !== row);
