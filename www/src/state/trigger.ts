// The trigger of the mapping that is being edited, as conditions. The text is what counts; conditions are read from it,
// except while they are being changed: then they come first and the text follows.

import { batch, computed, signal } from "@preact/signals";
import type { ConditionResult, Dialect, TriggerCondition } from "friendbuy-edge";
import { isUnfinished } from "../text/condition";
import { engine, review } from "./answers";
import { outcome } from "./event";
import { mapping, mode, selectedMapping, setTrigger } from "./mappings";

interface Draft {
  index: number;
  tree: TriggerCondition;
  /** The text before. */
  base: string;
  /** The text that was made of it; missing until there is one. */
  text?: string;
  /** Why there is no text. */
  problem?: string;
}

const draft = signal<Draft | undefined>(undefined);

export const dialect = computed<Dialect>(() =>
  mode.value === "segment" ? "segment" : "documented",
);

/** The draft, as long as nobody changed the text since. */
const current = computed(() => {
  const { value } = draft;
  if (!value || value.index !== selectedMapping.value) return undefined;
  return mapping.value?.trigger === (value.text ?? value.base) ? value : undefined;
});

/** The review of the text as it is. */
export const triggerReview = computed(() => {
  const found = review.value?.trigger;
  return found?.text === mapping.value?.trigger && found?.dialect === dialect.value
    ? found
    : undefined;
});

let last: { index: number; tree: TriggerCondition } | undefined;

/** The conditions; of a text that can't be read, those it had before. */
export const tree = computed<TriggerCondition | undefined>(() => {
  if (current.value) return current.value.tree;
  const index = selectedMapping.value;
  const found = triggerReview.value?.tree;
  if (found) last = { index, tree: found };
  return last?.index === index ? last.tree : undefined;
});

/** The conditions are not those of the text, which can't be read. */
export const isStale = computed(
  () => !current.value && triggerReview.value !== undefined && !triggerReview.value.tree,
);

export const problem = computed(() => current.value?.problem);

/** The text waits for a name that is still missing. */
export const isWaiting = computed(
  () => current.value !== undefined && isUnfinished(current.value.tree),
);

/** What each condition comes to on the event that is looked at; none while that is not known. */
export const results = computed<ConditionResult | undefined>(() =>
  triggerReview.value?.tree && !problem.value && !isWaiting.value
    ? outcome.value?.trigger
    : undefined,
);

/** Changes the conditions. `merge` makes one step of a value typed letter by letter. */
export function setTree(next: TriggerCondition, merge?: string): void {
  const index = selectedMapping.peek();
  const base = mapping.peek()?.trigger ?? "";
  const begun: Draft = { index, tree: next, base };
  draft.value = begun;
  if (isUnfinished(next)) return;
  engine.ask("format", { tree: next, dialect: dialect.peek() }).then(
    (answer) => {
      if (!answer || draft.peek() !== begun) return;
      batch(() => {
        draft.value = { ...begun, ...answer };
        if ("text" in answer) setTrigger(index, answer.text, merge);
      });
    },
    () => {}, // the engine is started anew, and the next change asks again
  );
}

export function setTriggerText(text: string): void {
  draft.value = undefined;
  const index = selectedMapping.peek();
  setTrigger(index, text, `trigger ${index}`);
}
