import type { MappingSummary } from "friendbuy-edge";
import type { ComponentChildren } from "preact";
import type { Trouble } from "../engine";
import { exampleGroups } from "../examples";
import type { EventReport, Report } from "../messages";
import { attempt, loadExample, report, selectedEvent, trouble } from "../state";
import { type Outcome, OutcomeCard } from "./call";
import { counted, EventList } from "./event-list";
import { Findings } from "./findings";
import { ModeSwitch } from "./mode";

export function Calls() {
  return (
    <section class="panel calls" id="calls" aria-labelledby="calls-title" tabIndex={-1}>
      <header class="panel-head">
        <h2 id="calls-title">Calls to Friendbuy</h2>
      </header>
      <div class="panel-body">
        <ModeSwitch />
        <Content />
      </div>
    </section>
  );
}

function Content() {
  if (trouble.value) return <TroubleState trouble={trouble.value} />;
  if (!report.value) return <State title="Starting…" />;
  const { mappings, findings } = report.value;
  if (!mappings) return <DocumentState findings={findings} />;
  if (!selectedEvent.value) return <EmptyState />;
  return (
    <>
      <Findings findings={findings} />
      <EventList />
      <EventCalls event={selectedEvent.value} mappings={mappings} />
    </>
  );
}

function EventCalls({ event, mappings }: { event: EventReport; mappings: MappingSummary[] }) {
  if (!event.readable) {
    return (
      <State title={isJson(event) ? "This is not an event" : "This is not JSON yet"} tone="error">
        <Findings findings={event.findings} />
      </State>
    );
  }
  const outcomes = mappings.map((mapping) => outcomeOf(mapping, event));
  const idle = (outcome: Outcome) =>
    outcome.fate === "not-triggered" || outcome.fate === "disabled";
  return (
    <>
      <p class="summary" role="status">
        {summary(outcomes)}
      </p>
      <Findings findings={event.findings.filter(({ mapping }) => mapping === undefined)} />
      {outcomes
        .filter((outcome) => !idle(outcome))
        .map((outcome) => (
          <OutcomeCard key={outcome.mapping.id} outcome={outcome} />
        ))}
      <div class="idle">
        {outcomes.filter(idle).map((outcome) => (
          <OutcomeCard key={outcome.mapping.id} outcome={outcome} />
        ))}
      </div>
    </>
  );
}

const isJson = ({ findings }: EventReport) => findings.every(({ code }) => code !== "json-syntax");

function outcomeOf(mapping: MappingSummary, event: EventReport): Outcome {
  const skipped = event.skipped.find((skipped) => skipped.mapping === mapping.id);
  return {
    mapping,
    fate: skipped?.reason ?? "call",
    call: event.calls.find((call) => call.mapping === mapping.id),
    findings: event.findings.filter((finding) => finding.mapping === mapping.id),
  };
}

function summary(outcomes: Outcome[]): string {
  const count = (fate: Outcome["fate"]) =>
    outcomes.filter((outcome) => outcome.fate === fate).length;
  const warnings = outcomes.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === "warning"),
  ).length;
  const parts = [
    `${counted(count("call"), "call").replace(/^0/, "No")} from ${counted(outcomes.length, "mapping")}`,
    count("refused") > 0 && `${count("refused")} refused`,
    warnings > 0 && counted(warnings, "warning"),
  ];
  return parts.filter(Boolean).join(", ");
}

function EmptyState() {
  const example = exampleGroups[0]?.examples[0];
  return (
    <State title="No event yet">
      <p>
        Paste one, and its calls appear here as you type. One event, a list, one a line or a whole
        batch: all will do.
      </p>
      {example && (
        <button type="button" class="primary" onClick={() => loadExample(example)}>
          Try a purchase
        </button>
      )}
    </State>
  );
}

function DocumentState({ findings }: { findings: Report["findings"] }) {
  return (
    <State title="The mappings can’t be used yet" tone="error">
      <p>
        {findings.length === 1 ? "One problem is" : `${findings.length} problems are`} in the way.
      </p>
      <Findings findings={findings} />
    </State>
  );
}

const troubles = {
  "not-loaded": {
    title: "The mapping engine did not load",
    about: "The connection may be gone, or the browser too old for WebAssembly. Your text is kept.",
  },
  "too-slow": {
    title: "That took too long",
    about: "The engine was stopped after four seconds. Fewer events at once will help.",
  },
  crashed: {
    title: "The mapping engine stopped",
    about: "This should not happen. Your text is kept; changing it starts the engine anew.",
  },
} satisfies Record<Trouble, { title: string; about: string }>;

function TroubleState({ trouble }: { trouble: Trouble }) {
  const { title, about } = troubles[trouble];
  return (
    <State title={title} tone="error">
      <p>{about}</p>
      <button
        type="button"
        onClick={() => {
          attempt.value += 1;
        }}
      >
        Try again
      </button>
    </State>
  );
}

interface StateProps {
  title: string;
  tone?: "error";
  children?: ComponentChildren;
}

/** What stands in the place of calls when there are none. */
function State({ title, tone, children }: StateProps) {
  return (
    <div class={`state ${tone ?? ""}`} role={tone === "error" ? "alert" : "status"}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}
