import type { Mode } from "friendbuy-edge";
import { modes } from "../document";
import { mode, setMode } from "../state";

const words = {
  segment: {
    label: "Segment",
    about: "What Segment’s own code sends, to migrate and to compare.",
  },
  documented: {
    label: "Documented",
    about: "What the documentation says: what does not fit is left out, with a warning.",
  },
  strict: {
    label: "Strict",
    about: "As documented, but an event that would lose a value is refused.",
  },
} satisfies Record<Mode, { label: string; about: string }>;

/** Chooses the document's mode. */
export function ModeSwitch() {
  const chosen = mode.value;
  return (
    <div class="mode">
      <fieldset class="segments" disabled={chosen === undefined} aria-describedby="mode-about">
        <legend>Mode</legend>
        {modes.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="mode"
              checked={chosen === name}
              onChange={() => setMode(name)}
            />
            {words[name].label}
          </label>
        ))}
      </fieldset>
      <p id="mode-about" class="about">
        {chosen ? words[chosen].about : "The mappings have to be readable first."}
      </p>
    </div>
  );
}
