import { Menu } from "../../controls/menu";
import { engine } from "../../state/answers";
import { exampleGroups } from "../../state/examples";
import { addSamples, clearSamples } from "../../state/samples";
import { say } from "../../state/view";
import { samples } from "../../state/work";
import { Step } from "../step";
import { SampleList } from "./samples";

/** Adds the events of a text. */
export async function addText(text: string): Promise<void> {
  const answer = await engine.ask("read", { text });
  if (!answer) return;
  addSamples(answer.events);
  const count = answer.events.length;
  say(
    count === 0
      ? "There is no event in this."
      : `${count === 1 ? "One event" : `${count} events`} added.`,
    {
      undo: count > 0,
    },
  );
}

export function TestStep() {
  return (
    <Step
      view="test"
      term="sample"
      about="Find a sample event that fulfils the trigger."
      actions={
        <>
          <button
            type="button"
            class="quiet"
            disabled={samples.value.length === 0}
            onClick={() => {
              clearSamples();
              say("All events removed.", { undo: true });
            }}
          >
            Remove all
          </button>
          <Menu
            label="Examples"
            groups={exampleGroups.map(({ title, examples }) => ({
              title,
              items: examples.map((example) => ({
                title: example.title,
                about: example.about,
                choose: () => addText(example.events),
              })),
            }))}
          />
        </>
      }
    >
      <SampleList />
    </Step>
  );
}
