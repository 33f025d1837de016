//! Every limit of the product, in one place.
//!
//! Documentation links here instead of repeating a number.

/// How deep JSON may nest: events, documents and mappings alike.
///
/// Parsing and resolving recurse once a level, so this bounds the stack.
pub const MAX_JSON_DEPTH: usize = crate::json::MAX_DEPTH;

/// How large the result of a mapping may be: roughly, the bytes of its JSON.
///
/// Also bounds the memory its directives take on the way there.
pub const MAX_MAPPED_BYTES: usize = 64 * 1024 * 1024;

/// How deep the result of a mapping may nest: a value of the event inside what the mapping builds around it.
pub const MAX_MAPPED_DEPTH: usize = 2 * MAX_JSON_DEPTH;

/// Problems one mapping is told about; who sees so many has another problem than these.
pub const MAX_MAPPING_PROBLEMS: usize = 200;

/// Places that an explanation names as the sources of one value; beyond, it names the whole event.
pub const MAX_TRACED_SOURCES: usize = 10_000;

/// Steps of directives that an explanation follows; beyond, it names the whole event as the source.
pub const MAX_TRACED_STEPS: usize = 1_000_000;

/// UTF-16 code units in `pattern` and in `replacement` of `@replace`. Segment's limit.
pub const MAX_REPLACE_UNITS: usize = 10;

/// Remarks in the report of an import, beside the mappings that were kept.
pub const MAX_IMPORT_REMARKS: usize = 500;

/// UTF-16 code units in the text of `@liquid`. Segment's limit.
pub const MAX_LIQUID_UNITS: usize = 1000;

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
///
/// Segment's limit of 10,000 properties an event needs no number of its own: so many do not fit.
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

/// Events of one request that are not taken and yet kept for a person to see.
pub const MAX_KEPT_REFUSALS: usize = 100;

/// Bytes of one request from a webhook.
///
/// Segment documents up to 4,000 events in one, and no size; events have 1 to 2 KB as a rule.
pub const MAX_WEBHOOK_BYTES: usize = 8 * 1024 * 1024;

/// Events in one request from a webhook, as Segment documents it.
pub const MAX_WEBHOOK_EVENTS: usize = 4_000;

/// Messages in one call that writes to the queue, as Cloudflare documents it.
pub const MAX_QUEUE_BATCH_MESSAGES: usize = 100;

/// Bytes in one call that writes to the queue: Cloudflare's documented 256 KB, read as thousands to be on the safe side.
pub const MAX_QUEUE_BATCH_BYTES: usize = 256 * 1000;

/// What Cloudflare adds to each message when it counts bytes: "about 100 bytes".
pub const QUEUE_MESSAGE_OVERHEAD_BYTES: usize = 128;

/// The longest wait a queue message can be given, as Cloudflare documents it: 12 hours.
pub const MAX_QUEUE_DELAY_SECONDS: u32 = 12 * 60 * 60;

/// How deep the conditions of a trigger may nest.
pub const MAX_TRIGGER_DEPTH: usize = 64;

/// Bytes of one trigger.
pub const MAX_TRIGGER_BYTES: usize = 256 * 1024;

/// Conditions that are looked at to find out whether a trigger can ever match; after that it is taken for granted.
pub const MAX_TRIGGER_ANALYSIS_STEPS: usize = 1_000;

/// Problems reported about one trigger; the first ones count.
pub const MAX_TRIGGER_ERRORS: usize = 20;

/// Calls to MAPI at once, of one delivery of messages: as many connections as a Worker may have open.
pub const MAX_CALLS_AT_ONCE: usize = 6;

/// How long one call to MAPI may take. Segment gives it as long.
pub const CALL_TIMEOUT_MILLIS: u32 = 10_000;

/// How long a delivery of messages makes calls; those that are left by then are for the next one.
///
/// Cloudflare ends a delivery after 15 minutes, and a call that is ended with it is one of which nobody knows the end.
pub const MAX_DELIVERY_MILLIS: i64 = 12 * 60_000;

/// The longest wait before the second attempt; every attempt after that doubles it.
pub const FIRST_RETRY_SECONDS: u32 = 5;

/// The longest wait between two attempts.
pub const MAX_RETRY_SECONDS: u32 = 2 * 60 * 60;

/// How long events wait at first that nothing but a change of settings can deliver; twice as long every time after.
pub const HOLD_SECONDS: u32 = 15 * 60;

/// How long they wait at most.
pub const MAX_HOLD_SECONDS: u32 = 60 * 60;

/// How often an event is put back to wait for other credentials that MAPI answers 403 though it granted a token: for a day.
///
/// After that it is the event that is forbidden, by whatever stands before MAPI, and a person has to look at it.
pub const MAX_FORBIDDEN_HOLDS: u32 = 24;

/// How long before it expires a token is no longer used.
pub const TOKEN_MARGIN_MILLIS: i64 = 60_000;

/// How long a request for a token may stay unanswered before another one is made in its place.
pub const TOKEN_REQUEST_MILLIS: i64 = 15_000;

/// How long no token is asked for after requests for one failed, at most: a second after the first, twice as long after
/// every further one.
pub const MAX_TOKEN_PAUSE_SECONDS: u32 = 30;

/// Requests for a token that fail, one after the other, before `/healthz` says so.
pub const TOKEN_FAILURES_TOLD: u32 = 3;

/// New tokens that one call asks for when MAPI answers 401. More than one: under load a token can be ended again before the
/// call that waited for it is made, and whoever takes that for wrong credentials holds events back that could be sent.
pub const MAX_TOKEN_RENEWALS: u32 = 3;

/// How long no token is asked for after MAPI refused the credentials.
pub const REFUSED_CREDENTIALS_PAUSE_SECONDS: u32 = 60;

/// Characters an admin token has at least.
pub const MIN_ADMIN_TOKEN_CHARACTERS: usize = 16;

/// Wrong admin tokens from one address before it has to wait.
pub const MAX_TOKEN_FAILURES: u32 = 10;

/// How long an address has to wait after [`MAX_TOKEN_FAILURES`].
pub const TOKEN_FAILURES_PAUSE_SECONDS: u32 = 60;

/// Addresses whose wrong tokens are counted at a time.
pub const MAX_THROTTLED_ADDRESSES: usize = 1_000;

/// Bytes of a request body of the admin API.
pub const MAX_ADMIN_BODY_BYTES: usize = 1024 * 1024;

/// Entries on a page of a list of the admin API, unless the request says otherwise.
pub const PAGE_ENTRIES: u32 = 50;

/// Entries on a page of a list of the admin API, at most.
pub const MAX_PAGE_ENTRIES: u32 = 100;

/// Deliveries that one request has sent again, at most; it says when there are more.
///
/// Each takes two of the 1,000 database queries that Cloudflare lets one request make.
pub const MAX_RESENT: u32 = 200;

/// Characters of the note that goes with a published document.
pub const MAX_NOTE_CHARACTERS: usize = 200;

/// Days of the counts that are shown, unless the request says otherwise.
pub const STATS_DAYS: u32 = 30;

/// Days of the counts that are shown, at most.
pub const MAX_STATS_DAYS: u32 = 366;

/// How old the destination document may be that events are mapped with: another one is in force so long after it was published.
pub const LIVE_DOCUMENT_MILLIS: i64 = 5_000;

/// Calls to Friendbuy for one erasure, at most.
pub const MAX_ERASURE_ATTEMPTS: u32 = 30;

/// Characters of the customer id or email address that is to be erased.
pub const MAX_SUBJECT_CHARACTERS: usize = 512;

/// How long a claim on a call holds. An attempt that does not settle it within that time counts as one whose end nobody knows.
///
/// Well above [`CLAIM_PATIENCE_MILLIS`] and [`CALL_TIMEOUT_MILLIS`] together: a call that is answered in time is settled in time.
pub const CLAIM_LEASE_MILLIS: i64 = 60_000;

/// How old a claim may be when its call begins.
pub const CLAIM_PATIENCE_MILLIS: i64 = 20_000;

/// How often the ledger is asked, or told, before an attempt does without.
pub const LEDGER_TRIES: u32 = 4;

/// Parts of the ledger, unless a setting says otherwise.
pub const LEDGER_SHARDS: u32 = 64;

/// Days after which the ledger forgets a call, unless a setting says otherwise.
pub const LEDGER_DAYS: u32 = 30;

/// How long after a 429 one more call at once is tried, at the latest.
pub const PACE_RECOVERY_MILLIS: i64 = 30_000;

/// Calls that MAPI takes after a 429 before one more at once is tried.
pub const PACE_RECOVERY_CALLS: u32 = 100;

/// How long after a 429 further ones are taken for answers to calls that were on their way already.
pub const PACE_SETTLE_MILLIS: i64 = 1_000;

/// Rows of the ledger that one step of a purge walks over.
pub const LEDGER_PURGE_ROWS: u32 = 5_000;

/// Steps of a purge before it pauses, so that nobody waits long for the ledger.
pub const LEDGER_PURGE_STEPS: u32 = 10;

/// Characters of an event's name in the delivery log.
pub const MAX_EVENT_LABEL_CHARACTERS: usize = 120;

/// Characters of MAPI's answer that are kept with a failed event.
pub const MAX_ANSWER_CHARACTERS: usize = 2_000;

/// Bytes of the delivery log in one round trip; D1 takes 2 MB in one value.
pub const MAX_JOURNAL_BYTES: usize = 1_000_000;

/// Bytes of a call that are kept with a failed event.
pub const MAX_KEPT_CALL_BYTES: usize = 256 * 1024;

/// Deliveries of a dead letter that map it; after that it goes to the desk as it is.
pub const MAX_MAPPED_LETTER_ATTEMPTS: u32 = 3;

/// Rows of a table that one statement deletes when they are too old.
pub const PURGED_ROWS: i64 = 1_000;

/// How often such statements run, at most, in one run of the hourly purge.
pub const PURGE_ROUNDS: u32 = 50;

/// How long a delivery of messages waits for the end of a pause, instead of having the queue deliver them again.
pub const PAUSE_PATIENCE_MILLIS: i64 = 30_000;

/// How long it waits for a token that MAPI can't grant just now.
pub const TOKEN_PATIENCE_MILLIS: i64 = 12_000;
