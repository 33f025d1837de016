// Batches as Segment's libraries send them: `{"batch": [...]}` holds events, it is none.

import { findNodeAtLocation, parseTree } from "jsonc-parser";
import type { FoundRecord } from "./records.js";

type Members = { [name: string]: unknown };

/** What a batch says for all its events. */
const SHARED = ["context", "integrations"];

/** The events of a record: itself, unless it is a batch, or the document where `--document` was forgotten. */
export function eventsOf(record: FoundRecord): FoundRecord[] {
  if (record.text.includes('"mappings"') && isDocument(parsed(record.text))) {
    const problem = "this is a destination document, not an event: name it with --document";
    return [{ ...record, problem }];
  }
  // Looking is cheap; few events have the word in them.
  if (!record.text.includes('"batch"')) return [record];
  const envelope = parsed(record.text);
  if (!Array.isArray(envelope?.batch)) return [record];
  const shares = SHARED.some((name) => envelope[name] !== undefined);
  const root = shares ? undefined : parseTree(record.text);
  return envelope.batch.map((event: unknown, index) => {
    const node = root && findNodeAtLocation(root, ["batch", index]);
    const text = node
      ? record.text.slice(node.offset, node.offset + node.length)
      : JSON.stringify(withShared(event, envelope));
    return { ...record, text };
  });
}

const isDocument = (value: Members | undefined): boolean =>
  Array.isArray(value?.mappings) && value.type === undefined;

function parsed(text: string): Members | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

function withShared(event: unknown, envelope: Members): unknown {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return event;
  const members: Members = { ...event };
  for (const name of SHARED) {
    const [shared, own] = [envelope[name], members[name]];
    if (typeof shared === "object" && shared !== null)
      members[name] = { ...shared, ...(typeof own === "object" ? own : {}) };
  }
  return members;
}
