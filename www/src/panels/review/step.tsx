import { Findings } from "../../controls/findings";
import { review } from "../../state/answers";
import { Step } from "../step";
import { CallView } from "./call";

export function ReviewStep() {
  const { calls = [], findings = [] } = review.value?.event ?? {};
  return (
    <Step
      view="review"
      term="origin"
      about="Check that the values of the event arrive as they should."
    >
      {calls.map((call) => (
        <article key={call.mapping} class="card">
          <CallView call={call} />
        </article>
      ))}
      <Findings findings={findings} />
    </Step>
  );
}
