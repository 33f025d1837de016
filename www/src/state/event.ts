// What the engine says of the event that is looked at.

import { computed } from "@preact/signals";
import type { Field, MappingExplanation } from "friendbuy-edge";
import type { EventReview, Finding } from "../engine/messages";
import { review } from "./answers";
import { mapping } from "./mappings";

export const eventReview = computed<EventReview | undefined>(() => review.value?.event);

/** What the mapping that is being edited makes of the event. */
export const outcome = computed<MappingExplanation | undefined>(() =>
  eventReview.value?.mappings.find((outcome) => outcome.mapping === mapping.value?.id),
);

/** Everything there is to say about a field of the mapping that is being edited, in the event and in the document. */
export function fieldFindings({ key }: Field): Finding[] {
  const id = mapping.value?.id;
  const all = [...(review.value?.findings ?? []), ...(eventReview.value?.findings ?? [])];
  return all.filter(({ mapping, field }) => mapping === id && field === key);
}
