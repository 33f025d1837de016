import type { ActionName } from "friendbuy-edge";
import { Term } from "../controls/term";
import { catalogue } from "../state/answers";
import { action, mapping, selectedMapping, setAction, setId, setName } from "../state/mappings";

/** What the mapping is called, by people and in logs, and what it does. */
export function MappingHead() {
  const present = mapping.value;
  const index = selectedMapping.value;
  if (!present) return null;
  return (
    <section class="mapping-head" aria-label="The mapping">
      <label class="stacked grow">
        <span class="label">Name</span>
        <input
          type="text"
          value={present.name}
          placeholder={present.id}
          onInput={(event) => setName(index, event.currentTarget.value)}
        />
      </label>
      <div class="stacked">
        <span class="with-term">
          <label class="label" for="mapping-id">
            ID
          </label>
          <Term name="id" />
        </span>
        <input
          type="text"
          id="mapping-id"
          class="code"
          spellcheck={false}
          autocapitalize="off"
          value={present.id}
          onInput={(event) => setId(index, event.currentTarget.value)}
        />
      </div>
      <div class="stacked">
        <span class="with-term">
          <label class="label" for="action">
            Action
          </label>
          <Term name="action" />
        </span>
        <select
          id="action"
          value={present.action ?? ""}
          onChange={(event) => setAction(index, event.currentTarget.value as ActionName)}
        >
          {!present.action && <option value="">Choose…</option>}
          {catalogue.value.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <p class="mapping-about">
        {action.value && (
          <>
            {action.value.description}{" "}
            <code>
              {action.value.method} {action.value.path}
            </code>
          </>
        )}
      </p>
    </section>
  );
}
