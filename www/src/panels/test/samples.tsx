import { computed, signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { CallIcon, IdleIcon } from "../../controls/icons";
import { Prose } from "../../controls/prose";
import { State } from "../../controls/state";
import type { Row } from "../../engine/messages";
import { rows } from "../../state/rows";
import { removeSample } from "../../state/samples";
import { samples, select, work } from "../../state/work";
import { decision } from "../../text/decision";

/** Rows are all as high, so that only those in sight have to be there. */
const ROW_PIXELS = 56;
const SPARE_ROWS = 6;

const filters = {
  all: { label: "All", keeps: () => true },
  matching: { label: "Matching", keeps: ({ trigger }: Row) => trigger?.matches === true },
  others: { label: "Not matching", keeps: ({ trigger }: Row) => trigger?.matches !== true },
};

const filter = signal<keyof typeof filters>("all");

const shownRows = computed(() => rows.value.filter(filters[filter.value].keeps));

/** The sample events, each marked: for this mapping or not, and what decided that. */
export function SampleList() {
  if (samples.value.length === 0) {
    return (
      <State title="No event yet">
        <p>Paste one, drop a file, or take an example: what becomes of it is told as you type.</p>
      </State>
    );
  }
  const matching = rows.value.filter(({ trigger }) => trigger?.matches).length;
  return (
    <section class="samples" aria-label="Sample events">
      <header class="samples-head">
        <p role="status">
          {matching} of {samples.value.length} fulfil the trigger
        </p>
        <fieldset class="segments small">
          <legend class="hidden">Show</legend>
          {Object.entries(filters).map(([name, { label }]) => (
            <label key={name}>
              <input
                type="radio"
                name="filter"
                checked={filter.value === name}
                onChange={() => {
                  filter.value = name as keyof typeof filters;
                }}
              />
              {label}
            </label>
          ))}
        </fieldset>
      </header>
      <List rows={shownRows.value} />
    </section>
  );
}

function List({ rows }: { rows: readonly Row[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: ROW_PIXELS * 10 });
  const at = rows.findIndex(({ id }) => id === work.value.sample);

  const look = () => {
    const { scrollTop = 0, clientHeight = 0 } = box.current ?? {};
    setView({ top: scrollTop, height: clientHeight || ROW_PIXELS * 10 });
  };

  useEffect(look, [rows.length]);
  useEffect(() => {
    const { current } = box;
    if (!current || at < 0) return;
    const top = at * ROW_PIXELS;
    if (top < current.scrollTop) current.scrollTop = top;
    const bottom = top + ROW_PIXELS;
    if (bottom > current.scrollTop + current.clientHeight) {
      current.scrollTop = bottom - current.clientHeight;
    }
  }, [at]);

  const go = (index: number) => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
    if (row) select({ sample: row.id });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / ROW_PIXELS) - 1);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    const row = rows[at];
    if (to !== undefined) go(to);
    else if (event.key === "Delete" && row) removeSample(row.id);
    else return;
    event.preventDefault();
  };

  if (rows.length === 0) return <p class="empty">None of the events.</p>;
  const first = Math.max(0, Math.floor(view.top / ROW_PIXELS) - SPARE_ROWS);
  const count = Math.ceil(view.height / ROW_PIXELS) + 2 * SPARE_ROWS;
  const shown = rows.slice(first, first + count);
  return (
    <div
      ref={box}
      class="sample-box"
      role="listbox"
      tabIndex={0}
      aria-label="Sample events"
      aria-keyshortcuts="Delete"
      aria-activedescendant={at >= 0 ? `sample-${rows[at]?.id}` : undefined}
      onScroll={look}
      onKeyDown={onKeyDown}
    >
      <Space rows={first} />
      {shown.map((row, index) => (
        <Item key={row.id} row={row} position={first + index + 1} count={rows.length} />
      ))}
      <Space rows={rows.length - first - shown.length} />
    </div>
  );
}

/** The room of rows that are not there. */
const Space = ({ rows }: { rows: number }) => (
  <div role="presentation" style={{ height: `${Math.max(0, rows) * ROW_PIXELS}px` }} />
);

function Item({ row, position, count }: { row: Row; position: number; count: number }) {
  const { id, title, detail, trigger } = row;
  const matches = trigger?.matches === true;
  const isSelected = id === work.value.sample;
  return (
    <div
      id={`sample-${id}`}
      class={`sample ${matches ? "matches" : ""}`}
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      onPointerDown={() => select({ sample: id })}
    >
      <span class="sample-mark">
        {matches ? <CallIcon /> : <IdleIcon />}
        <span class="hidden">{matches ? "Matches: " : "Does not match: "}</span>
      </span>
      <span class="sample-title">
        <b>{title}</b> <span>{detail}</span>
      </span>
      <Results row={row} />
      <span class="sample-why">{trigger && <Prose text={decision(trigger)} />}</span>
    </div>
  );
}

function Results({ row: { readable, calls, refusals, warnings } }: { row: Row }) {
  return (
    <span class="sample-results">
      {!readable && <span class="badge error">No event</span>}
      {refusals.length > 0 && <span class="badge error">{refusals.length} refused</span>}
      {warnings > 0 && (
        <span class="badge warning">{warnings === 1 ? "1 warning" : `${warnings} warnings`}</span>
      )}
      {calls.length > 0 && (
        <span class="badge call">{calls.length === 1 ? "1 call" : `${calls.length} calls`}</span>
      )}
    </span>
  );
}
