import type { Field, FieldKey } from "friendbuy-edge";
import { useState } from "preact/hooks";
import { BinIcon, ResetIcon } from "../../controls/icons";
import { foundBy } from "../../state/event";
import { point } from "../../state/lit";
import { mode, selectedMapping, setField } from "../../state/mappings";
import type { FieldSource } from "../../text/document";
import { Limits } from "./limits";
import { Live } from "./live";
import { ValueEditor } from "./value-editor";

const types = {
  string: "Text",
  number: "Number",
  integer: "Whole number",
  boolean: "Yes or no",
  object: "Object",
} satisfies Record<Field["type"], string>;

const formats = {
  date: "date",
  "date-time": "date and time",
  uri: "address",
  email: "email address",
  choice: "one of a few",
} satisfies Record<NonNullable<Field["format"]>, string>;

function typeName({ type, multiple, format, choices }: Field): string {
  if (choices) return choices.join(", ");
  if (format) return `${types[type]}, ${formats[format]}`;
  return multiple ? `List, each ${types[type].toLowerCase()}` : types[type];
}

interface FieldRowProps extends FieldSource {
  field: Field<FieldKey>;
  /** The id of the mapping. */
  mapping: string;
}

/** One field of the action: what it is, where it comes from, what it comes to. */
export function FieldRow({ field, value, from, mapping }: FieldRowProps) {
  const { key, label, description, required, type, choices } = field;
  const index = selectedMapping.value;
  // A reset also forgets the form in which the value was edited.
  const [resets, setResets] = useState(0);
  const isSent = from !== "removed" && (value !== undefined || from === "default");
  const id = `field-${key}`;
  return (
    <li
      class={`field ${from}`}
      id={id}
      aria-labelledby={`${id}-label`}
      onPointerEnter={() => point({ kind: "field", mapping, field: key })}
      onPointerLeave={() => point(undefined)}
    >
      <div class="field-about">
        <p class="field-label">
          <span id={`${id}-label`}>{label}</span>
          {required && (
            <span class="required" title="Required">
              *<span class="hidden"> required</span>
            </span>
          )}
          {from === "changed" && <span class="badge accent">Changed</span>}
          {from === "removed" && <span class="badge">Removed</span>}
        </p>
        <p class="field-description">{description}</p>
        <p class="field-type">
          {typeName(field)} · <code>{key}</code>
        </p>
      </div>
      <div class="field-value">
        <div class="field-edit">
          {isSent ? (
            <ValueEditor
              key={resets}
              label={label}
              type={type}
              choices={choices}
              value={value}
              found={() => foundBy(key)?.value}
              onValue={(value) => setField(index, key, value)}
            />
          ) : (
            <p class="not-sent">
              Not sent.{" "}
              {required && mode.value !== undefined && "Without it Friendbuy takes no such call."}
            </p>
          )}
          <div class="field-actions">
            <button
              type="button"
              class="quiet square"
              aria-label={`Reset ${label} to its default`}
              title="Reset to the default"
              disabled={from === "default"}
              onClick={() => {
                setField(index, key, undefined);
                setResets(resets + 1);
              }}
            >
              <ResetIcon />
            </button>
            <button
              type="button"
              class="quiet square"
              aria-label={`Remove ${label}`}
              title="Remove: don’t send it"
              disabled={from === "removed"}
              onClick={() => setField(index, key, null)}
            >
              <BinIcon />
            </button>
          </div>
        </div>
        <Live field={key} isSent={isSent} />
        <Limits field={key} />
      </div>
    </li>
  );
}
