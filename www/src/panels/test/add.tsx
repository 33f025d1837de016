import { useRef, useState } from "preact/hooks";
import { Menu } from "../../controls/menu";
import { engine, sayTrouble } from "../../state/answers";
import { type Example, exampleGroups } from "../../state/examples";
import { addMappingFor } from "../../state/mappings";
import { addSamples, MAX_SAMPLES } from "../../state/samples";
import { say } from "../../state/view";
import { samples } from "../../state/work";

const counted = (count: number) => (count === 1 ? "One event" : `${count} events`);

/** Adds the events of a text. */
export async function addText(text: string): Promise<void> {
  const answer = await engine.ask("read", { text }).catch(sayTrouble);
  if (!answer) return;
  const room = MAX_SAMPLES - samples.peek().length;
  const count = Math.min(answer.events.length, room);
  addSamples(answer.events);
  if (answer.events.length === 0) say("There is no event in this.");
  else if (count < answer.events.length) {
    say(`${counted(count)} added; there is room for ${MAX_SAMPLES} in all.`, { undo: count > 0 });
  } else say(`${counted(count)} added.`, { undo: true });
}

async function addFiles(files: Iterable<File>): Promise<void> {
  const texts = await Promise.all(Array.from(files, (file) => file.text()));
  // One after the other: each is its own form.
  for (const text of texts) await addText(text);
}

function addExample({ events, mapping }: Example): void {
  if (mapping) addMappingFor(mapping);
  addText(events);
}

/** All the ways to bring events in. */
export function AddSamples() {
  const [text, setText] = useState("");
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const add = (text: string) => {
    setText("");
    addText(text);
  };

  return (
    <section
      class={over ? "add-samples over" : "add-samples"}
      aria-label="Add events"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const { files } = event.dataTransfer ?? {};
        if (files?.length) addFiles(files);
        else add(event.dataTransfer?.getData("text/plain") ?? "");
      }}
    >
      <textarea
        class="code-input"
        rows={2}
        aria-label="Events to add"
        placeholder="Paste events or drop files here: one event, a list, one a line, or an SDK’s batch"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData("text/plain") ?? "";
          if (text !== "" || pasted.trim() === "") return;
          event.preventDefault();
          add(pasted);
        }}
      />
      <div class="actions">
        <button type="button" disabled={text.trim() === ""} onClick={() => add(text)}>
          Add
        </button>
        <button type="button" onClick={() => input.current?.click()}>
          Open files…
        </button>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept=".json,.ndjson,.jsonl,.txt,application/json"
          onChange={(event) => {
            addFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = "";
          }}
        />
        <Menu
          label="Examples"
          groups={exampleGroups.map(({ title, examples }) => ({
            title,
            items: examples.map((example) => ({
              title: example.title,
              about: example.about,
              choose: () => addExample(example),
            })),
          }))}
        />
      </div>
    </section>
  );
}
