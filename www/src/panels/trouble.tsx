import { State } from "../controls/state";
import { trouble, tryAgain } from "../state/answers";
import { troubles } from "../text/troubles";

/** Why nothing is said of the work. */
export function TroubleState() {
  if (!trouble.value) return null;
  const { title, about } = troubles[trouble.value];
  return (
    <State title={title} tone="error">
      <p>{about}</p>
      <button type="button" onClick={tryAgain}>
        Try again
      </button>
    </State>
  );
}
