import { download } from "../../controls/download";
import { Menu } from "../../controls/menu";
import { engine, sayTrouble } from "../../state/answers";
import { eventReview } from "../../state/event";
import { say } from "../../state/view";
import { documentText, samples } from "../../state/work";

/** Takes events and their calls away, as a test for the command line. */
export function Expectation() {
  const id = eventReview.value?.id;
  const count = samples.value.length;
  if (id === undefined) return null;
  return (
    <Menu
      label="Save expectation"
      groups={[
        {
          title: "Events with their calls, for friendbuy-edge test",
          items: [
            {
              title: "Copy this event",
              about: "With the calls it makes now",
              choose: () => give(id, copy),
            },
            {
              title: "Download this event",
              about: "expectation.json",
              choose: () => give(id, (text) => download("expectation.json", text)),
            },
            {
              title: `Download all ${count} events`,
              about: "expectations.json",
              choose: () => give(undefined, (text) => download("expectations.json", text)),
            },
          ],
        },
      ]}
    />
  );
}

async function give(sample: number | undefined, to: (text: string) => unknown): Promise<void> {
  const question = { document: documentText.peek(), samples: sample };
  const text = await engine.ask("expectations", question).catch(sayTrouble);
  if (text) await to(text);
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say("Expectation copied.");
  } catch {
    say("The browser did not allow copying.");
  }
}
