import { computed } from "@preact/signals";
import { BackIcon, NextIcon } from "../controls/icons";
import { Editor } from "../editor/editor";
import { review } from "../state/answers";
import { selectNext, setSampleText } from "../state/samples";
import { samples, work } from "../state/work";

const index = computed(() =>
  Math.max(
    0,
    samples.value.findIndex(({ id }) => id === work.value.sample),
  ),
);
const sample = computed(() => samples.value[index.value]);
const text = computed(() => sample.value?.text ?? "");
const marks = computed(() => {
  const { event } = review.value ?? {};
  if (!event || event.id !== sample.value?.id) return [];
  return event.findings.filter(({ source }) => source === "event");
});

/** The sample that is looked at. */
export function EventPanel() {
  const count = samples.value.length;
  const row = review.value?.rows[index.value];
  return (
    <aside class="event" id="event" aria-labelledby="event-title">
      <header class="block-head">
        <h2 id="event-title">{row?.title ?? "Event"}</h2>
        <div class="joined">
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
        />
      ) : (
        <p class="empty">No event yet. Add one in the step “Test event trigger”.</p>
      )}
    </aside>
  );
}
