// Mappings put in order by dragging, with a mouse, a pen or a finger. Whoever uses keys has Alt and the arrows.

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SortableEvent } from "sortablejs";
import { useDerived } from "../controls/derived";
import { moveMapping } from "../state/mappings";
import { hasResult } from "../state/rows";

const MOVE_MILLIS = 150;
/** A finger that moves sooner scrolls. */
const HOLD_MILLIS = 250;

/** Lets the mappings of a list be dragged, as soon as the library for that has come. */
export function useDragging(list: RefObject<HTMLElement | null>): void {
  // A result in sight is worth more.
  const [due, setDue] = useState(false);
  if (useDerived(() => hasResult.value, []) && !due) setDue(true);
  useEffect(() => {
    if (!due) return;
    let gone = false;
    let stop = () => {};
    import("sortablejs").then(
      ({ default: Sortable }) => {
        if (gone || !list.current) return;
        const sortable = Sortable.create(list.current, {
          draggable: ".mapping",
          filter: ".switch, .menu",
          preventOnFilter: false,
          animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MILLIS,
          delay: HOLD_MILLIS,
          delayOnTouchOnly: true,
          // The browsers' own dragging knows no fingers, and in Firefox no buttons.
          forceFallback: true,
          fallbackTolerance: 4,
          chosenClass: "held",
          ghostClass: "gap",
          fallbackClass: "dragged",
          onUpdate: move,
        });
        list.current.dataset.drag = ""; // the look of it
        stop = () => sortable.destroy();
      },
      () => {}, // the menu and the keys are there
    );
    return () => {
      gone = true;
      stop();
    };
  }, [due]);
}

/** The list is drawn from the document: what was moved in it goes back, and the document changes. */
function move({ item, from, oldDraggableIndex = 0, newDraggableIndex = 0 }: SortableEvent): void {
  item.remove();
  from.insertBefore(item, from.querySelectorAll(":scope > .mapping")[oldDraggableIndex] ?? null);
  moveMapping(oldDraggableIndex, newDraggableIndex);
}
