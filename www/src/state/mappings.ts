// The mappings of the document: what is derived from its text, and what can be done to them.

import { computed } from "@preact/signals";
import type { Action, ActionName, JsonValue, Mapping, Mode } from "friendbuy-edge";
import {
  freeId,
  MAX_MAPPINGS,
  type ReadMapping,
  rawMapping,
  rawMappings,
  readDocument,
  withField,
  withMapping,
  withMember,
  withMode,
  withMoved,
  withoutMapping,
} from "../text/document";
import { parseExact } from "../text/exact";
import { catalogue } from "./answers";
import { steady } from "./shared";
import { change, documentText, select, work } from "./work";

/** The document, if it can be read in outline. */
export const destination = steady(() => readDocument(documentText.value, parseExact));

export const mappings = computed<readonly ReadMapping[]>(() => destination.value?.mappings ?? []);

/** The number of the mapping that is being edited; -1 if there is none. */
export const selectedMapping = computed(() =>
  Math.min(work.value.mapping, mappings.value.length - 1),
);

export const mapping = computed(() => mappings.value[selectedMapping.value]);

/** The action of the mapping that is being edited, as the catalogue has it. */
export const action = computed<Action | undefined>(() =>
  catalogue.value.find(({ name }) => name === mapping.value?.action),
);

export const mode = computed(() => destination.value?.mode);

/** What a mapping is called. */
export const mappingName = ({ name, id, action }: ReadMapping) =>
  name || id || (action && actionTitle(action)) || "Unnamed mapping";

/** What a mapping is called that the engine tells of by its id. */
export function nameOf(id: string): string {
  const mapping = mappings.value.find((mapping) => mapping.id === id);
  return mapping ? mappingName(mapping) : id;
}

export const actionTitle = (name: ActionName) =>
  catalogue.value.find((action) => action.name === name)?.title ?? name;

const label = (what: string, index: number) => {
  const mapping = mappings.peek()[index];
  return mapping ? `${what} “${mappingName(mapping)}”` : what;
};

/** The trigger a new mapping of an action starts with. */
const firstTriggers = {
  trackCustomer: 'type = "identify"',
  trackPurchase: 'type = "track" and event = "Order Completed"',
  trackSignUp: 'type = "track" and event = "Signed Up"',
  trackCustomEvent: 'type = "track" and event = "Downloaded"',
} satisfies Record<ActionName, string>;

export const isFull = computed(() => mappings.value.length >= MAX_MAPPINGS);

export function addMapping(action: ActionName): void {
  const present = destination.peek();
  if (!present || isFull.peek()) return;
  const name = actionTitle(action);
  const mapping = { id: freeId(name, present), name, action, trigger: firstTriggers[action] };
  const document = withMapping(documentText.peek(), mapping);
  change(`add “${name}”`, { document, mapping: present.mappings.length });
}

/** Adds a mapping an example needs, unless there is one of its id. */
export function addMappingFor(mapping: Mapping): void {
  const present = destination.peek();
  if (!present || isFull.peek() || present.mappings.some(({ id }) => id === mapping.id)) return;
  const document = withMapping(documentText.peek(), mapping);
  change(`add “${mapping.name ?? mapping.id}”`, { document, mapping: present.mappings.length });
}

export function duplicateMapping(index: number): void {
  const present = destination.peek();
  const original = present && rawMapping(documentText.peek(), index);
  if (!original || isFull.peek()) return;
  const { id, name, ...rest } = original;
  const copy = {
    id: freeId(`${id} copy`, present),
    ...(typeof name === "string" && { name: `${name} (copy)` }),
    ...rest,
  };
  const document = withMapping(documentText.peek(), copy, index + 1);
  change(label("duplicate", index), { document, mapping: index + 1 });
}

export function moveMapping(from: number, to: number): void {
  if (to < 0 || to >= mappings.peek().length || from === to) return;
  const document = withMoved(documentText.peek(), from, to);
  change(label("move", from), { document, mapping: to });
}

export function removeMapping(index: number): void {
  const document = withoutMapping(documentText.peek(), index);
  const { mapping } = work.peek();
  change(label("remove", index), { document, mapping: mapping > index ? mapping - 1 : mapping });
}

export function switchMapping(index: number, enabled: boolean): void {
  // On is what holds when nothing is said.
  const document = withMember(documentText.peek(), index, ["enabled"], enabled ? undefined : false);
  change(label(enabled ? "switch on" : "switch off", index), { document });
}

export function setName(index: number, name: string): void {
  const document = withMember(documentText.peek(), index, ["name"], name || undefined);
  change("rename a mapping", { document }, `name ${index}`);
}

/** Changes what a mapping does. Changes to fields that the other action does not have go. */
export function setAction(index: number, action: ActionName): void {
  const before = mappings.peek()[index];
  const known = catalogue.peek().find(({ name }) => name === action)?.fields ?? [];
  let document = withMember(documentText.peek(), index, ["action"], action);
  for (const key of Object.keys(before?.fields ?? {})) {
    const isKnown = known.some((field) => field.key === key);
    if (!isKnown) document = withField(document, index, key, undefined);
  }
  change(label("change the action of", index), { document });
}

export function setId(index: number, id: string): void {
  const document = withMember(documentText.peek(), index, ["id"], id);
  change("change the id of a mapping", { document }, `id ${index}`);
}

export function setTrigger(index: number, trigger: string, merge?: string): void {
  const document = withMember(documentText.peek(), index, ["trigger"], trigger);
  change("edit the trigger", { document }, merge);
}

/** Whether the mapping starts with the action's default mapping. */
export function setDefaults(index: number, defaults: boolean): void {
  const value = defaults ? undefined : false;
  const document = withMember(documentText.peek(), index, ["defaults"], value);
  change(defaults ? "start with the defaults" : "start without the defaults", { document });
}

/** Changes a field of the mapping: `null` takes it out of the call, `undefined` gives it its default back. */
export function setField(index: number, key: string, value: JsonValue | undefined): void {
  const document = withField(documentText.peek(), index, key, value);
  change(`change ${key}`, { document }, `field ${index} ${key}`);
}

export function setMode(mode: Mode): void {
  change(`mode ${mode}`, { document: withMode(documentText.peek(), mode) });
}

export function setDocument(document: string): void {
  change("edit the document", { document }, "document");
}

/** Another document takes the place of this one. */
export function replaceDocument(document: string): void {
  change("replace the document", { document, mapping: 0 });
}

/** Adds the mappings of another document, as many as there is room for. */
export function addMappings(other: string): void {
  let document = documentText.peek();
  const first = mappings.peek().length;
  for (const mapping of rawMappings(other)) {
    const present = readDocument(document);
    if (!present || present.mappings.length >= MAX_MAPPINGS) break;
    document = withMapping(document, { ...mapping, id: freeId(String(mapping.id), present) });
  }
  change("add mappings", { document, mapping: first });
}

export function selectMapping(index: number): void {
  select({ mapping: index });
}
