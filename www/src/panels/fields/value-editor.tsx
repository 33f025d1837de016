import type { JsonValue } from "friendbuy-edge";
import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { PathInput } from "../../controls/path-input";
import {
  converted,
  fixed,
  fixedOf,
  type Kind,
  kindOf,
  path,
  pathOf,
  template,
  templateOf,
} from "../../text/field-value";
import { ConditionEditor } from "./condition-editor";
import { JsonEditor } from "./json-editor";

export interface ValueProps {
  /** What it is the value of. */
  label: string;
  value: JsonValue | undefined;
  /** The type of the field. */
  type: string;
  choices?: readonly string[] | undefined;
  onValue(value: JsonValue): void;
}

const kinds = {
  path: { title: "Path", Editor: PathEditor },
  fixed: { title: "Fixed value", Editor: FixedEditor },
  template: { title: "Template", Editor: TemplateEditor },
  condition: { title: "Condition", Editor: ConditionEditor },
  json: { title: "JSON", Editor: JsonEditor },
} satisfies Record<Kind, { title: string; Editor: ComponentType<ValueProps> }>;

interface ValueEditorProps extends ValueProps {
  /** What the field finds in the selected event. */
  found?: () => JsonValue | undefined;
  /** The forms that can be chosen. */
  forms?: readonly Kind[];
}

const ALL = Object.keys(kinds) as Kind[];

/** Says where a value comes from, in one of several forms. */
export function ValueEditor({ found, forms = ALL, ...props }: ValueEditorProps) {
  // Everything can be edited as JSON, also what has a form of its own.
  const [asJson, setAsJson] = useState(false);
  const kind = asJson ? "json" : kindOf(props.value);
  const { Editor } = kinds[kind];
  const shown = forms.includes(kind) ? forms : [...forms, kind];
  return (
    <div class={`value-editor ${kind}`}>
      <select
        class="kind"
        aria-label={`Where ${props.label} comes from`}
        value={kind}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Kind;
          setAsJson(chosen === "json");
          if (chosen !== kindOf(props.value)) {
            props.onValue(converted(props.value, chosen, found?.()));
          }
        }}
      >
        {shown.map((name) => (
          <option key={name} value={name}>
            {kinds[name].title}
          </option>
        ))}
      </select>
      <Editor {...props} />
    </div>
  );
}

function PathEditor({ label, value, onValue }: ValueProps) {
  return (
    <PathInput
      label={`Path of ${label}`}
      value={pathOf(value)}
      onValue={(text) => onValue(path(text.replace(/^\$\./, "")))}
    />
  );
}

function FixedEditor({ label, value, type, choices, onValue }: ValueProps) {
  const present = fixedOf(value);
  const options = type === "boolean" ? ["true", "false"] : choices;
  if (options) {
    return (
      <select
        aria-label={`Fixed value of ${label}`}
        value={present}
        onChange={(event) => onValue(fixed(event.currentTarget.value, type))}
      >
        {!options.includes(present) && <option value={present}>Choose…</option>}
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    );
  }
  return (
    <input
      type="text"
      aria-label={`Fixed value of ${label}`}
      spellcheck={false}
      value={present}
      onInput={(event) => onValue(fixed(event.currentTarget.value, type))}
    />
  );
}

function TemplateEditor({ label, value, onValue }: ValueProps) {
  return (
    <input
      type="text"
      class="code"
      aria-label={`Template of ${label}`}
      spellcheck={false}
      placeholder="{{userId}}.{{properties.downloadId}}"
      value={templateOf(value)}
      onInput={(event) => onValue(template(event.currentTarget.value))}
    />
  );
}
