import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { dialog } from "../state/view";
import { CloseIcon } from "./icons";

interface DialogProps {
  title: string;
  /** What it is for, in a sentence. */
  about?: string;
  /** Takes all the width there is. */
  wide?: boolean;
  children?: ComponentChildren;
  /** The buttons at its end. */
  actions?: ComponentChildren;
}

export const closeDialog = () => {
  dialog.value = undefined;
};

/** What opens over the page. Escape, the cross and a press beside it close it; the focus goes back to where it was. */
export function Dialog({ title, about, wide, children, actions }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog wide" : "dialog"}
      aria-labelledby={id}
      onClose={closeDialog}
      closedby="any"
    >
      <div class="dialog-box">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="quiet square" aria-label="Close" onClick={closeDialog}>
            <CloseIcon />
          </button>
        </header>
        <div class="dialog-body">
          {about && <p class="about">{about}</p>}
          {children}
        </div>
        {actions && <footer class="dialog-foot">{actions}</footer>}
      </div>
    </dialog>
  );
}
