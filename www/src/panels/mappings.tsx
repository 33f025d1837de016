import { standardDocument } from "../document";
import { Editor } from "../editor/editor";
import { destination, resetDocument } from "../state";

export function Mappings() {
  return (
    <section class="panel mappings" id="mappings" aria-labelledby="mappings-title">
      <header class="panel-head">
        <h2 id="mappings-title">Mappings</h2>
        <div class="actions">
          <button
            type="button"
            class="quiet"
            disabled={destination.value === standardDocument}
            onClick={resetDocument}
          >
            Reset
          </button>
        </div>
      </header>
      <Editor
        source="document"
        label="Mappings, the destination document"
        placeholder="A destination document"
        text={destination}
      />
    </section>
  );
}
