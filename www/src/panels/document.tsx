import { Editor } from "../editor/editor";
import { problems } from "../state/answers";
import { setDocument } from "../state/mappings";
import { steady } from "../state/shared";
import { documentText } from "../state/work";

const marks = steady(() => problems.value.filter(({ source }) => source === "document"));

/** The whole document as text. */
export function DocumentPanel() {
  return (
    <section class="step step-document" id="step" aria-labelledby="step-title" tabIndex={-1}>
      <header class="step-head">
        <div>
          <h2 id="step-title">Document as JSON</h2>
          <p class="about">
            The one file that says it all. The four steps edit this text, and what you change here
            changes there.
          </p>
        </div>
      </header>
      <Editor
        source="document"
        label="Document"
        placeholder="A destination document"
        text={documentText}
        onText={setDocument}
        marks={marks}
      />
    </section>
  );
}
