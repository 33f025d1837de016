// What the Worker's intake takes. It does not tell a sender which events of a batch it refuses, so what it would refuse
// is found here, before it is sent.

import { createHash } from "node:crypto";
import { applyEdits, modify } from "jsonc-parser";

const TYPES = new Set(["identify", "track", "page", "screen", "group", "alias"]);
const TEXTS = ["userId", "anonymousId", "groupId", "previousId"];
const OBJECTS = ["properties", "traits", "context"];
const MAX_EVENT_BYTES = 32 * 1024;
const MAX_MESSAGE_ID_CHARACTERS = 100;
/** The Worker reads 256 levels; two of them are the batch's. */
const MAX_DEPTH = 254;
const INTEGRATION = "Friendbuy (Cloud Destination)";

/** An event ready to be sent, or why it is not. */
export type Prepared =
  | { kind: "event"; text: string; bytes: number; hasTime: boolean }
  | { kind: "switched-off" }
  | { kind: "refused"; problem: string };

type Members = { [name: string]: unknown };

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/**
 * Checks an event and gives it a `messageId` if it has none.
 *
 * @param place What tells this event from all others, and is the same whenever this file is sent: an event that is sent
 *   twice is then recognized.
 */
export function prepare(text: string, place: string): Prepared {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return { kind: "refused", problem: "it is not JSON" };
  }
  if (!isObject(event)) return { kind: "refused", problem: "it is no JSON object" };
  if (isDeeper(event, MAX_DEPTH))
    return { kind: "refused", problem: `it is nested deeper than ${MAX_DEPTH} levels` };
  const problem = problemOf(event);
  if (problem !== undefined) return { kind: "refused", problem };
  if (isSwitchedOff(event.integrations)) return { kind: "switched-off" };
  const hasId = !isAbsent(event.messageId) && event.messageId !== "";
  const sent = !hasId ? withMessageId(text, event, place) : text.trim();
  const hasTime = ["timestamp", "originalTimestamp"].some((name) => !isAbsent(event[name]));
  return { kind: "event", text: sent, bytes: Buffer.byteLength(sent), hasTime };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function problemOf(event: Members): string | undefined {
  if (typeof event.type !== "string" || !TYPES.has(event.type))
    return `\`type\` must be one of ${[...TYPES].join(", ")}`;
  const names = ["page", "screen"].includes(event.type) ? ["name", "category"] : [];
  for (const member of [...TEXTS, ...names, ...(event.type === "track" ? ["event"] : [])]) {
    if (!isAbsent(event[member]) && typeof event[member] !== "string")
      return `\`${member}\` must be text`;
  }
  if (!event.userId && !event.anonymousId) return "it has neither `userId` nor `anonymousId`";
  if (event.type === "track" && !event.event) return "it has no `event`, the name of what happened";
  for (const member of OBJECTS) {
    if (!isAbsent(event[member]) && !isObject(event[member]))
      return `\`${member}\` must be an object`;
  }
  const id = event.messageId;
  if (!isAbsent(id) && (typeof id !== "string" || [...id].length > MAX_MESSAGE_ID_CHARACTERS))
    return `\`messageId\` must be text of at most ${MAX_MESSAGE_ID_CHARACTERS} characters`;
  const bytes = Buffer.byteLength(JSON.stringify(event));
  if (bytes > MAX_EVENT_BYTES) return `it has ${bytes} bytes, at most ${MAX_EVENT_BYTES} are taken`;
  return undefined;
}

/** Whether the event itself says that it is not for this destination. */
function isSwitchedOff(integrations: unknown): boolean {
  if (!isObject(integrations)) return false;
  const own = integrations[INTEGRATION];
  return own === false || (integrations.All === false && isAbsent(own));
}

/** The text with an id in it. Nothing else changes: no number loses a digit. */
function withMessageId(text: string, event: Members, place: string): string {
  const hash = createHash("sha256").update(`${place}\0${text.trim()}`).digest("hex");
  const id = `backfill-${hash.slice(0, 32)}`;
  if ("messageId" in event) return applyEdits(text, modify(text, ["messageId"], id, {})).trim();
  const rest = text.trim().slice(1).trimStart();
  return `{"messageId":"${id}"${rest.startsWith("}") ? "" : ","}${rest}`;
}
