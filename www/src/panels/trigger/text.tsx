import type { Span } from "friendbuy-edge";
import { useId, useRef } from "preact/hooks";
import { severities } from "../../controls/findings";
import { Prose } from "../../controls/prose";
import { mapping } from "../../state/mappings";
import { setTriggerText, triggerReview } from "../../state/trigger";

/** The trigger as text, with its mistakes underlined. */
export function TriggerText() {
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const text = mapping.value?.trigger ?? "";
  const findings = triggerReview.value?.findings ?? [];
  const spans = findings.flatMap(({ span, severity }) => (span ? [{ ...span, severity }] : []));

  const show = ({ start, end }: Span) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, Math.max(end, start + 1));
  };

  return (
    <section class="trigger-text">
      <label class="label" for={`${id}-area`}>
        As text
      </label>
      <div class="marked-text">
        <div class="marked-under" aria-hidden="true">
          {pieces(text, spans).map(({ text, severity }, index) =>
            severity ? (
              <mark key={index} class={severity}>
                {text}
              </mark>
            ) : (
              text
            ),
          )}
          {"\n"}
        </div>
        <textarea
          ref={area}
          id={`${id}-area`}
          class="code-input"
          spellcheck={false}
          autocapitalize="off"
          aria-invalid={findings.some(({ severity }) => severity === "error")}
          aria-describedby={findings.length > 0 ? `${id}-findings` : undefined}
          value={text}
          onInput={(event) => setTriggerText(event.currentTarget.value)}
        />
      </div>
      <ul class="trigger-findings" id={`${id}-findings`}>
        {findings.map(({ severity, message, help, span }, index) => {
          const { Icon, label } = severities[severity];
          return (
            <li key={index} class={`live-finding ${severity}`}>
              <Icon />
              <span class="hidden">{label}: </span>
              <span>
                {span && (
                  <button type="button" class="link" onClick={() => show(span)}>
                    Character {span.start + 1}
                  </button>
                )}{" "}
                <Prose text={message} />
                {help && (
                  <>
                    {". "}
                    <Prose text={help} />
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface Marked extends Span {
  severity: string;
}

/** The text cut where marks begin and end. A mark on nothing, as at the end, gets a space to stand on. */
function pieces(text: string, spans: Marked[]): { text: string; severity?: string }[] {
  const found: { text: string; severity?: string }[] = [];
  let at = 0;
  for (const { start, end, severity } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < at) continue;
    found.push({ text: text.slice(at, start) });
    found.push({ text: text.slice(start, end) || " ", severity });
    at = end;
  }
  return [...found, { text: text.slice(at) }];
}
