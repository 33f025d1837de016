import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ChevronIcon } from "./icons";

export interface MenuGroup {
  title: string;
  items: { title: string; about: string; choose: () => void }[];
}

/** A button that opens a list of things to choose from. */
export function Menu({ label, groups }: { label: string; groups: MenuGroup[] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = () => Array.from(root.current?.querySelectorAll<HTMLElement>(".menu-item") ?? []);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    items()[0]?.focus();
    const listening = new AbortController();
    const closeOutside = (target: EventTarget | null) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    const listen: AddEventListenerOptions = { signal: listening.signal };
    document.addEventListener("pointerdown", ({ target }) => closeOutside(target), listen);
    document.addEventListener("focusin", ({ target }) => closeOutside(target), listen);
    root.current?.addEventListener("keydown", onKeyDown, listen);
    return () => listening.abort();
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.findIndex((item) => item.matches(":focus"));
    const target = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all.at(at <= 0 ? -1 : at - 1),
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (event.key === "Escape") close();
    else if (target) target.focus();
    else return;
    event.preventDefault();
  };

  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        ref={button}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {label} <ChevronIcon />
      </button>
      <div class="menu-list" id={id} hidden={!open}>
        {groups.map(({ title, items }) => (
          <fieldset key={title}>
            <legend class="menu-title">{title}</legend>
            {items.map((item) => (
              <button
                key={item.title}
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  item.choose();
                }}
              >
                <span>{item.title}</span>
                <small>{item.about}</small>
              </button>
            ))}
          </fieldset>
        ))}
      </div>
    </div>
  );
}
