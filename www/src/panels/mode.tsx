import type { Mode } from "friendbuy-edge";
import { Term } from "../controls/term";
import { mode, setMode } from "../state/mappings";
import { modes } from "../text/document";

const words = {
  segment: { label: "Segment", about: "What Segment’s own code sends" },
  documented: { label: "Documented", about: "What the documentation says" },
  strict: { label: "Strict", about: "As documented, refusing what would lose a value" },
} satisfies Record<Mode, { label: string; about: string }>;

/** Chooses the document's mode. */
export function ModeSwitch() {
  const chosen = mode.value;
  return (
    <div class="mode">
      <fieldset class="segments" disabled={chosen === undefined}>
        <legend>Mode</legend>
        {modes.map((name) => (
          <label key={name} title={words[name].about}>
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
      <Term name="mode" />
    </div>
  );
}
