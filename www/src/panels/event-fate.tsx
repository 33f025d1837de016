import { Prose } from "../controls/prose";
import { eventReview } from "../state/event";
import { actionFields } from "../state/fields";
import { litValues, pointed, pointedMembers } from "../state/lit";
import { nameOf } from "../state/mappings";
import { pathText } from "../text/pointer";
import { fateWord, whyNot } from "../text/reasons";

const MAX_LINES = 4;

/** What became of the place of the event that is pointed at. */
export function PointedMember() {
  const at = pointed.value;
  const members = pointedMembers.value;
  const [only] = members;
  if (at?.kind !== "event" || !only) {
    return <p class="event-fate about">Point at a value to see what becomes of it.</p>;
  }
  const sent = litValues.value.map(({ mapping, value }) => {
    const field = actionFields(mapping.action).find(({ key }) => key === value.field);
    return `\`${pathText(value.pointer)}\` through ${field?.label ?? value.field} (${nameOf(mapping.mapping)})`;
  });
  const message = (index: number) => eventReview.value?.findings[index]?.message;
  const lines = sent.length > 0 ? sent : members.length === 1 ? whyNot(only, nameOf, message) : [];
  return (
    <div class="event-fate" role="status">
      <p>
        <code>{pathText(at.pointer)}</code>{" "}
        <span
          class={`badge ${only.fate === "sent" ? "call" : only.fate === "dropped" ? "warning" : ""}`}
        >
          {members.length === 1 ? fateWord(only) : `${members.length} values`}
        </span>
      </p>
      {lines.slice(0, MAX_LINES).map((line) => (
        <p key={line}>
          <Prose text={line} />
        </p>
      ))}
      {lines.length > MAX_LINES && <p>and {lines.length - MAX_LINES} more</p>}
    </div>
  );
}
