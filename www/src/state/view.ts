// What is shown of the work, and how. None of this can be undone, and little of it is kept.

import { signal } from "@preact/signals";
import type { Place } from "../engine/messages";

/** The four steps of editing a mapping, and the document as a whole. */
export const views = ["trigger", "test", "fields", "review", "document"] as const;
export type View = (typeof views)[number];

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The two texts of the page that findings have places in. */
export type Source = "event" | "document";

/** A place an editor is asked to show. */
export interface Reveal {
  source: Source;
  place: Place;
  /** Put the caret there too. */
  focus: boolean;
}

/** Something that happened, said once. */
export interface Notice {
  text: string;
  /** Whether the way back is offered: the last step is what the text speaks of. */
  undo?: boolean;
}

export const view = signal<View>("trigger");
export const theme = signal<Theme>("system");
export const reveal = signal<Reveal | undefined>(undefined);
export const notice = signal<Notice | undefined>(undefined);
/** The name of the open dialog, see `dialogs/`. */
export const dialog = signal<string | undefined>(undefined);

export function say(text: string, options: Omit<Notice, "text"> = {}): void {
  notice.value = { text, ...options };
}

/** Shows a place in one of the two texts. */
export function show(source: Source, place: Place, focus = true): void {
  if (source === "document") view.value = "document";
  reveal.value = { source, place, focus };
}
