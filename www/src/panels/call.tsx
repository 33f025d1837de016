import type { MappingSummary, SkipReason } from "friendbuy-edge";
import type { ComponentType } from "preact";
import { useMemo } from "preact/hooks";
import { curl } from "../curl";
import type { Call, Finding } from "../messages";
import { catalogue } from "../state";
import { laidOut, type Token, text } from "../tokens";
import { Copy } from "./copy";
import { Findings } from "./findings";
import { CallIcon, ErrorIcon, IdleIcon } from "./icons";

/** What became of a mapping. */
export type Fate = "call" | SkipReason;

const fates = {
  call: { label: "Call", Icon: CallIcon },
  refused: { label: "Refused", Icon: ErrorIcon },
  "not-triggered": { label: "Not triggered", Icon: IdleIcon },
  disabled: { label: "Switched off", Icon: IdleIcon },
} satisfies Record<Fate, { label: string; Icon: ComponentType }>;

export interface Outcome {
  mapping: MappingSummary;
  fate: Fate;
  call: Call | undefined;
  findings: Finding[];
}

/** One mapping and what it made of the event. */
export function OutcomeCard({ outcome: { mapping, fate, call, findings } }: { outcome: Outcome }) {
  const { label, Icon } = fates[fate];
  const { name, action } = namesOf(mapping);
  return (
    <article class={`card ${fate}`} aria-label={`${name}: ${label}`}>
      <header class="card-head">
        <h3>{name}</h3>
        {action && <span class="card-action">{action}</span>}
        <span class="fate">
          <Icon /> {label}
        </span>
        <Trigger mapping={mapping} />
      </header>
      {call && <CallView call={call} />}
      <Findings findings={findings} />
    </article>
  );
}

/** What a mapping is called, and its action where the name does not say it. */
function namesOf(mapping: MappingSummary): { name: string; action: string | undefined } {
  const title = catalogue.value.find(({ name }) => name === mapping.action)?.title;
  const name = mapping.name || title || mapping.id;
  return { name, action: title === name ? undefined : title };
}

function Trigger({ mapping: { trigger } }: { mapping: MappingSummary }) {
  return (
    <p class="trigger">
      <span class="hidden">Trigger: </span>
      <code>{trigger}</code>
    </p>
  );
}

function CallView({ call }: { call: Call }) {
  const tokens = useMemo(() => laidOut(call.body), [call.body]);
  return (
    <div class="call">
      <div class="call-head">
        <code class="request">
          <b>{call.method}</b> {call.path}
        </code>
        <div class="actions">
          <Copy label="Copy curl" text={() => curl(call, text(tokens))} />
          <Copy label="Copy JSON" text={() => text(tokens)} />
        </div>
      </div>
      <Body tokens={tokens} />
      {call.sendOnceKey && (
        <p class="once">
          Send-once key <code>{call.sendOnceKey}</code>: calls with the same key are the same call.
        </p>
      )}
    </div>
  );
}

function Body({ tokens }: { tokens: Token[] }) {
  return (
    <pre class="code">
      <code>
        {tokens.map(({ kind, text }, index) =>
          kind === "space" ? (
            text
          ) : (
            <span key={index} class={kind}>
              {text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}
