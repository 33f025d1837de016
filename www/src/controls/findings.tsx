import type { Severity } from "friendbuy-edge";
import type { ComponentType } from "preact";
import type { Finding } from "../engine/messages";
import { type Source, show } from "../state/view";
import { ErrorIcon, NoteIcon, WarningIcon } from "./icons";
import { Prose } from "./prose";

export const severities = {
  error: { label: "Error", Icon: ErrorIcon },
  warning: { label: "Warning", Icon: WarningIcon },
  note: { label: "Note", Icon: NoteIcon },
} satisfies Record<Severity, { label: string; Icon: ComponentType }>;

const texts = {
  event: "Event",
  document: "Document",
} satisfies Record<Source, string>;

export function Findings({ findings }: { findings: readonly Finding[] }) {
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
  return (
    <button
      type="button"
      class="link"
      title={pointer || undefined}
      onClick={() => show(source, place)}
    >
      {texts[source]}, line {place.line}, column {place.column}
    </button>
  );
}
