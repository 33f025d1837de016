import { computed } from "@preact/signals";
import type { TriggerComparison } from "friendbuy-edge";
import { useState } from "preact/hooks";
import { PathInput } from "../../controls/path-input";
import { rows } from "../../state/rows";
import { dialect } from "../../state/trigger";
import {
  listOf,
  listText,
  operandOf,
  operatorsFor,
  pathOf,
  subjectOf,
  subjectsFor,
  withOperator,
  withPath,
  withSubject,
} from "../../text/condition";
import { Mark, type NodeProps, put, Remove } from "./conditions";

const TYPES = ["track", "identify", "page", "screen", "group", "alias"];

/** A test of one value. */
export function Comparison({ condition, way, result, isInList }: NodeProps<TriggerComparison>) {
  const subject = subjectOf(condition.type);
  const subjects = subjectsFor(dialect.value, isInList);
  const operators = operatorsFor(condition, dialect.value);
  const isKnown = operators.some(({ name }) => name === condition.operator);
  const change = (next: TriggerComparison) => put(way, next);
  const type = (next: TriggerComparison) => put(way, next, true);
  return (
    <div class="comparison">
      <Mark result={result} />
      <div class="comparison-parts">
        <select
          aria-label="What is tested"
          value={condition.type}
          onChange={(event) => change(withSubject(condition, event.currentTarget.value))}
        >
          {!subjects.some(({ type }) => type === condition.type) && (
            <option value={condition.type}>{subject?.title ?? condition.type}</option>
          )}
          {subjects.map(({ type, title }) => (
            <option key={type} value={type}>
              {isInList ? "Its member" : title}
            </option>
          ))}
        </select>
        {subject?.below !== undefined && (
          <PathInput
            label={`Name of the ${isInList ? "member" : subject.title.toLowerCase()}`}
            placeholder={isInList ? "the element itself" : "source"}
            {...(subject.below !== "" && { below: subject.below })}
            value={pathOf(condition)}
            onValue={(path) => type(withPath(condition, path))}
          />
        )}
        <select
          aria-label="How it is tested"
          value={condition.operator}
          onChange={(event) => change(withOperator(condition, event.currentTarget.value))}
        >
          {!isKnown && <option value={condition.operator}>{condition.operator}</option>}
          {operators.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
        <Value condition={condition} onChange={type} />
      </div>
      <Remove what="the condition" way={way} />
    </div>
  );
}

interface ValueProps {
  condition: TriggerComparison;
  onChange(next: TriggerComparison): void;
}

function Value({ condition, onChange }: ValueProps) {
  const { type, operator, value } = condition;
  switch (operandOf(operator)) {
    case "none":
      return null;
    case "number":
      return (
        <NumberInput value={Number(value)} onValue={(value) => onChange({ ...condition, value })} />
      );
    case "list":
      return <ListInput condition={condition} onChange={onChange} />;
    case "text":
      return (
        <input
          type="text"
          aria-label="What it is compared with"
          list={
            type === "event" ? "event-names" : type === "event-type" ? "event-types" : undefined
          }
          placeholder="empty text"
          value={String(value ?? "")}
          onInput={(event) => onChange({ ...condition, value: event.currentTarget.value })}
        />
      );
  }
}

/** Keeps what is typed until it is a number: `-` and `1.` are on the way to one. */
function NumberInput({ value, onValue }: { value: number; onValue(value: number): void }) {
  const [typed, setTyped] = useState<string>();
  const isNumber = (text: string) => text.trim() !== "" && Number.isFinite(Number(text));
  return (
    <input
      type="text"
      inputMode="decimal"
      aria-label="The number it is compared with"
      aria-invalid={typed !== undefined && !isNumber(typed)}
      value={typed ?? String(value)}
      onInput={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        if (isNumber(text)) onValue(Number(text));
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

/** Keeps what is typed while it is typed: a comma at the end is on the way to another value. */
function ListInput({ condition, onChange }: ValueProps) {
  const [typed, setTyped] = useState<string>();
  const { value } = condition;
  const values = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  return (
    <input
      type="text"
      aria-label="The values it is compared with, separated by commas"
      placeholder="gold, silver"
      value={typed ?? listText(values)}
      onInput={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        onChange({ ...condition, value: listOf(text) });
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

const MAX_NAMES = 100;

const eventNames = computed(() => {
  const tracked = rows.value.filter(({ detail }) => detail.startsWith("track"));
  return [...new Set(tracked.map(({ title }) => title))].slice(0, MAX_NAMES);
});

/** What can be completed in values: names of the sample events, and the types of events. */
export function ValueHints() {
  return (
    <>
      <datalist id="event-names">
        {eventNames.value.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id="event-types">
        {TYPES.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
