import type { JsonValue } from "friendbuy-edge";
import { PathInput } from "../../controls/path-input";
import {
  type Condition,
  condition,
  conditionOf,
  type Kind,
  path,
  pathOf,
} from "../../text/field-value";
import { ValueEditor, type ValueProps } from "./value-editor";

const tests = {
  exists: "exists",
  // The directive's name says the opposite of what it does.
  blank: "is not blank",
} satisfies Record<Condition["test"], string>;

const SIMPLE: Kind[] = ["path", "fixed", "template"];

/** `@if`: one value or another, depending on whether something is there. */
export function ConditionEditor({ label, value, type, choices, onValue }: ValueProps) {
  const present = conditionOf(value);
  if (!present) return null;
  const change = (next: Partial<Condition>) => onValue(condition({ ...present, ...next }));
  const branch = (name: "yes" | "no", words: string) => (
    <Branch
      words={words}
      label={`${label} ${words}`}
      type={type}
      choices={choices}
      value={present[name]}
      onValue={(value) => change({ [name]: value })}
    />
  );
  return (
    <div class="condition-editor">
      <div class="condition-line">
        <span class="condition-word">If</span>
        <PathInput
          label={`What decides about ${label}`}
          value={pathOf(present.of)}
          onValue={(text) => change({ of: path(text.replace(/^\$\./, "")) })}
        />
        <select
          aria-label={`Test that decides about ${label}`}
          value={present.test}
          onChange={(event) => change({ test: event.currentTarget.value as Condition["test"] })}
        >
          {Object.entries(tests).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {branch("yes", "then")}
      {branch("no", "otherwise")}
    </div>
  );
}

interface BranchProps {
  words: string;
  label: string;
  type: string;
  choices: readonly string[] | undefined;
  value: JsonValue | undefined;
  onValue(value: JsonValue | undefined): void;
}

function Branch({ words, label, type, choices, value, onValue }: BranchProps) {
  return (
    <div class="condition-line">
      <span class="condition-word">{words}</span>
      {value === undefined ? (
        <>
          <span class="nothing">nothing</span>
          <button
            type="button"
            class="quiet"
            aria-label={`Set a value for ${label}`}
            onClick={() => onValue(path(""))}
          >
            Set a value
          </button>
        </>
      ) : (
        <>
          <ValueEditor
            label={label}
            type={type}
            choices={choices}
            value={value}
            onValue={onValue}
            forms={SIMPLE}
          />
          <button
            type="button"
            class="quiet"
            aria-label={`None for ${label}`}
            onClick={() => onValue(undefined)}
          >
            None
          </button>
        </>
      )}
    </div>
  );
}
