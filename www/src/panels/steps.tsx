import { type View, view } from "../state/view";

export const steps = [
  { view: "trigger", title: "Set up event trigger", short: "Trigger" },
  { view: "test", title: "Test event trigger", short: "Test" },
  { view: "fields", title: "Configure action fields", short: "Fields" },
  { view: "review", title: "Review mappings", short: "Review" },
] as const satisfies readonly { view: View; title: string; short: string }[];

/** The way through the four steps of Segment's editor. */
export function Steps() {
  return (
    <nav class="steps" aria-label="Steps">
      <ol>
        {steps.map(({ view: name, title, short }, index) => (
          <li key={name}>
            <button
              type="button"
              aria-current={view.value === name ? "step" : undefined}
              onClick={() => {
                view.value = name;
              }}
            >
              <span class="step-number" aria-hidden="true">
                {index + 1}
              </span>
              <span class="step-title">{title}</span>
              <span class="step-short" aria-hidden="true">
                {short}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
