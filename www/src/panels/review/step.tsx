import type { MappingExplanation, SkipReason } from "friendbuy-edge";
import type { ComponentType } from "preact";
import { Findings } from "../../controls/findings";
import { CallIcon, ErrorIcon, IdleIcon } from "../../controls/icons";
import { State } from "../../controls/state";
import type { Finding } from "../../engine/messages";
import { review } from "../../state/answers";
import { eventReview } from "../../state/event";
import { mappings, nameOf, selectMapping } from "../../state/mappings";
import { view } from "../../state/view";
import { Step } from "../step";
import { CallView } from "./call";
import { Expectation } from "./expectation";
import { NotSent } from "./fates";
import { OtherModes } from "./modes";

export type Fate = "sent" | SkipReason;

const fates = {
  sent: { label: "Call", Icon: CallIcon },
  refused: { label: "Refused", Icon: ErrorIcon },
  "not-triggered": { label: "Not triggered", Icon: IdleIcon },
  disabled: { label: "Switched off", Icon: IdleIcon },
} satisfies Record<Fate, { label: string; Icon: ComponentType }>;

export function ReviewStep() {
  return (
    <Step
      view="review"
      term="origin"
      about="Check that the values of the event arrive as they should."
      actions={<Expectation />}
    >
      <Content />
    </Step>
  );
}

function Content() {
  const event = eventReview.value;
  if (!review.value?.mappings) return null;
  if (!event) {
    return (
      <State title="No event to try">
        <p>Add one in the step “Test event trigger”.</p>
      </State>
    );
  }
  if (!event.readable) {
    return (
      <State title="This is not an event" tone="error">
        <Findings findings={event.findings} />
      </State>
    );
  }
  const busy = event.mappings.filter(({ outcome }) => outcome === "sent" || outcome === "refused");
  const idle = event.mappings.filter((outcome) => !busy.includes(outcome));
  return (
    <>
      <p class="summary" role="status">
        {summary(event.mappings)}
      </p>
      <Findings findings={event.findings.filter(({ mapping }) => mapping === undefined)} />
      {busy.map((outcome) => (
        <Card key={outcome.mapping} outcome={outcome} />
      ))}
      {idle.length > 0 && (
        <ul class="idle">
          {idle.map((outcome) => (
            <Idle key={outcome.mapping} outcome={outcome} />
          ))}
        </ul>
      )}
      <OtherModes />
      <NotSent />
    </>
  );
}

function summary(outcomes: readonly MappingExplanation[]): string {
  const count = (fate: Fate) => outcomes.filter(({ outcome }) => outcome === fate).length;
  const calls = count("sent");
  const refused = count("refused");
  const words = calls === 0 ? "No call" : calls === 1 ? "One call" : `${calls} calls`;
  return refused ? `${words}, ${refused} refused` : words;
}

function Card({ outcome: { mapping, outcome } }: { outcome: MappingExplanation }) {
  const { calls = [], findings = [] } = eventReview.value ?? {};
  const call = calls.find((call) => call.mapping === mapping);
  const own: Finding[] = findings.filter((finding) => finding.mapping === mapping);
  const { label, Icon } = fates[outcome];
  const name = nameOf(mapping);
  return (
    <article class={`card ${outcome}`} aria-label={`${name}: ${label}`}>
      <header class="card-head">
        <h3>{name}</h3>
        <span class="fate">
          <Icon /> {label}
        </span>
      </header>
      {call && <CallView call={call} />}
      <Findings findings={own} />
    </article>
  );
}

function Idle({ outcome: { mapping, outcome } }: { outcome: MappingExplanation }) {
  const { label, Icon } = fates[outcome];
  const index = mappings.value.findIndex(({ id }) => id === mapping);
  if (index < 0) return null;
  return (
    <li>
      <button
        type="button"
        class="link"
        onClick={() => {
          selectMapping(index);
          view.value = "test";
        }}
      >
        {nameOf(mapping)}
      </button>
      <span class="fate">
        <Icon /> {label}
      </span>
    </li>
  );
}
