import { State } from "../controls/state";
import type { Trouble } from "../engine/client";
import { trouble, tryAgain } from "../state/answers";

const troubles = {
  "not-loaded": {
    title: "The mapping engine did not load",
    about: "The connection may be gone, or the browser too old for WebAssembly. Your work is kept.",
  },
  "too-slow": {
    title: "That took too long",
    about: "The engine was stopped after four seconds. Fewer events at once will help.",
  },
  crashed: {
    title: "The mapping engine stopped",
    about: "This should not happen. Your work is kept; changing it starts the engine anew.",
  },
} satisfies Record<Trouble, { title: string; about: string }>;

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
