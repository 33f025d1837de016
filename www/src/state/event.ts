// What the engine says of the event that is looked at.

import { computed } from "@preact/signals";
import type { FieldKey, MappingExplanation, ValueTrace } from "friendbuy-edge";
import type { EventReview, Finding, Found } from "../engine/messages";
import { review } from "./answers";
import { mapping } from "./mappings";
import { steady } from "./shared";

export const eventReview = computed<EventReview | undefined>(() => review.value?.event);

/** What the mapping that is being edited makes of the event. */
export const outcome = computed<MappingExplanation | undefined>(() =>
  eventReview.value?.mappings.find((outcome) => outcome.mapping === mapping.value?.id),
);

const values = steady(() => Object.groupBy(outcome.value?.values ?? [], ({ field }) => field));

const findings = steady(() => {
  const id = mapping.value?.id;
  const all = [...(review.value?.findings ?? []), ...(eventReview.value?.findings ?? [])];
  return Object.groupBy(
    all.filter(({ mapping }) => mapping === id),
    ({ field = "" }) => field,
  );
});

/** What a field of the mapping that is being edited finds in the event. */
export const foundBy = (key: FieldKey): Found | undefined => eventReview.value?.found[key];

/** The values of the call that come from it. */
export const sentBy = (key: FieldKey): readonly ValueTrace[] | undefined => values.value[key];

/** Everything there is to say about it, in the event and in the document. */
export const findingsOf = (key: FieldKey): readonly Finding[] | undefined => findings.value[key];
