/** A Segment event. Which members it needs depends on the mappings; further ones are welcome. */
export interface SegmentEvent {
  type?: "identify" | "track" | "page" | "screen" | "group" | "alias" | (string & {});
  /** The name of a track event. */
  event?: string;
  messageId?: string;
  userId?: string | number | null;
  anonymousId?: string | number | null;
  traits?: object;
  properties?: object;
  context?: object;
  timestamp?: string | Date;
  [member: string]: unknown;
}

/** What may be given as an event: any object but a promise, which somebody forgot to wait for. */
export type AnyEvent = (SegmentEvent | object) & { then?: never };

/** Several events in one, as Segment's libraries send them. */
export interface SegmentBatch {
  batch: readonly AnyEvent[];
  /** What is the same for all of them, unless one says otherwise. */
  context?: object;
  integrations?: object;
  [member: string]: unknown;
}
