import { useMemo } from "preact/hooks";
import { Copy } from "../../controls/copy";
import { Term } from "../../controls/term";
import type { Call } from "../../engine/messages";
import { hovered, isLit, pin, pinned, point } from "../../state/lit";
import { curl } from "../../text/curl";
import { laidOut, type Token, text } from "../../text/tokens";
import { Reason } from "./reason";

/** One call: where to, and what is in it. */
export function CallView({ call }: { call: Call }) {
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
      <Body mapping={call.mapping} tokens={tokens} />
      <Reason mapping={call.mapping} />
      {call.sendOnceKey && (
        <p class="once">
          Send-once key <Term name="sendOnceKey" /> <code>{call.sendOnceKey}</code>
        </p>
      )}
    </div>
  );
}

/** The body. Its values are one stop of the Tab key, and the arrow keys go from one to the next. */
function Body({ mapping, tokens }: { mapping: string; tokens: Token[] }) {
  const first = tokens.findIndex(isValue);
  const pinnedHere = pinned.value;
  const stop = tokens.findIndex(
    (token) =>
      isValue(token) &&
      pinnedHere?.kind === "value" &&
      pinnedHere.mapping === mapping &&
      pinnedHere.pointer === token.pointer,
  );
  return (
    <pre class="code" onKeyDown={walk} onPointerLeave={() => point(undefined)}>
      {tokens.map((token, index) => {
        if (token.kind === "space") return token.text;
        if (token.pointer === undefined) {
          return (
            <span key={index} class={token.kind}>
              {token.text}
            </span>
          );
        }
        const { pointer } = token;
        const at = { kind: "value", mapping, pointer } as const;
        const lit = isLit(mapping, pointer) ? " lit" : "";
        if (!isValue(token)) {
          return (
            <span key={index} class={`name${lit}`} onPointerEnter={() => point(at)}>
              {token.text}
            </span>
          );
        }
        return (
          <button
            key={index}
            type="button"
            class={`value ${token.kind}${lit}`}
            tabIndex={index === (stop >= 0 ? stop : first) ? 0 : -1}
            aria-pressed={index === stop}
            onPointerEnter={() => point(at)}
            onFocus={() => point(at)}
            onBlur={() => point(undefined)}
            onClick={() => pin(at)}
          >
            {token.text}
          </button>
        );
      })}
    </pre>
  );
}

const isValue = ({ kind, pointer }: Token) => pointer !== undefined && kind !== "name";

function walk(event: KeyboardEvent): void {
  const body = event.currentTarget as HTMLElement;
  const values = [...body.querySelectorAll<HTMLElement>("button")];
  const at = values.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: at + 1,
    ArrowRight: at + 1,
    ArrowUp: at - 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: values.length - 1,
  }[event.key];
  if (event.key === "Escape") {
    pinned.value = undefined;
    hovered.value = undefined;
    return;
  }
  if (to === undefined) return;
  event.preventDefault();
  values[Math.max(0, Math.min(to, values.length - 1))]?.focus();
}
