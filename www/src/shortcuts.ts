// Keys that work anywhere on the page.

import { useEffect } from "preact/hooks";
import { dialog } from "./state/view";
import { redo, undo } from "./state/work";

export function useShortcuts(): void {
  useEffect(() => {
    // Before an input or editor sees the key: there is one history, and it is the page's.
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, []);
}

function onKeyDown(event: KeyboardEvent): void {
  if (dialog.peek() !== undefined || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) undo();
  else if (key === "y" || (key === "z" && event.shiftKey)) redo();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
