import { signal } from "@preact/signals";
import type { Action } from "friendbuy-edge";
import { useEffect } from "preact/hooks";
import { Term } from "../../controls/term";
import { wantedField } from "../../state/fields";
import { action, mapping, selectedMapping, setDefaults, setField } from "../../state/mappings";
import { fieldSource, type ReadMapping } from "../../text/document";
import { Step } from "../step";
import { FieldRow } from "./row";

const filter = signal("");
const onlyChanged = signal(false);

export function FieldsStep() {
  useShown(wantedField.value);
  const present = mapping.value;
  const fields = action.value?.fields ?? [];
  const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = fields.filter((field) => {
    const text = `${field.key} ${field.label}`.toLowerCase();
    if (onlyChanged.value && present && fieldSource(present, field).from === "default")
      return false;
    return words.every((word) => text.includes(word));
  });
  return (
    <Step view="fields" term="field" about="Say where each value of the call comes from.">
      <div class="field-tools">
        <input
          type="search"
          aria-label="Find a field"
          placeholder="Find a field"
          value={filter.value}
          onInput={(event) => {
            filter.value = event.currentTarget.value;
          }}
        />
        <Term name="forms" />
        <label class="check">
          <input
            type="checkbox"
            checked={onlyChanged.value}
            onChange={(event) => {
              onlyChanged.value = event.currentTarget.checked;
            }}
          />
          Only changed
        </label>
        <label
          class="check"
          title="Off for mappings that say everything themselves, such as imported ones"
        >
          <input
            type="checkbox"
            checked={present?.defaults ?? true}
            onChange={(event) => setDefaults(selectedMapping.value, event.currentTarget.checked)}
          />
          Pre-filled with Segment’s defaults
        </label>
      </div>
      {present && action.value && <UnknownFields mapping={present} action={action.value} />}
      {present && action.value ? (
        <ul class="fields">
          {shown.map((field) => (
            <FieldRow
              key={`${selectedMapping.value} ${field.key}`}
              field={field}
              mapping={present.id}
              {...fieldSource(present, field)}
            />
          ))}
          {shown.length === 0 && <li class="empty">No such field.</li>}
        </ul>
      ) : (
        <p class="callout">Choose an action first: it says which fields there are.</p>
      )}
    </Step>
  );
}

/** Fields of the document that the action does not have: nothing works until they are gone. */
function UnknownFields({ mapping, action }: { mapping: ReadMapping; action: Action }) {
  const known = new Set<string>(action.fields.map(({ key }) => key));
  const unknown = Object.keys(mapping.fields).filter((key) => !known.has(key));
  if (unknown.length === 0) return null;
  return (
    <ul class="callout error unknown-fields">
      {unknown.map((key) => (
        <li key={key}>
          <span>
            {action.title} has no field <code>{key}</code>.
          </span>
          <button
            type="button"
            aria-label={`Remove ${key}`}
            onClick={() => setField(selectedMapping.value, key, undefined)}
          >
            Remove
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Brings a field into sight, and puts the focus into it. */
function useShown(key: string | undefined): void {
  useEffect(() => {
    if (key === undefined) return;
    filter.value = "";
    onlyChanged.value = false;
    wantedField.value = undefined;
    requestAnimationFrame(() => {
      const row = document.getElementById(`field-${key}`);
      row?.scrollIntoView({ block: "center" });
      row?.querySelector<HTMLElement>("input, textarea, select")?.focus({ preventScroll: true });
    });
  }, [key]);
}
