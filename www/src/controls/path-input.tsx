import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PathHint } from "../engine/messages";
import { pathHints } from "../state/paths";

const MAX_SHOWN = 40;

interface PathInputProps {
  label: string;
  value: string;
  onValue(path: string): void;
  placeholder?: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  /** Only the places below this member, which is left out of the value. */
  below?: string;
}

/** A place in the event, completed from the sample events. */
export function PathInput({
  label,
  value,
  onValue,
  placeholder = "properties.…",
  describedBy,
  invalid,
  below,
}: PathInputProps) {
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const hints = open ? matching(value, below) : [];
  useLayoutEffect(() => {
    if (list.current && hints.length > 0) keepInside(list.current);
  }, [hints.length]);

  const choose = (hint: PathHint | undefined) => {
    if (hint) onValue(hint.path);
    setOpen(false);
    setActive(-1);
  };

  const go = (index: number) => {
    setActive(index);
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === "ArrowDown" && !open) setOpen(true);
    else if (!open || hints.length === 0) return;
    else if (key === "ArrowDown") go((active + 1) % hints.length);
    else if (key === "ArrowUp") go((active <= 0 ? hints.length : active) - 1);
    else if (key === "Enter" && active >= 0) choose(hints[active]);
    else if (key === "Escape") setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="path-input">
      <input
        type="text"
        class="code"
        role="combobox"
        aria-label={label}
        aria-autocomplete="list"
        aria-expanded={open && hints.length > 0}
        aria-controls={id}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={placeholder}
        value={value}
        onInput={(event) => {
          onValue(event.currentTarget.value);
          setOpen(true);
          setActive(-1);
        }}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div
        class="hints"
        id={id}
        ref={list}
        role="listbox"
        aria-label={label}
        hidden={!open || hints.length === 0}
      >
        {hints.map((hint, index) => (
          <div
            key={hint.path}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Before the input loses the focus, which would close the list.
            onPointerDown={(event) => {
              event.preventDefault();
              choose(hint);
            }}
          >
            <code>{hint.path}</code>
            <span>{hint.sample}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

const MARGIN = 8;

/** Moves a list to the left, as far as it would be cut off on the right. */
function keepInside(list: HTMLElement): void {
  list.style.marginLeft = "0";
  const limit = list.closest(".middle")?.getBoundingClientRect().right ?? innerWidth;
  const over = list.getBoundingClientRect().right - (limit - MARGIN);
  if (over > 0) list.style.marginLeft = `${-over}px`;
}

/** The places with all words of a text in them, those that start with it first. */
function matching(text: string, below: string | undefined): PathHint[] {
  const typed = text.replace(/^\$\./, "").toLowerCase();
  const inside =
    below === undefined
      ? pathHints.value
      : pathHints.value
          .filter(({ path }) => path.startsWith(`${below}.`))
          .map((hint) => ({ ...hint, path: hint.path.slice(below.length + 1) }));
  const words = typed.split(/[\s.]+/).filter(Boolean);
  const found = inside.filter(({ path }) => {
    const lower = path.toLowerCase();
    return lower !== typed && words.every((word) => lower.includes(word));
  });
  // Where the text is a place already, the others are what one may want instead.
  const isPlace = inside.some(({ path }) => path.toLowerCase() === typed);
  const all = found.length > 0 || !isPlace ? found : inside.filter(({ path }) => path !== text);
  const rank = ({ path, count }: PathHint) =>
    (path.toLowerCase().startsWith(typed) ? 0 : 1) + (count === 0 ? 2 : 0);
  return [...all].sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN);
}
