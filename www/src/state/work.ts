// The work: the destination document, the sample events, and what is selected of them. All changes to it go through
// `change`, which makes each of them a step that can be undone.

import { batch, computed, signal } from "@preact/signals";
import type { Sample } from "../engine/messages";

export interface Work {
  /** The destination document, as text: what the page does not know of it stays as it is. */
  readonly document: string;
  readonly samples: readonly Sample[];
  /** The number of the mapping that is being edited. */
  readonly mapping: number;
  /** The id of the sample that is looked at. */
  readonly sample: number;
}

/** A change that can be taken back. */
interface Step {
  /** What it did, for people: "Undo remove mapping". */
  label: string;
  /** The work before it, or after it when it was taken back. */
  work: Work;
  /** Changes with the same one, shortly after each other, are one step. */
  merge: string | undefined;
  at: number;
}

const MAX_STEPS = 200;
const MERGE_MILLIS = 1_200;

const present = signal<Work>({ document: "", samples: [], mapping: 0, sample: 0 });
const past = signal<readonly Step[]>([]);
const future = signal<readonly Step[]>([]);

export const work = computed(() => present.value);
export const documentText = computed(() => present.value.document);
export const samples = computed(() => present.value.samples);

/** The document as it was when the page was opened. */
export const firstDocument = signal("");

/** What undo and redo would do, if there is something to do. */
export const undoable = computed(() => past.value.at(-1)?.label);
export const redoable = computed(() => future.value.at(-1)?.label);

/** Starts with some work; there is nothing to undo yet. */
export function open(work: Work): void {
  batch(() => {
    present.value = work;
    firstDocument.value = work.document;
    past.value = [];
    future.value = [];
  });
}

/** Changes the work. `merge` makes one step of a word typed letter by letter. */
export function change(label: string, next: Partial<Work>, merge?: string): void {
  const before = present.peek();
  const after = { ...before, ...next };
  const same = after.document === before.document && after.samples === before.samples;
  const last = past.peek().at(-1);
  const at = performance.now();
  const goesOn =
    merge !== undefined &&
    last?.merge === merge &&
    at - last.at < MERGE_MILLIS &&
    future.peek().length === 0;
  batch(() => {
    present.value = after;
    if (same) return;
    const steps = past.peek();
    past.value = goesOn
      ? [...steps.slice(0, -1), { ...last, at }]
      : [...steps.slice(1 - MAX_STEPS), { label, work: before, merge, at }];
    future.value = [];
  });
}

/** Looks at something else. That is no step. */
export function select(next: Partial<Pick<Work, "mapping" | "sample">>): void {
  present.value = { ...present.peek(), ...next };
}

export function undo(): void {
  step(past, future);
}

export function redo(): void {
  step(future, past);
}

function step(from: typeof past, to: typeof past): void {
  const taken = from.peek().at(-1);
  if (!taken) return;
  batch(() => {
    from.value = from.peek().slice(0, -1);
    to.value = [...to.peek(), { ...taken, work: present.peek(), merge: undefined }];
    present.value = taken.work;
  });
}
