// The fields of actions, and the one that somebody wants to see.

import { batch, signal } from "@preact/signals";
import type { ActionName, Field } from "friendbuy-edge";
import { catalogue } from "./answers";
import { selectMapping } from "./mappings";
import { view } from "./view";

export const actionFields = (action: ActionName): readonly Field[] =>
  catalogue.value.find(({ name }) => name === action)?.fields ?? [];

/** The key of the field to bring into sight. */
export const wantedField = signal<string | undefined>(undefined);

/** Shows a field of a mapping in the third step. */
export function selectField(index: number, field: string): void {
  batch(() => {
    selectMapping(index);
    view.value = "fields";
    wantedField.value = field;
  });
}
