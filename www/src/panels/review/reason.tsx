import { Prose } from "../../controls/prose";
import { actionFields, selectField } from "../../state/fields";
import { litValues } from "../../state/lit";
import { mappings } from "../../state/mappings";
import { reasonsOf } from "../../text/reasons";

const MAX_SHOWN = 4;

/** Where the values of a call that light up came from. Always as high as one of them, so that nothing jumps. */
export function Reason({ mapping }: { mapping: string }) {
  const values = litValues.value.filter((lit) => lit.mapping.mapping === mapping);
  const [first] = values;
  if (!first) {
    return (
      <div class="reason">
        <p class="about">Point at a value to see where it came from.</p>
      </div>
    );
  }
  const index = mappings.value.findIndex(({ id }) => id === mapping);
  return (
    <div class="reason" role="status">
      {values.slice(0, MAX_SHOWN).map(({ value, mapping: { action } }) => (
        <div key={value.pointer}>
          <p class="reason-field">
            <button type="button" class="link" onClick={() => selectField(index, value.field)}>
              {actionFields(action).find(({ key }) => key === value.field)?.label ?? value.field}
            </button>
          </p>
          {reasonsOf(value).map((line) => (
            <p key={line}>
              <Prose text={line} />
            </p>
          ))}
        </div>
      ))}
      {values.length > MAX_SHOWN && <p class="about">and {values.length - MAX_SHOWN} more</p>}
    </div>
  );
}
