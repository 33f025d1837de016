//! Why a request is not taken, and the answers senders get.

use super::event::EventRefusal;
use super::write_key::WriteKeyError;
use crate::json::{JsonError, ObjectWriter};
use crate::limits::{
    MAX_BATCH_EVENTS, MAX_REQUEST_BYTES, MAX_SPLIT_BYTES, MAX_WEBHOOK_BYTES, MAX_WEBHOOK_EVENTS,
};

/// The answer to everything that is taken.
///
/// With status 200 and nothing else: Segment's SDKs for Python and PHP take any other status for a failure, those for Ruby
/// and Java want a JSON object, Java's with exactly this member.
pub const SUCCESS: &str = r#"{"success":true}"#;

/// Why a request is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No write key, or an unknown one.
    #[error(transparent)]
    WriteKey(#[from] WriteKeyError),
    /// A body packed in another way than gzip.
    #[error("unknown content encoding; gzip is taken, or none")]
    Encoding,
    /// A body that says gzip and is not, or was cut off.
    #[error("the body is no gzip, or was cut off")]
    Gzip,
    /// A body, unpacked, of more bytes than a request may have.
    #[error("the request has more than {MAX_REQUEST_BYTES} bytes")]
    RequestTooLarge,
    /// A body in Latin-1, UTF-16 or no text at all.
    #[error("the body is not UTF-8 from byte {offset} on")]
    NotUtf8 {
        /// Where UTF-8 ends.
        offset: usize,
    },
    /// A body that is not JSON, as in `{"userId": }`.
    #[error("the body is not JSON: {0} at byte {offset}", offset = .0.offset)]
    NotJson(JsonError),
    /// JSON that is no object, as in `[]`.
    #[error("the body must be a JSON object, not {kind}")]
    NotObject {
        /// What it is.
        kind: &'static str,
    },
    /// An envelope without a list of events.
    #[error("`batch` must be an array of events, not {kind}")]
    NoBatch {
        /// What it is.
        kind: &'static str,
    },
    /// `{"batch": []}`.
    #[error("`batch` holds no event")]
    EmptyBatch,
    /// More events than a batch may have.
    #[error("`batch` holds {events} events, at most {MAX_BATCH_EVENTS} are taken")]
    TooManyEvents {
        /// How many it has.
        events: usize,
    },
    /// An envelope with a large `context` around many events.
    #[error(
        "with the envelope's `context` and `integrations` in each event, there are more than {MAX_SPLIT_BYTES} bytes of events"
    )]
    SplitTooLarge,
    /// The only event of a request is not taken.
    #[error(transparent)]
    Event(#[from] EventRefusal),
    /// A webhook of Segment's that proves nothing.
    #[error(
        "no signature; set the shared secret in Segment to that of the setting `WEBHOOK_SECRET`, or send it as `X-Webhook-Secret`"
    )]
    NoSignature,
    /// An `X-Signature` that neither fits the body nor the first element of a list.
    #[error(
        "the signature does not fit the body; the shared secret has to be that of the setting `WEBHOOK_SECRET`"
    )]
    Signature,
    /// A list of which only the first element is signed, where that is not enough.
    #[error(
        "only the first element of the list is signed, and `WEBHOOK_UNSIGNED` refuses that; switch batching off, or send the secret as `X-Webhook-Secret`"
    )]
    UnsignedElements,
    /// A webhook of RudderStack's without a secret.
    #[error(
        "no secret; send that of the setting `WEBHOOK_SECRET` in the header `X-Webhook-Secret`"
    )]
    NoWebhookSecret,
    /// A header with another secret.
    #[error("the secret in the header is not that of the setting `WEBHOOK_SECRET`")]
    WebhookSecret,
    /// A packed body of a webhook: signatures are over what is not.
    #[error("webhooks are taken without a content encoding")]
    WebhookEncoding,
    /// A body of more bytes than a webhook may send.
    #[error("the request has more than {MAX_WEBHOOK_BYTES} bytes; make batches smaller")]
    WebhookTooLarge,
    /// `[]` from a webhook.
    #[error("the list holds no event")]
    EmptyList,
    /// A longer list than a webhook may send.
    #[error("the list holds {events} events, at most {MAX_WEBHOOK_EVENTS} are taken")]
    TooManyWebhookEvents {
        /// How many it has.
        events: usize,
    },
    /// No secret is set, so nobody can prove anything. A status that senders repeat.
    #[error("webhooks are not set up yet; set the secret `WEBHOOK_SECRET`")]
    WebhooksNotSetUp,
    /// The settings of a source that nobody configured: a path with an unknown write key.
    #[error("{}", WriteKeyError::Unknown)]
    NoSettings,
    /// A path that leads nowhere.
    #[error("no such path; events go to /v1/track, /v1/identify, /v1/batch and their relatives")]
    NotFound,
    /// A path that takes other methods.
    #[error("this path takes {allow}")]
    Method {
        /// Those it takes.
        allow: &'static str,
    },
    /// Settings are missing or malformed; `/healthz` says which.
    #[error("this destination is not set up yet; /healthz says what is missing")]
    NotSetUp,
    /// The body could not be read to its end.
    #[error("the body could not be read")]
    Unreadable,
    /// The queue did not take everything.
    #[error("the events could not be stored; send them again")]
    NotStored,
}

impl Refusal {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::WriteKey(_)
            | Self::Event(EventRefusal::WriteKey(_))
            | Self::NoSignature
            | Self::Signature
            | Self::UnsignedElements
            | Self::NoWebhookSecret
            | Self::WebhookSecret => 401,
            Self::NotFound | Self::NoSettings => 404,
            Self::Method { .. } => 405,
            Self::WebhookTooLarge => 413,
            Self::Encoding | Self::WebhookEncoding => 415,
            Self::NotSetUp | Self::WebhooksNotSetUp | Self::NotStored => 503,
            // Segment documents 400 for requests that are too large as well.
            Self::Gzip
            | Self::RequestTooLarge
            | Self::NotUtf8 { .. }
            | Self::NotJson(_)
            | Self::NotObject { .. }
            | Self::NoBatch { .. }
            | Self::EmptyBatch
            | Self::TooManyEvents { .. }
            | Self::SplitTooLarge
            | Self::EmptyList
            | Self::TooManyWebhookEvents { .. }
            | Self::Event(_)
            | Self::Unreadable => 400,
        }
    }

    /// The code in answers and logs. Stable, kebab-case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WriteKey(error) => error.code(),
            Self::Encoding | Self::WebhookEncoding => "content-encoding",
            Self::Gzip => "gzip",
            Self::RequestTooLarge | Self::WebhookTooLarge => "request-too-large",
            Self::NotUtf8 { .. } => "not-utf-8",
            Self::NotJson(_) => "not-json",
            Self::NotObject { .. } => "not-object",
            Self::NoBatch { .. } => "batch-missing",
            Self::EmptyBatch => "batch-empty",
            Self::TooManyEvents { .. } => "batch-too-many",
            Self::SplitTooLarge => "batch-too-large",
            Self::Event(refusal) => refusal.code(),
            Self::NoSignature => "signature-missing",
            Self::Signature => "signature",
            Self::UnsignedElements => "signature-of-first-element",
            Self::NoWebhookSecret => "secret-missing",
            Self::WebhookSecret => "secret",
            Self::EmptyList => "list-empty",
            Self::TooManyWebhookEvents { .. } => "list-too-many",
            Self::NoSettings => WriteKeyError::Unknown.code(),
            Self::NotFound => "not-found",
            Self::Method { .. } => "method-not-allowed",
            Self::NotSetUp | Self::WebhooksNotSetUp => "not-set-up",
            Self::Unreadable => "body-unreadable",
            Self::NotStored => "not-stored",
        }
    }

    /// The answer: one object with `success`, `code`, `message` (Segment's SDK for Python reads these two) and `error` (the
    /// one for Ruby reads it).
    ///
    /// ```
    /// use friendbuy_edge::intake::Refusal;
    /// assert_eq!(
    ///     Refusal::EmptyBatch.to_json(),
    ///     r#"{"success":false,"code":"batch-empty","message":"`batch` holds no event","error":"`batch` holds no event"}"#
    /// );
    /// ```
    pub fn to_json(&self) -> String {
        let message = self.to_string();
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.flag("success", false);
        answer.text("code", self.code());
        answer.text("message", &message);
        answer.text("error", &message);
        answer.finish();
        json
    }
}
