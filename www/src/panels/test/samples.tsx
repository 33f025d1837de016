import { review } from "../../state/answers";
import { samples, select, work } from "../../state/work";

/** The sample events. */
export function SampleList() {
  const rows = review.value?.rows ?? [];
  return (
    <ol class="samples">
      {samples.value.map(({ id }, index) => (
        <li key={id}>
          <button
            type="button"
            aria-current={id === work.value.sample}
            onClick={() => select({ sample: id })}
          >
            {rows[index]?.title} {rows[index]?.detail}
          </button>
        </li>
      ))}
    </ol>
  );
}
