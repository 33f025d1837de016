import { useId, useRef } from "preact/hooks";
import { type TermName, terms } from "../text/terms";
import { QuestionIcon } from "./icons";
import { Prose } from "./prose";

const GAP = 6;
const MARGIN = 8;

/** "What is this?" beside a word. */
export function Term({ name }: { name: TermName }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const { title, text } = terms[name];

  const place = () => {
    const anchor = button.current?.getBoundingClientRect();
    const element = bubble.current;
    if (!anchor || !element) return;
    const { width, height } = element.getBoundingClientRect();
    const below = anchor.bottom + GAP;
    const top = below + height > innerHeight - MARGIN ? anchor.top - GAP - height : below;
    const left = Math.min(anchor.left - MARGIN, innerWidth - width - MARGIN);
    element.style.top = `${Math.max(MARGIN, top)}px`;
    element.style.left = `${Math.max(MARGIN, left)}px`;
  };

  return (
    <>
      <button
        type="button"
        ref={button}
        class="term"
        popovertarget={id}
        aria-label={`What is this: ${title}`}
      >
        <QuestionIcon />
      </button>
      <div ref={bubble} id={id} class="bubble" popover="auto" role="note" onToggle={place}>
        <p class="bubble-title">{title}</p>
        {text.map((line) => (
          <p key={line}>
            <Prose text={line} />
          </p>
        ))}
      </div>
    </>
  );
}
