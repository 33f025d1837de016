import { mapping, selectedMapping, setTrigger } from "../../state/mappings";
import { Step } from "../step";

export function TriggerStep() {
  const index = selectedMapping.value;
  return (
    <Step view="trigger" term="trigger" about="Choose which events are sent to Friendbuy.">
      <label class="stacked">
        <span class="label">Trigger</span>
        <textarea
          class="code-input"
          rows={3}
          spellcheck={false}
          value={mapping.value?.trigger ?? ""}
          onInput={(event) => setTrigger(index, event.currentTarget.value)}
        />
      </label>
    </Step>
  );
}
