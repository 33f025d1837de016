// What somebody does first, done while the page is built: the functions of the core that run then are those that the page
// loads first.

import { actions } from "friendbuy-edge/init";
import { modeChanges } from "../src/engine/modes";
import { review } from "../src/engine/review";
import { rows } from "../src/engine/rows";
import { format } from "../src/engine/trigger";
import { exampleGroups, firstWork } from "../src/state/examples";
import { emptyDocument, json, modes, standardDocument } from "../src/text/document";

/** Every so many characters of what is typed: the same happens at most of them. */
const STEP = 3;

/** Runs what the page asks its engine on a first visit, for its examples, and while somebody types. */
export function rehearse(): void {
  actions();
  const standard = JSON.parse(standardDocument);
  const { samples } = firstWork();
  look(
    standardDocument,
    samples.map(({ text }) => text),
  );
  for (const { events, mapping } of exampleGroups.flatMap(({ examples }) => examples)) {
    const mappings = mapping ? [...standard.mappings, mapping] : standard.mappings;
    for (const mode of modes) look(json({ ...standard, mode, mappings }), [events]);
  }
  type(samples[0]?.text ?? "", (text) => look(standardDocument, [text]));
  for (const mode of modes) {
    type('type = "track" and (event = "Signed Up" or !properties.total > 20)', (trigger) => {
      const mapping = { id: "typed", action: "trackPurchase", trigger };
      look(json({ ...standard, mode, mappings: [mapping] }), [samples[0]?.text ?? ""]);
    });
  }
  type(standardDocument, (text) => look(text, []));
  look(emptyDocument, []);
}

/** What is asked when the document or the events change. */
function look(document: string, events: string[]): void {
  const samples = events.map((text, id) => ({ id, text }));
  for (let mapping = 0; mapping < 4; mapping++) {
    rows({ document, mapping, from: 0 }, samples);
    for (const { id } of samples.length > 0 ? samples : [{ id: 0 }]) {
      const { trigger } = review({ document, mapping, sample: id }, samples);
      if (trigger?.tree) format({ tree: trigger.tree, dialect: trigger.dialect });
    }
  }
  for (const { id } of samples) modeChanges({ document, sample: id }, samples);
}

function type(text: string, see: (text: string) => void): void {
  for (let end = 0; end <= text.length; end += STEP) see(text.slice(0, end));
}
