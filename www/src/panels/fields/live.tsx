import type { FieldKey, JsonValue, ValueTrace } from "friendbuy-edge";
import { useDerived } from "../../controls/derived";
import { severities } from "../../controls/findings";
import { Prose } from "../../controls/prose";
import type { Found } from "../../engine/messages";
import { eventReview, findingsOf, foundBy, sentBy } from "../../state/event";
import { shortened } from "../../text/shortened";

const MAX_TEXT = 160;

/** A value in one line. */
export const inline = (value: JsonValue) => shortened(JSON.stringify(value), MAX_TEXT);

/** What a field comes to in the event that is looked at. */
export function Live({ field, isSent }: { field: FieldKey; isSent: boolean }) {
  // Each by itself: of the many fields mostly one comes to something else.
  const isReadable = useDerived(() => eventReview.value?.readable === true, []);
  const found = useDerived(() => foundBy(field), [field]) ?? {};
  const sent = useDerived(() => sentBy(field), [field]) ?? [];
  const findings = useDerived(() => findingsOf(field), [field]) ?? [];
  if (!isReadable) return null;
  return (
    <div class="live">
      {isSent && <Value found={found} sent={sent} />}
      {findings.map(({ severity, message }, index) => {
        const { Icon, label } = severities[severity];
        return (
          <p key={index} class={`live-finding ${severity}`}>
            <Icon />
            <span class="hidden">{label}: </span>
            <span>
              <Prose text={message} />
            </span>
          </p>
        );
      })}
    </div>
  );
}

function Value({ found: { value, problem }, sent }: { found: Found; sent: readonly ValueTrace[] }) {
  if (problem !== undefined) {
    return (
      <p class="live-value none">
        <Prose text={problem} />
      </p>
    );
  }
  const [only] = sent;
  // Where one value became another on its way, both are told.
  const became =
    sent.length === 1 && only && JSON.stringify(only.value) !== JSON.stringify(value)
      ? only.value
      : undefined;
  if (value === undefined || value === null) {
    if (became !== undefined) return <p class="live-value">{shown(became)}</p>;
    return <p class="live-value none">Nothing in this event</p>;
  }
  return (
    <p class="live-value">
      {shown(value)}
      {became !== undefined && (
        <>
          <span class="live-word"> sent as </span>
          {shown(became)}
        </>
      )}
    </p>
  );
}

const shown = (value: JsonValue) => (
  <code class={typeof value === "object" ? "object" : typeof value}>{inline(value)}</code>
);
