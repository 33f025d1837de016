//! One event: checked, completed, ready for the queue.

use super::clock::corrected_timestamp;
use super::envelope::{Envelope, Origin};
use super::message_id;
use super::route::EventKind;
use super::write_key::WriteKeyError;
use crate::instant::{Millis, format_rfc3339};
use crate::json::{Arena, Object, ObjectBuilder, Text, Value};
use crate::limits::{MAX_EVENT_BYTES, MAX_MESSAGE_ID_CHARACTERS};

/// What the `integrations` of an event call this destination, as in Segment's catalogue.
pub const INTEGRATION_NAME: &str = "Friendbuy (Cloud Destination)";

/// An event as it goes into the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The `messageId` the sender gave, or the one that was derived.
    pub message_id: String,
    /// The whole event, compact JSON.
    pub json: String,
}

/// Why one event is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventRefusal {
    /// A text or number where an event should be, as in `{"batch": [1]}`.
    #[error("an event must be an object, not {kind}")]
    NotObject {
        /// What it is.
        kind: &'static str,
    },
    /// An event of a batch with its own write key, and that one is not known.
    #[error(transparent)]
    WriteKey(#[from] WriteKeyError),
    /// An event of a batch without a type, or with one the Tracking API does not have, as in `{"type": "delete"}`.
    #[error("`type` must be one of identify, track, page, screen, group, alias")]
    Type,
    /// Neither `userId` nor `anonymousId`.
    #[error("`userId` or `anonymousId` is required")]
    NoUser,
    /// An id or a name that is no text, as in `{"userId": 7}`.
    #[error("`{member}` must be a string, not {kind}")]
    NotText {
        /// The member's name.
        member: &'static str,
        /// What it is.
        kind: &'static str,
    },
    /// A track event without a name.
    #[error("`event` is required: the name of what happened")]
    NoName,
    /// Properties, traits or a context of another type, as in `{"properties": []}`.
    #[error("`{member}` must be an object, not {kind}")]
    MemberNotObject {
        /// The member's name.
        member: &'static str,
        /// What it is.
        kind: &'static str,
    },
    /// A `messageId` that is no text, or too long.
    #[error("`messageId` must be a string of at most {MAX_MESSAGE_ID_CHARACTERS} characters")]
    MessageId,
    /// An erasure in a list of which only the first element is signed, as in `[{"type": "track"}, {"type": "delete"}]`.
    #[error(
        "an erasure is taken only where its sender is known: alone, first in its list, or with the secret in a header"
    )]
    ErasureNotAuthenticated,
    /// An erasure without a person, as in `{"type": "delete"}`.
    #[error("`userId` or `traits.email` is required: whose data is to be erased")]
    ErasureOfNobody,
    /// More bytes than one event may have.
    #[error("the event has {bytes} bytes of JSON, at most {MAX_EVENT_BYTES} are taken")]
    TooLarge {
        /// How many it has.
        bytes: usize,
    },
}

impl EventRefusal {
    /// The code in answers and logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotObject { .. } => "event-not-object",
            Self::WriteKey(error) => error.code(),
            Self::Type => "event-type",
            Self::NoUser => "user-missing",
            Self::NotText { .. } => "member-not-text",
            Self::NoName => "event-name-missing",
            Self::MemberNotObject { .. } => "member-not-object",
            Self::MessageId => "message-id",
            Self::ErasureNotAuthenticated => "erasure-not-authenticated",
            Self::ErasureOfNobody => "erasure-of-nobody",
            Self::TooLarge { .. } => "event-too-large",
        }
    }
}

/// What one item of a request turned out to be.
#[derive(Debug)]
pub(super) enum Item {
    Event(Event),
    /// Its `integrations` switch this destination off.
    SwitchedOff,
}

const OBJECTS: [&str; 3] = ["properties", "traits", "context"];
const IDS: [&str; 4] = ["userId", "anonymousId", "groupId", "previousId"];
const NAMES: [&str; 2] = ["name", "category"];

/// Checks and completes one event. `kind` is the one the path names; without it, the event says it itself.
pub(super) fn complete<'a>(
    sent: Object<'a>,
    kind: Option<EventKind>,
    envelope: &Envelope<'a>,
    arena: &'a Arena,
) -> Result<Item, EventRefusal> {
    let named = Value::Object(sent).member("type").as_str();
    let kind = kind
        .or_else(|| named.and_then(EventKind::from_name))
        .ok_or(EventRefusal::Type)?;
    check(Value::Object(sent), kind)?;
    let content = merge(sent, Some(kind), envelope, arena);
    if is_switched_off(
        Value::Object(content).member("integrations"),
        envelope.origin,
    ) {
        return Ok(Item::SwitchedOff);
    }
    let message_id = message_id::of(content, arena)?;
    // After the id: who repeats a request from another network repeats its ids all the same.
    let content = fill_ip(content, envelope.client_ip, arena);
    let event = stamp(content, &message_id, envelope, arena);
    let json = Value::Object(event).to_json();
    if json.len() > MAX_EVENT_BYTES {
        // What was added here does not count.
        let bytes = Value::Object(content).to_json().len();
        if bytes > MAX_EVENT_BYTES {
            return Err(EventRefusal::TooLarge { bytes });
        }
    }
    Ok(Item::Event(Event { message_id, json }))
}

/// What was sent in place of an event, as far as it is worth keeping.
pub(super) fn keep(sent: Value<'_>, arena: &Arena) -> Option<Event> {
    let (message_id, json) = match sent {
        Value::Object(event) => {
            let event = without(event, "writeKey", arena);
            let id = message_id::of(event, arena);
            let id = id.unwrap_or_else(|_| message_id::derived(event, arena));
            (id, Value::Object(event).to_json())
        }
        other => {
            let json = other.to_json();
            (message_id::derived_from(&json), json)
        }
    };
    (json.len() <= MAX_EVENT_BYTES).then_some(Event { message_id, json })
}

fn check(event: Value<'_>, kind: EventKind) -> Result<(), EventRefusal> {
    let has_names = matches!(kind, EventKind::Page | EventKind::Screen);
    let names = NAMES.iter().filter(|_| has_names);
    for member in IDS.iter().chain(names) {
        optional_text(event, member)?;
    }
    let is_present = |member| !matches!(event.member(member).as_str(), None | Some(""));
    if !is_present("userId") && !is_present("anonymousId") {
        return Err(EventRefusal::NoUser);
    }
    if kind == EventKind::Track {
        optional_text(event, "event")?;
        if !is_present("event") {
            return Err(EventRefusal::NoName);
        }
    }
    for member in OBJECTS {
        let value = event.member(member);
        if !value.is_nullish() && value.as_object().is_none() {
            let kind = value.kind();
            return Err(EventRefusal::MemberNotObject { member, kind });
        }
    }
    Ok(())
}

fn optional_text(event: Value<'_>, member: &'static str) -> Result<(), EventRefusal> {
    match event.member(member) {
        Value::Undefined | Value::Null | Value::Text(_) => Ok(()),
        other => Err(EventRefusal::NotText {
            member,
            kind: other.kind(),
        }),
    }
}

/// The event as the sender means it: with what the path and the envelope say, without the write key.
pub(super) fn merge<'a>(
    sent: Object<'a>,
    kind: Option<EventKind>,
    envelope: &Envelope<'a>,
    arena: &'a Arena,
) -> Object<'a> {
    let mut event = ObjectBuilder::with_capacity(sent.members().len() + 4);
    event.spread(sent);
    if let Some(kind) = kind {
        event.set(Text::Str("type"), Value::text(kind.as_str()));
    }
    let sent = Value::Object(sent);
    for (member, shared) in [
        ("context", envelope.context),
        ("integrations", envelope.integrations),
    ] {
        if let Some(shared) = shared {
            let mut merged = ObjectBuilder::new();
            merged.spread(shared);
            merged.spread(sent.member(member).as_object().unwrap_or(Object::EMPTY));
            event.set(Text::Str(member), Value::Object(merged.finish(arena)));
        }
    }
    if sent.member("sentAt").is_nullish() && !envelope.sent_at.is_nullish() {
        event.set(Text::Str("sentAt"), envelope.sent_at);
    }
    without(event.finish(arena), "writeKey", arena)
}

/// `context.ip` as Segment fills it: only for senders that sit where the person does and did not say it themselves.
fn fill_ip<'a>(event: Object<'a>, client_ip: Option<&'a str>, arena: &'a Arena) -> Object<'a> {
    let context = Value::Object(event).member("context");
    let is_browser = context.member("library").member("name") == Value::text("analytics.js");
    let is_direct = is_browser || context.member("direct") == Value::Bool(true);
    let Some(client_ip) = client_ip.filter(|_| is_direct && !context.member("ip").is_truthy())
    else {
        return event;
    };
    let context = context.as_object().unwrap_or(Object::EMPTY);
    let context = with(context, [("ip", Value::text(client_ip))], arena);
    with(event, [("context", Value::Object(context))], arena)
}

/// Adds what the receiver of an event adds: its id, and the times. A relay has added its times before.
fn stamp<'a>(
    event: Object<'a>,
    message_id: &'a str,
    envelope: &Envelope<'a>,
    arena: &'a Arena,
) -> Object<'a> {
    let value = Value::Object(event);
    let written =
        |at: Option<String>| at.map_or(Value::Undefined, |at| Value::text(arena.text(&at)));
    let received_at = written(format_rfc3339(envelope.received_at));
    let is_stamped = envelope.origin == Origin::Relay && !value.member("timestamp").is_nullish();
    let (timestamp, original) = if is_stamped {
        (Value::Undefined, Value::Undefined)
    } else {
        let original = first_of(value.member("originalTimestamp"), value.member("timestamp"));
        (
            written(timestamp(value, original, envelope.received_at)),
            original,
        )
    };
    let received_at = match envelope.origin {
        Origin::Sender => received_at,
        Origin::Relay => first_of(value.member("receivedAt"), received_at),
    };
    let added = [
        ("messageId", Value::text(message_id)),
        ("timestamp", timestamp),
        ("originalTimestamp", original),
        ("receivedAt", received_at),
    ];
    let added = added.map(|(name, new)| (name, first_of(new, value.member(name))));
    with(event, added, arena)
}

/// When an event happened, by this side's clock, as far as that can be told.
fn timestamp(event: Value<'_>, original: Value<'_>, received_at: Millis) -> Option<String> {
    let sent_at = event.member("sentAt").as_str();
    match (original, original.as_str()) {
        (Value::Undefined | Value::Null, _) => corrected_timestamp(received_at, sent_at, None),
        (_, Some(original)) => corrected_timestamp(received_at, sent_at, Some(original)),
        (_, None) => None,
    }
}

const fn first_of<'a>(first: Value<'a>, second: Value<'a>) -> Value<'a> {
    if first.is_nullish() { second } else { first }
}

/// Whether `integrations` keep an event from this destination: by its name, or by `All` when it is not named.
///
/// A relay was chosen by whoever set it up, and may itself be the exception to an `All: false`: from there, only the name
/// counts.
fn is_switched_off(integrations: Value<'_>, origin: Origin) -> bool {
    match integrations.member(INTEGRATION_NAME) {
        Value::Undefined | Value::Null => {
            origin == Origin::Sender && integrations.member("All") == Value::Bool(false)
        }
        named => named == Value::Bool(false),
    }
}

fn with<'a, const N: usize>(
    object: Object<'a>,
    members: [(&'static str, Value<'a>); N],
    arena: &'a Arena,
) -> Object<'a> {
    let mut builder = ObjectBuilder::with_capacity(object.members().len() + N);
    builder.spread(object);
    for (name, value) in members {
        builder.set(Text::Str(name), value);
    }
    builder.finish(arena)
}

fn without<'a>(object: Object<'a>, name: &str, arena: &'a Arena) -> Object<'a> {
    if object.get(name).is_none() {
        return object;
    }
    let mut builder = ObjectBuilder::with_capacity(object.members().len());
    for member in object.members() {
        if member.key != Text::Str(name) {
            builder.set(member.key, member.value);
        }
    }
    builder.finish(arena)
}
