// All that changes on the page, in one place. Panels read the signals and call the functions.

import { batch, computed, effect, signal } from "@preact/signals";
import type { Action, Mode } from "friendbuy-edge";
import { modeOf, standardDocument, withMapping, withMode } from "./document";
import type { Trouble } from "./engine";
import { type Example, firstExample } from "./examples";
import type { Finding, Input, Place, Report } from "./messages";
import { load, save, type Theme } from "./stored";

export type Source = keyof Input;

/** A place an editor is asked to show. */
export interface Reveal {
  source: Source;
  place: Place;
  /** Put the caret there too. */
  focus: boolean;
}

/** Something that happened, said once, with a way back. */
export interface Notice {
  text: string;
  undo?: () => void;
}

const kept = load();

export const events = signal(kept.events ?? firstExample);
export const destination = signal(kept.document ?? standardDocument);
export const theme = signal<Theme>(kept.theme ?? "system");
export const catalogue = signal<Action[]>([]);
export const report = signal<Report | undefined>(undefined);
export const trouble = signal<Trouble | undefined>(undefined);
export const reveal = signal<Reveal | undefined>(undefined);
export const notice = signal<Notice | undefined>(undefined);
/** Counts the times that somebody asked for the same again. */
export const attempt = signal(0);
const wanted = signal(0);

export const mode = computed(() => modeOf(destination.value));

/** The number of the event whose calls are shown. */
export const selected = computed(() =>
  Math.max(0, Math.min(wanted.value, (report.value?.events.length ?? 0) - 1)),
);

export const selectedEvent = computed(() => report.value?.events[selected.value]);

/** Everything that was found and has a place, by editor. */
export const marks = {
  events: computed(() => placed("event")),
  document: computed(() => placed("document")),
} satisfies Record<Source, unknown>;

function placed(source: Finding["source"]): Finding[] {
  const { findings = [], events = [] } = report.value ?? {};
  return [...findings, ...events.flatMap((event) => event.findings)].filter(
    (finding) => finding.source === source && finding.place,
  );
}

/** Shows the calls of an event, and the event itself in the editor. */
export function selectEvent(index: number): void {
  wanted.value = index;
  const place = report.value?.events[index]?.place;
  if (place) reveal.value = { source: "events", place: { ...place, to: place.from }, focus: false };
}

/** Shows the calls of the event at a place in the text. */
export function selectEventAt(offset: number): void {
  const index = report.value?.events.findIndex(
    ({ place }) => offset >= place.from && offset <= place.to,
  );
  if (index !== undefined && index >= 0) wanted.value = index;
}

export function setMode(mode: Mode): void {
  destination.value = withMode(destination.value, mode);
}

export function loadExample({ title, events: text, mapping }: Example): void {
  const document = mapping ? withMapping(destination.value, mapping) : destination.value;
  const added =
    mapping && document !== destination.value ? `, mapping “${mapping.name}” added` : "";
  replace({ events: text, document }, `Example “${title}” loaded${added}.`);
}

export function clearEvents(): void {
  replace({ events: "", document: destination.value }, "Events cleared.");
}

export function resetDocument(): void {
  replace({ events: events.value, document: standardDocument }, "Standard mappings restored.");
}

function replace(next: Input, text: string): void {
  const before: Input = { events: events.value, document: destination.value };
  const put = (input: Input) =>
    batch(() => {
      events.value = input.events;
      destination.value = input.document;
      wanted.value = 0;
    });
  put(next);
  notice.value = {
    text,
    undo() {
      put(before);
      notice.value = undefined;
    },
  };
}

const SAVE_MILLIS = 300;

/** Keeps the work over a reload. */
export function keepWork(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () =>
    save({ events: events.peek(), document: destination.peek(), theme: theme.peek() });
  effect(() => {
    void [events.value, destination.value, theme.value];
    clearTimeout(timer);
    timer = setTimeout(write, SAVE_MILLIS);
  });
  addEventListener("pagehide", write);
}
