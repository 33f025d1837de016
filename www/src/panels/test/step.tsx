import { tooMuchToKeep } from "../../state/kept";
import { clearSamples } from "../../state/samples";
import { say } from "../../state/view";
import { samples } from "../../state/work";
import { Step } from "../step";
import { AddSamples } from "./add";
import { SampleList } from "./samples";

export function TestStep() {
  return (
    <Step
      view="test"
      term="sample"
      about="Find a sample event that fulfils the trigger."
      actions={
        samples.value.length > 0 && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              clearSamples();
              say("All events removed.", { undo: true });
            }}
          >
            Remove all
          </button>
        )
      }
    >
      <AddSamples />
      {tooMuchToKeep.value && (
        <p class="callout warning">
          These events are too many for the browser to keep: they will be gone after a reload. The
          document is kept.
        </p>
      )}
      <SampleList />
    </Step>
  );
}
