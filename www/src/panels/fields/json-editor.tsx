import { useSignal } from "@preact/signals";
import type { JsonValue } from "friendbuy-edge";
import { useLayoutEffect, useState } from "preact/hooks";
import { Editor } from "../../editor/editor";
import { pathHints } from "../../state/paths";
import { json } from "../../text/document";
import { parseExact } from "../../text/exact";
import type { ValueProps } from "./value-editor";

/** Any directive, as JSON. What is no JSON yet stays here until it is. */
export function JsonEditor({ label, value, onValue }: ValueProps) {
  const [draft, setDraft] = useState<{ text: string; problem: string | undefined }>();
  const shown = draft?.text ?? json(value);
  const text = useSignal(shown);
  useLayoutEffect(() => {
    text.value = shown;
  }, [shown]);

  const onText = (text: string) => {
    try {
      const value = parseExact(text) as JsonValue;
      setDraft({ text, problem: undefined });
      onValue(value);
    } catch (error) {
      setDraft({ text, problem: `No JSON yet: ${(error as SyntaxError).message}` });
    }
  };

  return (
    <div
      class="json-editor"
      onFocusOut={() => {
        if (!draft?.problem) setDraft(undefined);
      }}
    >
      <Editor
        label={`JSON of ${label}`}
        placeholder='{ "@path": "$.properties.total" }'
        text={text}
        onText={onText}
        help={() => pathHints.peek()}
      />
      <p class="field-problem" role="status">
        {draft?.problem}
      </p>
    </div>
  );
}
