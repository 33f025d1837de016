import { nextId } from "../state/samples";
import { say } from "../state/view";
import { change } from "../state/work";
import { fromFragment, isShared, LinkError } from "./link";

/** Opens the work in the page's address, if there is some. What was on the page before is one undo away. */
export async function openLink(): Promise<void> {
  const fragment = location.hash;
  if (!isShared(fragment)) return;
  // Once: after a reload the changes made since are there, not the link's work again.
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const { document, samples: texts, mapping, sample } = await fromFragment(fragment);
    const samples = texts.map((text) => ({ id: nextId(), text }));
    change("open the link", { document, samples, mapping, sample: samples[sample]?.id ?? 0 });
    say("This is the work from the link. Undo brings back what was here.", { undo: true });
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    say(error.message);
  }
}
