import { severities } from "../controls/findings";
import { Prose } from "../controls/prose";
import type { Finding } from "../engine/messages";
import { problems, review, trouble } from "../state/answers";
import { selectField } from "../state/fields";
import { mappingName, mappings, selectMapping } from "../state/mappings";
import { show, view } from "../state/view";

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
        <ul>
          {found.map((finding) => (
            <Problem key={`${finding.pointer} ${finding.code}`} finding={finding} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** In one line; the rest is there when it is asked for, and at once where it is a mistake. */
function Problem({ finding }: { finding: Finding }) {
  const { severity, code, message, help, place, pointer } = finding;
  const { label, Icon } = severities[severity];
  const way = wayTo(pointer);
  return (
    <li class={`problem ${severity}`}>
      <details open={severity === "error"}>
        <summary>
          <Icon />
          <span>
            <span class="hidden">{label}: </span>
            {way && <b>{way.name}: </b>}
            <Prose text={message} />
          </span>
        </summary>
        <div class="problem-more">
          {help && (
            <p>
              <Prose text={help} />
            </p>
          )}
          <p class="finding-facts">
            {way && (
              <button type="button" class="link" onClick={way.go}>
                {way.title}
              </button>
            )}
            {place && (
              <button
                type="button"
                class="link"
                title={pointer || undefined}
                onClick={() => show("document", place)}
              >
                Document, line {place.line}, column {place.column}
              </button>
            )}
            <code>{code}</code>
          </p>
        </div>
      </details>
    </li>
  );
}

/** Where on the page a place of the document is edited. */
function wayTo(pointer = "") {
  const [, number = "", member, key] =
    /^\/mappings\/(\d+)(?:\/([^/]+)(?:\/([^/]+))?)?/.exec(pointer) ?? [];
  const index = Number(number);
  const mapping = number === "" ? undefined : mappings.value[index];
  if (!mapping) return undefined;
  const name = mappingName(mapping);
  if (member === "fields" && key) {
    return { name, title: "Go to the field", go: () => selectField(index, key) };
  }
  if (member !== "trigger")
    return { name, title: "Go to the mapping", go: () => selectMapping(index) };
  const go = () => {
    selectMapping(index);
    view.value = "trigger";
  };
  return { name, title: "Go to the trigger", go };
}
