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
