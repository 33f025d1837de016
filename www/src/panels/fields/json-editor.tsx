import type { JsonValue } from "friendbuy-edge";
import { useId, useState } from "preact/hooks";
import { json } from "../../text/document";
import { parseExact } from "../../text/exact";
import type { ValueProps } from "./value-editor";

const MIN_ROWS = 3;
const MAX_ROWS = 14;

/** Any directive, as JSON. What is no JSON yet stays here until it is. */
export function JsonEditor({ label, value, onValue }: ValueProps) {
  const [draft, setDraft] = useState<{ text: string; problem: string | undefined }>();
  const id = useId();
  const text = draft?.text ?? json(value);

  const onInput = (text: string) => {
    try {
      const value = parseExact(text) as JsonValue;
      setDraft({ text, problem: undefined });
      onValue(value);
    } catch (error) {
      setDraft({ text, problem: `No JSON yet: ${(error as SyntaxError).message}` });
    }
  };

  return (
    <div class="json-editor">
      <textarea
        class="code-input"
        aria-label={`JSON of ${label}`}
        aria-invalid={draft?.problem !== undefined}
        aria-describedby={draft?.problem ? id : undefined}
        spellcheck={false}
        rows={Math.max(MIN_ROWS, Math.min(MAX_ROWS, text.split("\n").length))}
        value={text}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={() => {
          if (!draft?.problem) setDraft(undefined);
        }}
      />
      {draft?.problem && (
        <p id={id} class="field-problem">
          {draft.problem}
        </p>
      )}
    </div>
  );
}
