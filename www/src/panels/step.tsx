import type { ComponentChildren } from "preact";
import { BackIcon, NextIcon } from "../controls/icons";
import { Term } from "../controls/term";
import { type View, view } from "../state/view";
import type { TermName } from "../text/terms";
import { steps } from "./steps";

interface StepProps {
  view: View;
  /** What is done in it, in a sentence. */
  about: string;
  term: TermName;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

/** The frame of one of the four steps. */
export function Step({ view: name, about, term, actions, children }: StepProps) {
  const at = steps.findIndex((step) => step.view === name);
  return (
    <section class={`step step-${name}`} id="step" aria-labelledby="step-title" tabIndex={-1}>
      <header class="step-head">
        <div>
          <h2 id="step-title">
            {steps[at]?.title} <Term name={term} />
          </h2>
          <p class="about">{about}</p>
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
      <footer class="step-foot">
        <Go to={at - 1} />
        <Go to={at + 1} />
      </footer>
    </section>
  );
}

function Go({ to }: { to: number }) {
  const step = steps[to];
  if (!step) return <span />;
  const isNext = steps.findIndex(({ view: name }) => name === view.value) < to;
  return (
    <button
      type="button"
      class={isNext ? "primary" : "quiet"}
      onClick={() => {
        view.value = step.view;
        scrollTo({ top: 0 });
      }}
    >
      {!isNext && <BackIcon />}
      {step.title}
      {isNext && <NextIcon />}
    </button>
  );
}
