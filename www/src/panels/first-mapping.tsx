import { catalogue } from "../state/answers";
import { addMapping } from "../state/mappings";
import { view } from "../state/view";

/** What stands there while the document has no mapping: the actions to begin with. */
export function FirstMapping() {
  return (
    <section class="step" id="step" aria-labelledby="step-title" tabIndex={-1}>
      <header class="step-head">
        <div>
          <h2 id="step-title">What shall happen at Friendbuy?</h2>
          <p class="about">
            Choose an action for the first mapping. Events that fulfil its trigger become calls of
            that action.
          </p>
        </div>
      </header>
      <ul class="first-actions">
        {catalogue.value.map(({ name, title, description, method, path }) => (
          <li key={name}>
            <button
              type="button"
              class="choice"
              onClick={() => {
                addMapping(name);
                view.value = "trigger";
              }}
            >
              <b>{title}</b>
              <span>{description}</span>
              <code>
                {method} {path}
              </code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
