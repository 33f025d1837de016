import { Copy } from "../controls/copy";
import { closeDialog, Dialog } from "../controls/dialog";
import { download } from "../controls/download";
import { problems } from "../state/answers";
import { documentText } from "../state/work";

/** The document, to take away. */
export function ExportDialog() {
  const errors = problems.value.filter(({ severity }) => severity === "error").length;
  return (
    <Dialog
      title="Export the destination document"
      about="One JSON file says it all: keep it in your repository, give it to the Worker or the command line. It holds no secrets."
      actions={
        <>
          <button type="button" class="quiet" onClick={closeDialog}>
            Close
          </button>
          <Copy label="Copy" text={() => documentText.value} />
          <button
            type="button"
            class="primary"
            onClick={() => download("destination.json", documentText.value)}
          >
            Download destination.json
          </button>
        </>
      }
    >
      {errors > 0 && (
        <p class="callout error">
          The document has {errors === 1 ? "an error" : `${errors} errors`}: the Worker will not
          take it like this.
        </p>
      )}
      <textarea
        class="code-input"
        rows={16}
        readOnly
        aria-label="The document"
        value={documentText.value}
      />
    </Dialog>
  );
}
