import { computed } from "@preact/signals";
import { getLocation, type Node, parseTree } from "jsonc-parser";
import { BackIcon, BinIcon, NextIcon } from "../controls/icons";
import { Editor } from "../editor/editor";
import type { Finding } from "../engine/messages";
import { nearestNode } from "../engine/place";
import { review } from "../state/answers";
import { litPlaces, point } from "../state/lit";
import { rowOf } from "../state/rows";
import { removeSample, selectNext, setSampleText } from "../state/samples";
import { steady } from "../state/shared";
import { samples, work } from "../state/work";
import { pointerOf } from "../text/pointer";
import { PointedMember } from "./event-fate";

const index = computed(() =>
  Math.max(
    0,
    samples.value.findIndex(({ id }) => id === work.value.sample),
  ),
);
const sample = computed(() => samples.value[index.value]);
const text = computed(() => sample.value?.text ?? "");
const marks = steady<readonly Finding[]>(() => {
  const { event } = review.value ?? {};
  if (!event || event.id !== sample.value?.id) return [];
  return event.findings.filter(({ source }) => source === "event");
});

const title = computed(() => (sample.value && rowOf(sample.value.id)?.title) ?? "Event");

const tree = computed<Node | undefined>(() => parseTree(text.value));

/** The parts of the text that light up: values with their names. */
const lit = computed(() => {
  const root = litPlaces.value.length > 0 ? tree.value : undefined;
  return litPlaces.value.flatMap((pointer) => {
    const node = root && nodeAt(root, pointer);
    if (!node) return [];
    const whole = node.parent?.type === "property" ? node.parent : node;
    return [{ from: whole.offset, to: whole.offset + whole.length }];
  });
});

function nodeAt(root: Node, pointer: string): Node | undefined {
  const { node, found } = nearestNode(root, pointer);
  return found ? node : undefined;
}

/** Lights up what the place at an offset has to do with. */
function pointAt(offset: number | undefined): void {
  const keys = offset === undefined ? [] : getLocation(text.peek(), offset).path;
  point(keys.length > 0 ? { kind: "event", pointer: pointerOf(keys) } : undefined);
}

/** The sample that is looked at. */
export function EventPanel() {
  const count = samples.value.length;
  return (
    <aside class="event" id="event" aria-labelledby="event-title">
      <header class="block-head">
        <h2 id="event-title">{title.value}</h2>
        <div class="joined">
          <button
            type="button"
            class="quiet square"
            aria-label="Remove the event"
            title="Remove the event"
            disabled={count === 0}
            onClick={() => {
              const { value } = sample;
              if (value) removeSample(value.id);
            }}
          >
            <BinIcon />
          </button>
          <button
            type="button"
            class="quiet square"
            aria-label="Previous event"
            disabled={index.value === 0}
            onClick={() => selectNext(-1)}
          >
            <BackIcon />
          </button>
          <span class="count">
            {count === 0 ? "0" : index.value + 1} of {count}
          </span>
          <button
            type="button"
            class="quiet square"
            aria-label="Next event"
            disabled={index.value >= count - 1}
            onClick={() => selectNext(1)}
          >
            <NextIcon />
          </button>
        </div>
      </header>
      {sample.value ? (
        <Editor
          source="event"
          label="Event"
          placeholder="A Segment event"
          text={text}
          onText={(text) => {
            const { value } = sample;
            if (value) setSampleText(value.id, text);
          }}
          marks={marks}
          lit={lit}
          onPoint={pointAt}
        />
      ) : (
        <p class="empty">No event yet. Add one in the step “Test event trigger”.</p>
      )}
      <PointedMember />
    </aside>
  );
}
