import { useEffect, useState } from "preact/hooks";
import { say } from "../state/view";
import { CallIcon, CopyIcon } from "./icons";

const SHOWN_MILLIS = 2_000;

interface CopyProps {
  label: string;
  text: () => string;
  disabled?: boolean;
}

/** A button that copies a text and says so for a moment. */
export function Copy({ label, text, disabled }: CopyProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MILLIS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied(true);
      say(`${label}: copied.`);
    } catch {
      say("The browser did not allow copying. Select the text and copy it by hand.");
    }
  };

  return (
    <button type="button" class="quiet" disabled={disabled} onClick={copy}>
      {copied ? <CallIcon /> : <CopyIcon />} {label}
    </button>
  );
}
