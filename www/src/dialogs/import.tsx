import { useEffect, useState } from "preact/hooks";
import { closeDialog, Dialog } from "../controls/dialog";
import { Findings } from "../controls/findings";
import { Prose } from "../controls/prose";
import { Source } from "../controls/source";
import type { Imported } from "../engine/messages";
import { engine, sayTrouble } from "../state/answers";
import { addMappings, destination, replaceDocument } from "../state/mappings";
import { say } from "../state/view";

const outcomes = {
  kept: { label: "Kept", tone: "call" },
  changed: { label: "Changed", tone: "warning" },
  "not-understood": { label: "Not understood", tone: "error" },
} as const;

/** Segment's mappings, brought here. */
export function ImportDialog() {
  const [text, setText] = useState("");
  const [imported, setImported] = useState<Imported>();
  useEffect(() => {
    if (!text.trim()) return setImported(undefined);
    let current = true;
    engine
      .ask("import", { text })
      .then((answer) => current && answer && setImported(answer), sayTrouble);
    return () => {
      current = false;
    };
  }, [text]);

  const document = imported && "document" in imported ? imported.document : undefined;
  const take = (how: (document: string) => void) => {
    if (document === undefined) return;
    how(document);
    closeDialog();
    say("Imported.", { undo: true });
  };
  return (
    <Dialog
      title="Import from Segment"
      about="Paste the subscriptions of your Friendbuy destination: an answer of Segment’s Public API, the destination-kit form, or Terraform (files, state, or the JSON of “terraform show”)."
      actions={
        <>
          <button type="button" class="quiet" onClick={closeDialog}>
            Cancel
          </button>
          <button
            type="button"
            disabled={document === undefined || !destination.value}
            onClick={() => take(addMappings)}
          >
            Add its mappings
          </button>
          <button
            type="button"
            class="primary"
            disabled={document === undefined}
            onClick={() => take(replaceDocument)}
          >
            Replace the document
          </button>
        </>
      }
    >
      <Source
        label="Segment’s mappings"
        placeholder='{ "subscriptions": [ … ] }, or resource "segment_destination_subscription" { … }'
        text={text}
        onText={setText}
        accept=".json,.tf,.tfstate,.txt"
      />
      {imported && <Report imported={imported} />}
    </Dialog>
  );
}

function Report({ imported }: { imported: Imported }) {
  if (!("document" in imported)) return <Findings findings={imported.findings} />;
  return (
    <section aria-label="Report" aria-live="polite">
      <ul class="import-report">
        {imported.report.map(({ outcome, what, why, pointer, line, column }, index) => (
          <li key={index}>
            <span class={`badge ${outcomes[outcome].tone}`}>{outcomes[outcome].label}</span>
            <div>
              <p>
                <Prose text={what} />
              </p>
              {why && (
                <p class="about">
                  <Prose text={why} />
                </p>
              )}
            </div>
            <code class="import-place">
              {line === undefined ? pointer : `line ${line}, column ${column}`}
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}
