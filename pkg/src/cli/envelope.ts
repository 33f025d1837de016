// Batches as Segment's libraries send them: `{"batch": [...]}` holds events, it is none.

import { type Node, parseTree } from "jsonc-parser";
import type { FoundRecord } from "./records.js";

/** What tells a batch and a document from an event. */
type Envelope = { type?: unknown; batch?: unknown; mappings?: unknown };

/** What a batch says for all its events. */
const SHARED = ["context", "integrations"];

/** The events of a record: itself, unless it is a batch, or the document where `--document` was forgotten. */
export function eventsOf(record: FoundRecord): FoundRecord[] {
  const { text } = record;
  if (text.includes('"mappings"') && isDocument(parsed(text))) {
    const problem = "this is a destination document (for `--document`), not an event";
    return [{ ...record, problem }];
  }
  // Looking is cheap; few events have the word in them.
  if (!text.includes('"batch"')) return [record];
  const envelope = parsed(text);
  // An event has a type, whatever else it has.
  if (!Array.isArray(envelope?.batch) || envelope.type !== undefined) return [record];
  const all = membersOf(parseTree(text));
  const events = all.get("batch")?.children ?? [];
  return events.map((event) => ({ ...record, text: withShared(text, event, all) }));
}

const isDocument = (value: Envelope | undefined): boolean =>
  Array.isArray(value?.mappings) && value.type === undefined;

function parsed(text: string): Envelope | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** An event of a batch, with what the batch says for all. Texts are put together, not values: no number loses a digit. */
function withShared(text: string, event: Node, all: Members): string {
  const textOf = ({ offset, length }: Node) => text.slice(offset, offset + length);
  if (event.type !== "object") return textOf(event);
  const own = membersOf(event);
  const written = new Map([...own].map(([name, node]) => [name, textOf(node)]));
  for (const name of SHARED) {
    const shared = all.get(name);
    if (shared?.type !== "object") continue;
    const merged = [...membersOf(shared), ...membersOf(own.get(name))];
    const texts = merged.map(([key, node]) => [key, textOf(node)] as const);
    written.set(name, objectText(new Map(texts)));
  }
  return objectText(written);
}

type Members = ReadonlyMap<string, Node>;

/** The members of an object in a text; of a name that is there twice, the last. */
function membersOf(node: Node | undefined): Members {
  const members = new Map<string, Node>();
  if (node?.type !== "object") return members;
  for (const { children: [key, value] = [] } of node.children ?? [])
    if (key && value) members.set(key.value, value);
  return members;
}

const objectText = (members: ReadonlyMap<string, string>): string =>
  `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
