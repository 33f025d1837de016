import { useRef } from "preact/hooks";
import { useDerived } from "../controls/derived";
import { DotsIcon, PlusIcon } from "../controls/icons";
import { Menu } from "../controls/menu";
import { Term } from "../controls/term";
import { catalogue, review } from "../state/answers";
import {
  actionTitle,
  addMapping,
  destination,
  duplicateMapping,
  isFull,
  mappingName,
  mappings,
  moveMapping,
  removeMapping,
  selectedMapping,
  selectMapping,
  switchMapping,
} from "../state/mappings";
import { rows, tallyOf } from "../state/rows";
import { say, view } from "../state/view";
import { MAX_MAPPINGS, type ReadMapping } from "../text/document";
import { useDragging } from "./mapping-order";

/** The mappings of the document, in the order in which they are applied. */
export function MappingList() {
  return (
    <section class="block" aria-labelledby="mappings-title">
      <header class="block-head">
        <h2 id="mappings-title">
          Mappings <Count />
        </h2>
        <Term name="mapping" />
        <AddMenu />
      </header>
      {destination.value ? (
        <List />
      ) : (
        <p class="empty">The document can’t be read. Set it right as JSON.</p>
      )}
      <button
        type="button"
        class="quiet row-button"
        aria-pressed={view.value === "document"}
        onClick={() => {
          view.value = view.value === "document" ? "trigger" : "document";
        }}
      >
        <span class="code-sign" aria-hidden="true">
          {"{ }"}
        </span>
        Document as JSON
      </button>
    </section>
  );
}

function List() {
  const list = useRef<HTMLOListElement>(null);
  useDragging(list);

  const focusMapping = (index: number) =>
    requestAnimationFrame(() =>
      list.current?.querySelectorAll<HTMLElement>(".mapping-choose")[index]?.focus(),
    );

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...(list.current?.querySelectorAll<HTMLElement>(".mapping-choose") ?? [])];
    const from = all.indexOf(event.target as HTMLElement);
    if (!step || from < 0) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(from + step, mappings.value.length - 1));
    if (event.altKey) moveMapping(from, to);
    else selectMapping(to);
    focusMapping(to);
  };

  return (
    <ol class="mapping-list" ref={list} onKeyDown={onKeyDown}>
      {mappings.value.map((mapping, index) => (
        <Item key={index} mapping={mapping} index={index} />
      ))}
    </ol>
  );
}

function Count() {
  const count = mappings.value.length;
  if (count < MAX_MAPPINGS - 10) return <span class="count">{count}</span>;
  return (
    <span class="count">
      {count} of {MAX_MAPPINGS}
    </span>
  );
}

function AddMenu() {
  return (
    <Menu
      label="Add"
      icon={PlusIcon}
      disabled={isFull.value || !destination.value}
      title={isFull.value ? `A destination has at most ${MAX_MAPPINGS} mappings` : undefined}
      groups={[
        {
          title: "What the new mapping does",
          items: catalogue.value.map(({ name, title, description }) => ({
            title,
            about: description,
            choose: () => {
              addMapping(name);
              view.value = "trigger";
            },
          })),
        },
      ]}
    />
  );
}

function Item({ mapping, index }: { mapping: ReadMapping; index: number }) {
  const isSelected = index === selectedMapping.value;
  const name = mappingName(mapping);
  return (
    <li class={isSelected ? "mapping selected" : "mapping"}>
      <label class="switch" title={mapping.enabled ? "On" : "Off"}>
        <span class="hidden">{name} is on</span>
        <input
          type="checkbox"
          role="switch"
          aria-checked={mapping.enabled}
          checked={mapping.enabled}
          onChange={(event) => switchMapping(index, event.currentTarget.checked)}
        />
      </label>
      <button
        type="button"
        class="mapping-choose"
        aria-current={isSelected}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
        onClick={() => {
          selectMapping(index);
          if (view.value === "document") view.value = "trigger";
        }}
      >
        <span class="mapping-name">{name}</span>
        <span class="mapping-detail">
          {mapping.action ? actionTitle(mapping.action) : "No action"}
        </span>
      </button>
      <Result mapping={mapping} index={index} />
      <ItemMenu name={name} index={index} />
    </li>
  );
}

/** How many of the samples the mapping makes a call of. */
function Result({ mapping: { id, enabled }, index }: { mapping: ReadMapping; index: number }) {
  const isBroken = useDerived(() => review.value?.broken.includes(index), [index]);
  if (isBroken) return <span class="badge error">Error</span>;
  if (!enabled) return <span class="badge">Off</span>;
  const { calls, refused } = useDerived(() => tallyOf(id), [id]);
  const words = `${calls} of ${rows.value.length} events make a call`;
  return (
    <>
      {(calls > 0 || refused === 0) && (
        <span class={calls > 0 ? "badge call" : "badge"} title={words}>
          <span class="hidden">{words}</span>
          <span aria-hidden="true">{calls}</span>
        </span>
      )}
      {refused > 0 && (
        <span class="badge error" title={`${refused} refused`}>
          {refused}
          <span class="hidden"> refused</span>
        </span>
      )}
    </>
  );
}

function ItemMenu({ name, index }: { name: string; index: number }) {
  const last = mappings.value.length - 1;
  const items = [
    !isFull.value && { title: "Duplicate", choose: () => duplicateMapping(index) },
    index > 0 && { title: "Move up", keys: "Alt+↑", choose: () => moveMapping(index, index - 1) },
    index < last && {
      title: "Move down",
      keys: "Alt+↓",
      choose: () => moveMapping(index, index + 1),
    },
    {
      title: "Remove",
      choose: () => {
        removeMapping(index);
        say(`“${name}” removed.`, { undo: true });
      },
    },
  ];
  return (
    <Menu
      label={`More for ${name}`}
      icon={DotsIcon}
      iconOnly
      groups={[{ items: items.filter((item) => item !== false) }]}
    />
  );
}
