//! From a request to the events in it.

use super::body;
use super::event::{Event, EventRefusal, Item, complete, keep, merge};
use super::refusal::Refusal;
use super::route::Form;
use super::write_key::{self, Admission, WriteKeys};
use crate::instant::Millis;
use crate::json::{Arena, Object, Value, parse};
use crate::limits::{MAX_BATCH_EVENTS, MAX_KEPT_REFUSALS, MAX_SPLIT_BYTES};

/// What a sender sent, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// How the body holds events, as the path says.
    pub form: Form,
    /// The `Authorization` header.
    pub authorization: Option<&'r str>,
    /// The `Content-Encoding` header. The content type is ignored: SDKs send JSON under several names.
    pub encoding: Option<&'r str>,
    /// The body as it came.
    pub body: &'r [u8],
    /// Where the request comes from: the `context.ip` of events from browsers, which can't know it.
    pub client_ip: Option<&'r str>,
    /// When it was received.
    pub received_at: Millis,
}

/// What a request came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The events to queue, in their order.
    pub events: Vec<Event>,
    /// The events that are not taken. The sender of a batch is not told of them: a failure makes some SDKs send the whole
    /// batch again, for ever.
    pub refused: Vec<Refused>,
    /// How many events are discarded because their `integrations` switch this destination off.
    pub switched_off: usize,
    /// How many events are discarded because their write key is unknown. A request with one for all counts as one.
    pub unknown_key: usize,
}

/// An event of a batch that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the batch.
    pub index: usize,
    /// Why.
    pub reason: EventRefusal,
    /// The event, for a person to mend and send. Not if its sender has no write key, it is too large, or others of the same
    /// request have taken all the room: [`MAX_KEPT_REFUSALS`].
    pub kept: Option<Event>,
}

/// What the events of one request share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope<'a> {
    pub(super) context: Option<Object<'a>>,
    pub(super) integrations: Option<Object<'a>>,
    pub(super) sent_at: Value<'a>,
    pub(super) client_ip: Option<&'a str>,
    pub(super) received_at: Millis,
    pub(super) origin: Origin,
}

/// Where events come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// From where they happened.
    Sender,
    /// From another service that received them there, corrected their times and chose where they go.
    Relay,
}

/// Takes the events out of a request.
///
/// The write key is looked for in the header, then in the envelope, then in each event.
///
/// # Errors
///
/// A [`Refusal`] when the request as a whole is not taken, or its only event. Events of a batch that are not taken are in
/// [`Receipt::refused`].
pub fn receive(request: &Request<'_>, keys: &WriteKeys) -> Result<Receipt, Refusal> {
    let header_key = request.authorization.and_then(write_key::from_header);
    if header_key.is_some() && keys.admit(header_key.as_deref())? == Admission::Discard {
        return Ok(Receipt::of_unknown_key());
    }
    let text = body::text(request.body, request.encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let arena = Arena::new();
    let body = parse(text, &arena).map_err(Refusal::NotJson)?;
    let kind = body.kind();
    let sent = body.as_object().ok_or(Refusal::NotObject { kind })?;

    let body_key = body.member("writeKey").as_str();
    let key = header_key
        .as_deref()
        .or(body_key.filter(|key| !key.is_empty()));
    let has_key = key.is_some() || request.form != Form::Batch;
    if has_key && keys.admit(key)? == Admission::Discard {
        return Ok(Receipt::of_unknown_key());
    }
    match request.form {
        Form::One(kind) => {
            let envelope = Envelope::of(Value::Undefined, request);
            let mut receipt = Receipt::default();
            receipt.take(complete(sent, Some(kind), &envelope, &arena)?);
            Ok(receipt)
        }
        Form::Batch => {
            let item_keys = (!has_key).then_some(keys);
            split(body, &Envelope::of(body, request), item_keys, &arena)
        }
    }
}

/// The events of a batch, as a preview sees them: with what the batch says for all of them, but neither checked nor
/// stamped. What is no object stays as it is. `None` for what is no batch.
pub fn events_of_batch<'a>(body: Object<'a>, arena: &'a Arena) -> Option<Vec<Value<'a>>> {
    let items = items_of_batch(body)?;
    let envelope = Envelope::without_request(Value::Object(body));
    let events = items.iter().map(|item| match item {
        Value::Object(event) => Value::Object(merge(*event, None, &envelope, arena)),
        other => *other,
    });
    Some(events.collect())
}

/// The events of a batch as they stand in it; `None` for what is no batch.
pub fn items_of_batch(body: Object<'_>) -> Option<&[Value<'_>]> {
    match (body.get("type"), body.get("batch")) {
        // An event has a type, whatever else it has.
        (None, Some(Value::Array(items))) => Some(items),
        _ => None,
    }
}

/// Takes each event by itself. `item_keys` is there when each has to bring its own write key.
fn split<'a>(
    body: Value<'a>,
    envelope: &Envelope<'a>,
    item_keys: Option<&WriteKeys>,
    arena: &'a Arena,
) -> Result<Receipt, Refusal> {
    let items = match body.member("batch") {
        Value::Array([]) => return Err(Refusal::EmptyBatch),
        Value::Array(items) => items,
        other => return Err(Refusal::NoBatch { kind: other.kind() }),
    };
    if items.len() > MAX_BATCH_EVENTS {
        let events = items.len();
        return Err(Refusal::TooManyEvents { events });
    }
    let mut receipt = Receipt::default();
    let mut bytes = 0;
    for (index, item) in items.iter().enumerate() {
        let taken = admit(*item, item_keys).and_then(|(admission, event)| match admission {
            Admission::Discard => Ok(None),
            Admission::Take => complete(event, None, envelope, arena).map(Some),
        });
        match taken {
            Ok(Some(item)) => bytes += receipt.take(item),
            Ok(None) => receipt.unknown_key += 1,
            Err(reason) => receipt.refuse(index, reason, *item, arena),
        }
        if bytes > MAX_SPLIT_BYTES {
            return Err(Refusal::SplitTooLarge);
        }
    }
    receipt.or_refused_key(items.len())
}

fn admit<'a>(
    item: Value<'a>,
    item_keys: Option<&WriteKeys>,
) -> Result<(Admission, Object<'a>), EventRefusal> {
    let kind = item.kind();
    let event = item.as_object().ok_or(EventRefusal::NotObject { kind })?;
    let admission = match item_keys {
        None => Admission::Take,
        Some(keys) => {
            let key = item.member("writeKey").as_str();
            keys.admit(key.filter(|key| !key.is_empty()))?
        }
    };
    Ok((admission, event))
}

impl<'a> Envelope<'a> {
    /// What a body says for all its events; a single event is no envelope and says nothing.
    fn of(body: Value<'a>, request: &Request<'a>) -> Self {
        Self {
            client_ip: request.client_ip,
            received_at: request.received_at,
            ..Self::without_request(body)
        }
    }

    fn without_request(body: Value<'a>) -> Self {
        Self {
            context: body.member("context").as_object(),
            integrations: body.member("integrations").as_object(),
            sent_at: body.member("sentAt"),
            client_ip: None,
            received_at: 0,
            origin: Origin::Sender,
        }
    }
}

impl Receipt {
    fn of_unknown_key() -> Self {
        Self {
            unknown_key: 1,
            ..Self::default()
        }
    }

    /// Does not take the event at this place of the request.
    pub(super) fn refuse(
        &mut self,
        index: usize,
        reason: EventRefusal,
        value: Value<'_>,
        arena: &Arena,
    ) {
        let has_room = self.refused.len() < MAX_KEPT_REFUSALS;
        let is_welcome = !matches!(reason, EventRefusal::WriteKey(_));
        let kept = (has_room && is_welcome).then(|| keep(value, arena));
        self.refused.push(Refused {
            index,
            reason,
            kept: kept.flatten(),
        });
    }

    /// Takes one item; says how many bytes it has.
    pub(super) fn take(&mut self, item: Item) -> usize {
        match item {
            Item::SwitchedOff => {
                self.switched_off += 1;
                0
            }
            Item::Event(event) => {
                let bytes = event.json.len();
                self.events.push(event);
                bytes
            }
        }
    }

    /// When every event brought its own write key and none was right, the request is as bad as one with a wrong key.
    fn or_refused_key(self, items: usize) -> Result<Self, Refusal> {
        let mut reasons = self.refused.iter().map(|refused| &refused.reason);
        match reasons.next() {
            Some(EventRefusal::WriteKey(error))
                if self.refused.len() == items
                    && reasons.all(|reason| matches!(reason, EventRefusal::WriteKey(_))) =>
            {
                Err(Refusal::WriteKey(*error))
            }
            _ => Ok(self),
        }
    }
}
