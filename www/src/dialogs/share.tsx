import { useLayoutEffect, useState } from "preact/hooks";
import { Copy } from "../controls/copy";
import { closeDialog, Dialog } from "../controls/dialog";
import { LONGEST_LINK, toFragment } from "../share/link";
import { mask } from "../share/mask";
import { documentText, samples, work } from "../state/work";

type What = "all" | "selected" | "none";

/** A link that holds the work. */
export function ShareDialog() {
  const [what, setWhat] = useState<What>("all");
  const [masked, setMasked] = useState(true);
  const [link, setLink] = useState("");
  const document = documentText.value;
  const { mapping, sample } = work.value;
  const all = samples.value;

  // Never is a link in sight, and to be copied, that holds what is no longer asked for.
  useLayoutEffect(() => {
    let current = true;
    setLink("");
    const chosen = all.filter(({ id }) => what === "all" || (what === "selected" && id === sample));
    const texts = chosen.map(({ text }) => text);
    toFragment({
      document,
      samples: masked ? mask(texts, document) : texts,
      mapping,
      sample: Math.max(
        0,
        chosen.findIndex(({ id }) => id === sample),
      ),
    }).then((fragment) => {
      if (current) setLink(new URL(fragment, location.href).href);
    });
    return () => {
      current = false;
    };
  }, [what, masked, document, mapping, sample, all]);

  return (
    <Dialog
      title="Share by link"
      about="The link holds the document and the events itself, in the part after #, which browsers never send to a server. Whoever has the link can read them."
      actions={
        <>
          <button type="button" class="quiet" onClick={closeDialog}>
            Close
          </button>
          <Copy label="Copy the link" text={() => link} disabled={link === ""} />
        </>
      }
    >
      <fieldset class="choices">
        <legend>Events in the link</legend>
        {(
          [
            ["all", `All ${all.length}`],
            ["selected", "Only the one that is shown"],
            ["none", "None"],
          ] as const
        ).map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="share-events"
              checked={what === value}
              onChange={() => setWhat(value)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <label class="switch">
        <input
          type="checkbox"
          checked={masked}
          disabled={what === "none"}
          onChange={(event) => setMasked(event.currentTarget.checked)}
        />
        <span>
          Mask the events’ texts: names, addresses and ids become others of the same kind and
          length. Numbers stay, and so do texts that the document names.
        </span>
      </label>
      <textarea class="code-input" rows={5} readOnly aria-label="The link" value={link} />
      {link.length > LONGEST_LINK && (
        <p class="callout warning">
          The link has {link.length.toLocaleString("en")} characters. Mail and chat programs cut
          links that long: share fewer events, or export the document.
        </p>
      )}
    </Dialog>
  );
}
