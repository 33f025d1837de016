//! Webhooks: events that another service has received before, and calls us with.
//!
//! ```text
//! secret → (encoding, size, signature over the raw bytes) → UTF-8 → elements → JSON → each: event or erasure
//! ```
//!
//! Nothing of a body is read before it is known who wrote it. A body is one JSON value, or a list of them.
//!
//! | Sender | Proves itself by |
//! |---|---|
//! | Segment | `X-Signature`, see [`WebhookSecrets`], or the secret in a header of its own |
//! | RudderStack | the secret in a header of its own |
//!
//! # Replays
//!
//! Segment's signature covers neither time nor address: who has seen a request can send it again, for as long as the secret
//! lasts. What is sent again has the same ids (a missing `messageId` is derived from the content), so that delivery takes it
//! for the repeat it is; an erasure that is repeated erases nobody else. What a replay can *add* is the rest of a list, of
//! which Segment signs the first element only: such elements become events but never erasures, and
//! [`Unsigned::Refuse`] turns away lists that are signed so. The secret in a header covers everything.

mod elements;
mod erasure;
mod secret;

use std::borrow::Cow;

pub use erasure::{Erasure, Person};
pub use secret::{Authenticated, Unsigned, WebhookSecrets};

use super::envelope::{Envelope, Origin, Receipt};
use super::event::{EventRefusal, complete};
use super::message_id;
use super::refusal::Refusal;
use crate::instant::Millis;
use crate::json::{Arena, JsonError, ObjectWriter, Value, parse};
use crate::limits::{MAX_WEBHOOK_BYTES, MAX_WEBHOOK_EVENTS};
use elements::{Elements, is_list};

/// Whose webhook it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Segment's destination "Webhooks (Actions)" and its relatives.
    Segment,
    /// RudderStack's destination "Webhook".
    RudderStack,
}

impl Sender {
    /// The sender whose path this is: `/webhooks/segment` or `/webhooks/rudderstack`.
    ///
    /// ```
    /// use friendbuy_edge::intake::Sender;
    /// assert_eq!(Sender::from_path("/webhooks/segment/"), Some(Sender::Segment));
    /// assert_eq!(Sender::from_path("/webhooks/nobody"), None);
    /// ```
    pub fn from_path(path: &str) -> Option<Self> {
        match path.strip_prefix("/webhooks/")?.trim_end_matches('/') {
            "segment" => Some(Self::Segment),
            "rudderstack" => Some(Self::RudderStack),
            _ => None,
        }
    }

    /// The name in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::RudderStack => "rudderstack",
        }
    }

    /// The methods it may be set to, as the `Allow` header lists them.
    pub const METHODS: &'static str = "POST, PUT, PATCH";

    /// Whether a method is one of [`Sender::METHODS`].
    pub fn takes(method: &str) -> bool {
        Self::METHODS.split(", ").any(|known| known == method)
    }
}

/// What a webhook sent, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct WebhookRequest<'r> {
    /// Whose it is, as the path says.
    pub sender: Sender,
    /// The `X-Signature` header.
    pub signature: Option<&'r str>,
    /// The `X-Webhook-Secret` header.
    pub secret: Option<&'r str>,
    /// The `Authorization` header: `Bearer` and the secret will do, too.
    pub authorization: Option<&'r str>,
    /// The `Content-Encoding` header.
    pub encoding: Option<&'r str>,
    /// The body as it came.
    pub body: &'r [u8],
    /// When it was received.
    pub received_at: Millis,
}

/// What the request of a webhook came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookReceipt {
    /// How much of the request its sender vouches for.
    pub authenticated: Authenticated,
    /// How many elements the request had.
    pub elements: usize,
    /// The events, and what is not taken.
    pub receipt: Receipt,
    /// The persons whose data Friendbuy is to erase.
    pub erasures: Vec<Erasure>,
}

/// Takes events and erasures out of the request of a webhook.
///
/// ```
/// use friendbuy_edge::intake::{Sender, Unsigned, WebhookRequest, WebhookSecrets, receive_webhook};
/// let secrets = WebhookSecrets::from_setting("hush", Unsigned::Accept).unwrap();
/// let request = WebhookRequest {
///     sender: Sender::RudderStack,
///     signature: None,
///     secret: Some("hush"),
///     authorization: None,
///     encoding: None,
///     body: br#"{"type":"track","event":"Signed Up","userId":"u-1","messageId":"m-1"}"#,
///     received_at: 0,
/// };
/// assert_eq!(receive_webhook(&request, &secrets)?.receipt.events.len(), 1);
/// # Ok::<(), friendbuy_edge::intake::Refusal>(())
/// ```
///
/// # Errors
///
/// A [`Refusal`] when the request as a whole is not taken. Elements that are not taken are in [`Receipt::refused`]: a
/// failure would make the sender repeat all of them.
pub fn receive_webhook(
    request: &WebhookRequest<'_>,
    secrets: &WebhookSecrets,
) -> Result<WebhookReceipt, Refusal> {
    let authenticated = secrets.check(request)?;
    if !matches!(request.encoding.unwrap_or_default().trim(), "" | "identity") {
        return Err(Refusal::WebhookEncoding);
    }
    if request.body.len() > MAX_WEBHOOK_BYTES {
        return Err(Refusal::WebhookTooLarge);
    }
    let text = str::from_utf8(request.body).map_err(|error| Refusal::NotUtf8 {
        offset: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let elements = elements(text)?;
    if elements.len() > MAX_WEBHOOK_EVENTS {
        let events = elements.len();
        return Err(Refusal::TooManyWebhookEvents { events });
    }
    let mut taken = WebhookReceipt {
        authenticated,
        elements: elements.len(),
        receipt: Receipt::default(),
        erasures: Vec::new(),
    };
    for (index, element) in elements.iter().enumerate() {
        taken.take(index, element, request)?;
    }
    Ok(taken)
}

/// A value of the body, and where it begins.
struct Element<'t> {
    offset: usize,
    text: &'t str,
}

/// The elements of a list; anything else is the one element there is.
fn elements(text: &str) -> Result<Vec<Element<'_>>, Refusal> {
    if !is_list(text.as_bytes()) {
        return Ok(vec![Element { offset: 0, text }]);
    }
    let mut found = Vec::new();
    let mut elements = Elements::new(text.as_bytes());
    for range in &mut elements {
        found.push(Element {
            offset: range.start,
            text: text.get(range).unwrap_or_default(),
        });
    }
    match elements.end() {
        _ if found.is_empty() => Err(Refusal::EmptyList),
        Ok(()) => Ok(found),
        Err(error) => Err(Refusal::NotJson(error)),
    }
}

impl WebhookReceipt {
    fn take(
        &mut self,
        index: usize,
        element: &Element<'_>,
        request: &WebhookRequest<'_>,
    ) -> Result<(), Refusal> {
        let arena = Arena::new();
        let value = parse(element.text, &arena).map_err(|error| {
            Refusal::NotJson(JsonError {
                offset: error.offset + element.offset,
                ..error
            })
        })?;
        let is_authentic = self.authenticated.covers(index);
        if let Err(reason) = self.take_value(value, is_authentic, request.received_at, &arena) {
            self.receipt.refuse(index, reason, value, &arena);
        }
        Ok(())
    }

    fn take_value<'a>(
        &mut self,
        value: Value<'a>,
        is_authentic: bool,
        received_at: Millis,
        arena: &'a Arena,
    ) -> Result<(), EventRefusal> {
        let kind = value.kind();
        let sent = value.as_object().ok_or(EventRefusal::NotObject { kind })?;
        if value.member("type").as_str() == Some("delete") {
            if !is_authentic {
                return Err(EventRefusal::ErasureNotAuthenticated);
            }
            let id = message_id::of(sent, arena)?;
            self.erasures.push(Erasure::of(value, id)?);
            return Ok(());
        }
        let envelope = Envelope {
            context: None,
            integrations: None,
            sent_at: Value::Undefined,
            client_ip: None,
            received_at,
            origin: Origin::Relay,
        };
        self.receipt.take(complete(sent, None, &envelope, arena)?);
        Ok(())
    }

    /// The answer: success, and a note on every element that was not taken. Segment shows it beside the delivery.
    pub fn to_json(&self) -> Cow<'static, str> {
        if self.receipt.refused.is_empty() {
            return Cow::Borrowed(super::SUCCESS);
        }
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.flag("success", true);
        answer.list("refused", &self.receipt.refused, |refused, out| {
            let mut note = ObjectWriter::new(out);
            note.member("index").push_str(&refused.index.to_string());
            note.text("code", refused.reason.code());
            note.text("message", &refused.reason.to_string());
            note.finish();
        });
        answer.finish();
        Cow::Owned(json)
    }
}
