// Compiled, never run: the events of Segment's own libraries are events here, as their users type them.

import type { CoreSegmentEvent } from "@segment/analytics-core";
import type { Analytics, TrackParams } from "@segment/analytics-node";
import { Destination, type SegmentEvent, trigger } from "friendbuy-edge";

declare const strict: CoreSegmentEvent;
declare const track: TrackParams;
declare const analytics: Analytics;

const destination = new Destination();
destination.map(strict);
destination.map(track);
destination.map({ type: "track", ...track });
destination.mapBatch({ batch: [strict, track] });
trigger.matches('type = "track"', strict);
analytics.on("track", (context) => destination.map(context.event));

// What is typed here can be sent there.
const event = {
  userId: "u",
  event: "Signed Up",
  properties: { plan: "pro" },
} satisfies SegmentEvent;
analytics.track(event);
