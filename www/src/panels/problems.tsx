import { Findings } from "../controls/findings";
import { problems, review, trouble } from "../state/answers";

/** Everything there is to say about the document. */
export function Problems() {
  const found = problems.value;
  if (!review.value || trouble.value) return null;
  return (
    <section class="block problems" aria-labelledby="problems-title">
      <header class="block-head">
        <h2 id="problems-title">
          Problems <span class="count">{found.length || ""}</span>
        </h2>
      </header>
      {found.length === 0 ? (
        <p class="empty">None in the document.</p>
      ) : (
        <Findings findings={found} />
      )}
    </section>
  );
}
