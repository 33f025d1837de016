import { prose } from "../text/prose";

/** A sentence with code in backticks. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {prose(text).map(({ text, code }, index) => (code ? <code key={index}>{text}</code> : text))}
    </>
  );
}
