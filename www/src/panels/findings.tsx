import type { Severity } from "friendbuy-edge";
import type { ComponentType } from "preact";
import type { Finding } from "../messages";
import { prose } from "../prose";
import { reveal, type Source } from "../state";
import { ErrorIcon, NoteIcon, WarningIcon } from "./icons";

const severities = {
  error: { label: "Error", Icon: ErrorIcon },
  warning: { label: "Warning", Icon: WarningIcon },
  note: { label: "Note", Icon: NoteIcon },
} satisfies Record<Severity, { label: string; Icon: ComponentType }>;

const editors = {
  event: { source: "events", title: "Event" },
  document: { source: "document", title: "Mappings" },
} satisfies Record<NonNullable<Finding["source"]>, { source: Source; title: string }>;

export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map((finding, index) => (
        <Item key={index} finding={finding} />
      ))}
    </ul>
  );
}

function Item({ finding }: { finding: Finding }) {
  const { severity, code, field, message, help } = finding;
  const { label, Icon } = severities[severity];
  return (
    <li class={`finding ${severity}`}>
      <span class="finding-mark">
        <Icon />
        <span class="hidden">{label}: </span>
      </span>
      <div>
        <p class="finding-message">
          <Prose text={message} />
        </p>
        {help && (
          <p class="finding-help">
            <Prose text={help} />
          </p>
        )}
        <p class="finding-facts">
          <PlaceButton finding={finding} />
          {field && (
            <span>
              field <code>{field}</code>
            </span>
          )}
          <code>{code}</code>
        </p>
      </div>
    </li>
  );
}

function PlaceButton({ finding: { source, place, pointer } }: { finding: Finding }) {
  if (!source || !place) return null;
  const editor = editors[source];
  const show = () => {
    reveal.value = { source: editor.source, place, focus: true };
  };
  return (
    <button type="button" class="link" title={pointer || undefined} onClick={show}>
      {editor.title}, line {place.line}, column {place.column}
    </button>
  );
}

function Prose({ text }: { text: string }) {
  return (
    <>
      {prose(text).map(({ text, code }, index) => (code ? <code key={index}>{text}</code> : text))}
    </>
  );
}
