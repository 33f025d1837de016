import { Editor } from "../editor/editor";
import { exampleGroups } from "../examples";
import { clearEvents, events, loadExample, selectEventAt } from "../state";
import { Menu } from "./menu";

export function Events() {
  return (
    <section class="panel events" id="events" aria-labelledby="events-title">
      <header class="panel-head">
        <h2 id="events-title">Events</h2>
        <div class="actions">
          <button type="button" class="quiet" disabled={events.value === ""} onClick={clearEvents}>
            Clear
          </button>
          <Menu
            label="Examples"
            groups={exampleGroups.map(({ title, examples }) => ({
              title,
              items: examples.map((example) => ({
                title: example.title,
                about: example.about,
                choose: () => loadExample(example),
              })),
            }))}
          />
        </div>
      </header>
      <Editor
        source="events"
        label="Events"
        placeholder="Paste a Segment event, a list, one event a line, or a whole batch"
        text={events}
        onCaret={selectEventAt}
      />
    </section>
  );
}
