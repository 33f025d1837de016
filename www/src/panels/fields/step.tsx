import { action } from "../../state/mappings";
import { Step } from "../step";

export function FieldsStep() {
  return (
    <Step view="fields" term="field" about="Say where each value of the call comes from.">
      <ul>
        {action.value?.fields.map(({ key, label }) => (
          <li key={key}>{label}</li>
        ))}
      </ul>
    </Step>
  );
}
