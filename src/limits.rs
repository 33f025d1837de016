//! Every limit of the product, in one place.
//!
//! Documentation links here instead of repeating a number.

/// How deep JSON may nest: events, documents and mappings alike.
///
/// Parsing and resolving recurse once a level, so this bounds the stack.
pub const MAX_JSON_DEPTH: usize = 256;

/// Mappings in one destination document.
///
/// Segment: "Individual destination instances support a maximum of 50 mappings."
pub const MAX_MAPPINGS: usize = 50;

/// Entries in `additionalProperties` of one call.
///
/// Segment's Friendbuy page: "limited to a maximum of 10 additional properties".
pub const MAX_ADDITIONAL_PROPERTIES: usize = 10;

/// Characters in one value of `additionalProperties`, counted as Unicode code points.
///
/// Segment's Friendbuy page: "the maximum length of an additional property's value is 128 characters".
/// The page does not say how characters are counted.
pub const MAX_ADDITIONAL_PROPERTY_CHARACTERS: usize = 128;

/// Bytes of one event, Segment's documented 32 KB.
pub const MAX_EVENT_BYTES: usize = 32 * 1024;

/// Bytes of one request body, Segment's documented 500 KB.
pub const MAX_REQUEST_BYTES: usize = 500 * 1024;

/// Events in one batch, as Segment documents it.
pub const MAX_BATCH_EVENTS: usize = 2_500;

/// Characters of a `messageId`, as Segment documents it.
pub const MAX_MESSAGE_ID_CHARACTERS: usize = 100;

/// Bytes of all events of one request, after the envelope's `context` was merged into each of them.
///
/// Without it, a request of [`MAX_REQUEST_BYTES`] could become a hundred times as much.
pub const MAX_SPLIT_BYTES: usize = 4 * 1024 * 1024;

/// Messages in one call that writes to the queue, as Cloudflare documents it.
pub const MAX_QUEUE_BATCH_MESSAGES: usize = 100;

/// Bytes in one call that writes to the queue: Cloudflare's documented 256 KB, read as thousands to be on the safe side.
pub const MAX_QUEUE_BATCH_BYTES: usize = 256 * 1000;

/// What Cloudflare adds to each message when it counts bytes: "about 100 bytes".
pub const QUEUE_MESSAGE_OVERHEAD_BYTES: usize = 128;

/// The longest wait a queue message can be given, as Cloudflare documents it: 12 hours.
pub const MAX_QUEUE_DELAY_SECONDS: u32 = 12 * 60 * 60;
