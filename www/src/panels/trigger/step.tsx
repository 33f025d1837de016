import { Prose } from "../../controls/prose";
import { isStale, isWaiting, problem, results, tree } from "../../state/trigger";
import { Step } from "../step";
import { ValueHints } from "./comparison";
import { Node } from "./conditions";
import { Readings } from "./readings";
import { TriggerText } from "./text";

export function TriggerStep() {
  const condition = tree.value;
  return (
    <Step view="trigger" term="trigger" about="Choose which events are sent to Friendbuy.">
      {condition && (
        <section class="conditions" aria-label="As conditions" inert={isStale.value}>
          <ValueHints />
          <Node condition={condition} way={[]} result={results.value} isInList={false} />
        </section>
      )}
      {problem.value && (
        <p class="callout error">
          <Prose text={problem.value} />
        </p>
      )}
      {isWaiting.value && (
        <p class="callout">A condition has no name yet. The text follows when it has one.</p>
      )}
      {isStale.value && (
        <p class="callout">
          The text can’t be read as it is.{" "}
          {condition
            ? "The conditions are those it had before."
            : "Set it right, and its conditions appear."}
        </p>
      )}
      <TriggerText />
      <Readings />
    </Step>
  );
}
