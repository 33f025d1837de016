import type { EventReport, Form } from "../messages";
import { report, selectEvent, selected } from "../state";

const forms = {
  nothing: "",
  one: "",
  list: "in a list",
  lines: "one after the other",
  batch: "in a batch",
} satisfies Record<Form, string>;

/** The events of the text, if there are several. */
export function EventList() {
  const { events = [], form = "nothing" } = report.value ?? {};
  if (events.length < 2) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(selected.value + step, events.length - 1));
    selectEvent(next);
    const list = event.currentTarget as HTMLElement;
    list.querySelectorAll<HTMLElement>("button")[next]?.focus();
  };

  return (
    <div class="event-list">
      <h3 class="event-list-title">
        {events.length} events, {forms[form]}
      </h3>
      <ol onKeyDown={onKeyDown}>
        {events.map((event, index) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === selected.value}
              onClick={() => selectEvent(index)}
            >
              <span class="event-title">{event.title}</span>
              <span class="event-detail">{event.detail}</span>
              <Result event={event} />
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Result({ event: { readable, calls, skipped, findings } }: { event: EventReport }) {
  const refused = skipped.filter(({ reason }) => reason === "refused").length;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  return (
    <span class="event-result">
      {!readable && <span class="tag error">not an event</span>}
      {refused > 0 && <span class="tag error">{refused} refused</span>}
      {warnings > 0 && <span class="tag warning">{counted(warnings, "warning")}</span>}
      {calls.length > 0 && <span class="tag call">{counted(calls.length, "call")}</span>}
      {readable && calls.length + refused === 0 && <span class="tag">no call</span>}
    </span>
  );
}

export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
