import type { Mode } from "friendbuy-edge";
import { Term } from "../controls/term";
import { mode, setMode } from "../state/mappings";
import { modeChanges } from "../state/modes";
import { modes } from "../text/document";

export const modeWords = {
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
          <label key={name} title={modeWords[name].about}>
            <input
              type="radio"
              name="mode"
              checked={chosen === name}
              onChange={() => setMode(name)}
            />
            {modeWords[name].label}
            <Differs mode={name} />
          </label>
        ))}
      </fieldset>
      <Term name="mode" />
    </div>
  );
}

/** A mark on the modes that would treat the event that is looked at differently. */
function Differs({ mode }: { mode: Mode }) {
  const changes = modeChanges.value.find((other) => other.mode === mode)?.changes ?? [];
  if (changes.length === 0) return null;
  return (
    <span class="differs" title="Treats this event differently: see “Review mappings”">
      <span class="hidden"> (treats this event differently)</span>
    </span>
  );
}
