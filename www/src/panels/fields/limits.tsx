import type { Mode } from "friendbuy-edge";
import { outcome } from "../../state/event";
import { mode } from "../../state/mappings";

const MAX_ADDITIONAL = 10;
const PREFIX = "/additionalProperties/";

const rules = {
  segment:
    "Segment sends all of them, as text; Friendbuy drops what is over its limits without a word.",
  documented:
    "Texts of at most 128 characters. What is no text or too long is dropped, with a warning.",
  strict: "Texts of at most 128 characters. What is no text or too long refuses the event.",
} satisfies Record<Mode, string>;

/** What holds for custom attributes, where they are set, and how much room is left. */
export function Limits({ field }: { field: string }) {
  const isCustom = field === "friendbuyAttributes" || field === "eventProperties";
  if (!isCustom || !mode.value) return null;
  const values = outcome.value?.values ?? [];
  const used = values.filter(({ pointer }) => pointer.startsWith(PREFIX));
  const others = used.filter((value) => value.field !== field);
  return (
    <div class="limits">
      <p>
        A call takes at most {MAX_ADDITIONAL} additional properties. {rules[mode.value]}
      </p>
      {outcome.value?.outcome === "sent" && (
        <p class="limits-used">
          <meter
            min={0}
            max={MAX_ADDITIONAL}
            high={MAX_ADDITIONAL - 1}
            value={used.length}
            aria-label="Additional properties used"
          />
          {used.length} of {MAX_ADDITIONAL} used by this event
          {others.length > 0 && `, ${others.length} of them by other fields`}
        </p>
      )}
    </div>
  );
}
