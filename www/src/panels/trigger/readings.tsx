import { Term } from "../../controls/term";
import { dialect, triggerReview } from "../../state/trigger";

/** The warning where Segment reads the trigger differently. */
export function Readings() {
  const { readings } = triggerReview.value ?? {};
  if (!readings) return null;
  const isSegment = dialect.value === "segment";
  const lines = [
    { name: "Segment", reading: readings.segment, counts: isSegment },
    { name: "As documented", reading: readings.documented, counts: !isSegment },
  ];
  return (
    <div class="callout warning" role="status">
      <p>
        <b>Segment reads this trigger differently.</b> <Term name="readings" /> Parentheses around
        what belongs together usually make both the same.
      </p>
      <dl class="readings">
        {lines.map(({ name, reading, counts }) => (
          <div key={name}>
            <dt>
              {name} {counts && <span class="badge">counts in this mode</span>}
            </dt>
            <dd>{reading === null ? "Can’t be read" : <code>{reading}</code>}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
