import type { ComponentType } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ChevronIcon } from "./icons";

export interface MenuItem {
  title: string;
  about?: string;
  /** The keys that do the same. */
  keys?: string;
  choose: () => void;
}

export interface MenuGroup {
  title?: string;
  items: MenuItem[];
}

interface MenuProps {
  label: string;
  groups: MenuGroup[];
  icon?: ComponentType;
  /** The label is for those who don't see the icon. */
  iconOnly?: boolean;
  disabled?: boolean;
  title?: string | undefined;
}

/** A button that opens a list of things to choose from. */
export function Menu({ label, groups, icon: Icon, iconOnly, disabled, title }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const items = () => Array.from(root.current?.querySelectorAll<HTMLElement>(".menu-item") ?? []);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  // Before it is seen: keys that are pressed at once count.
  useLayoutEffect(() => {
    if (!open) return;
    if (button.current && list.current) place(list.current, button.current);
    items()[0]?.focus();
    const listening = new AbortController();
    const closeOutside = (target: EventTarget | null) => {
      if (target instanceof Node && !root.current?.contains(target)) setOpen(false);
    };
    const listen: AddEventListenerOptions = { signal: listening.signal };
    document.addEventListener("pointerdown", ({ target }) => closeOutside(target), listen);
    document.addEventListener("focusin", ({ target }) => closeOutside(target), listen);
    addEventListener("resize", () => setOpen(false), listen);
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
    event.stopPropagation();
  };

  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        ref={button}
        class={iconOnly ? "quiet square" : ""}
        disabled={disabled}
        title={title ?? (iconOnly ? label : undefined)}
        aria-label={iconOnly ? label : undefined}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {Icon && <Icon />}
        {!iconOnly && label} {!iconOnly && !Icon && <ChevronIcon />}
      </button>
      {open && (
        <div class="menu-list" id={id} ref={list}>
          {groups.map(({ title, items }, index) => (
            <fieldset key={title ?? index}>
              {title ? (
                <legend class="menu-title">{title}</legend>
              ) : (
                <legend class="hidden">{label}</legend>
              )}
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
                  <span class="menu-item-title">
                    {item.title}
                    {item.keys && <kbd>{item.keys}</kbd>}
                  </span>
                  {item.about && <small>{item.about}</small>}
                </button>
              ))}
            </fieldset>
          ))}
        </div>
      )}
    </div>
  );
}

const GAP = 4;
const MARGIN = 8;

/** Puts a list beside its button, inside the window. */
function place(list: HTMLElement, button: HTMLElement): void {
  const anchor = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = anchor.bottom + GAP;
  const fits = below + height <= innerHeight - MARGIN;
  const above = anchor.top - GAP - height;
  const top = fits || above < MARGIN ? below : above;
  list.style.top = `${top}px`;
  list.style.maxHeight = `${innerHeight - MARGIN - Math.max(top, MARGIN)}px`;
  const right = Math.max(MARGIN, anchor.right - width);
  list.style.left = `${Math.min(right, innerWidth - width - MARGIN)}px`;
}
