import type { Change, JsonValue } from "friendbuy-edge";
import { nameOf, setMode } from "../../state/mappings";
import { modeChanges } from "../../state/modes";
import { pathText } from "../../text/pointer";
import { inline } from "../fields/live";
import { modeWords } from "../mode";

/** What the other modes would make of the event. */
export function OtherModes() {
  const all = modeChanges.value;
  if (all.length === 0) return null;
  return (
    <section class="other-modes" aria-labelledby="other-modes-title">
      <h3 id="other-modes-title">In the other modes</h3>
      <dl>
        {all.map(({ mode, changes }) => (
          <div key={mode}>
            <dt>
              {modeWords[mode].label}
              {changes.length > 0 && (
                <button type="button" class="link" onClick={() => setMode(mode)}>
                  Switch
                </button>
              )}
            </dt>
            <dd>
              {changes.length === 0 ? (
                <span class="about">The same calls</span>
              ) : (
                <ul>
                  {changes.map((change) => (
                    <ChangeItem key={change.mapping} change={change} />
                  ))}
                </ul>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ChangeItem({ change }: { change: Change }) {
  const name = nameOf(change.mapping);
  if (change.change === "appears") return <li>{name} makes a call</li>;
  if (change.change === "vanishes") return <li>{name} makes no call</li>;
  return (
    <>
      {change.differences.map(({ pointer, before, after }) => (
        <li key={pointer}>
          <code>{pathText(pointer)}</code> {words(before, after)}
        </li>
      ))}
    </>
  );
}

function words(before: JsonValue | undefined, after: JsonValue | undefined) {
  if (after === undefined) return "is left out";
  if (before === undefined) {
    return (
      <>
        is sent: <code>{inline(after)}</code>
      </>
    );
  }
  return (
    <>
      is <code>{inline(after)}</code> instead of <code>{inline(before)}</code>
    </>
  );
}
