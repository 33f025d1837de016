import { useMemo } from "preact/hooks";
import { Copy } from "../../controls/copy";
import type { Call } from "../../engine/messages";
import { curl } from "../../text/curl";
import { laidOut, type Token, text } from "../../text/tokens";

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
      <Body tokens={tokens} />
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
