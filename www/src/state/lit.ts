// What is pointed at, and what lights up for it: values of calls, places of the event, fields. They belong together when
// the one came from the other.

import { computed, signal } from "@preact/signals";
import type { EventMember, MappingExplanation, ValueTrace } from "friendbuy-edge";
import { overlap } from "../text/pointer";
import { eventReview } from "./event";

export type Pointed =
  /** A value of a call. */
  | { kind: "value"; mapping: string; pointer: string }
  /** A place of the event. */
  | { kind: "event"; pointer: string }
  /** A field of a mapping. */
  | { kind: "field"; mapping: string; field: string };

/** What the pointer is over or the caret in. */
export const hovered = signal<Pointed | undefined>(undefined);
/** What somebody pressed, which stays. */
export const pinned = signal<Pointed | undefined>(undefined);

export const pointed = computed(() => hovered.value ?? pinned.value);

/** A value of a call, with the mapping that made it. */
export interface LitValue {
  mapping: MappingExplanation;
  value: ValueTrace;
}

const allValues = computed<LitValue[]>(() =>
  (eventReview.value?.mappings ?? []).flatMap((mapping) =>
    mapping.values.map((value) => ({ mapping, value })),
  ),
);

/** The values that light up. */
export const litValues = computed<LitValue[]>(() => {
  const present = pointed.value;
  if (!present) return [];
  return allValues.value.filter(({ mapping, value }) => belongs(present, mapping, value));
});

function belongs(present: Pointed, { mapping }: MappingExplanation, value: ValueTrace): boolean {
  switch (present.kind) {
    case "value":
      return mapping === present.mapping && value.pointer === present.pointer;
    case "field":
      return mapping === present.mapping && value.field === present.field;
    case "event":
      return eventPlaces(value).some((pointer) => overlap(pointer, present.pointer));
  }
}

const eventPlaces = ({ from }: ValueTrace) =>
  from.filter(({ source }) => source === "event").map(({ pointer }) => pointer);

const keyOf = (mapping: string, pointer: string) => `${mapping} ${pointer}`;

const litKeys = computed(
  () => new Set(litValues.value.map(({ mapping, value }) => keyOf(mapping.mapping, value.pointer))),
);

export const isLit = (mapping: string, pointer: string) =>
  litKeys.value.has(keyOf(mapping, pointer));

/** The places of the event that light up, as JSON Pointers. */
export const litPlaces = computed<string[]>(() => {
  const present = pointed.value;
  if (!present) return [];
  // From the event's side only the place itself: what else went into the same value would confuse.
  if (present.kind === "event") return [present.pointer];
  return [...new Set(litValues.value.flatMap(({ value }) => eventPlaces(value)))];
});

/** What became of the place of the event that is pointed at. */
export const pointedMembers = computed<EventMember[]>(() => {
  const present = pointed.value;
  if (present?.kind !== "event") return [];
  return (eventReview.value?.members ?? []).filter(({ pointer }) =>
    overlap(pointer, present.pointer),
  );
});

export function point(at: Pointed | undefined): void {
  hovered.value = at;
}

export function pin(at: Pointed): void {
  const present = pinned.peek();
  pinned.value = JSON.stringify(present) === JSON.stringify(at) ? undefined : at;
}
