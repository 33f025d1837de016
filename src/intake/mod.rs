//! Segment's HTTP Tracking API, the receiving side: bytes in, events or refusals out.
//!
//! ```text
//! route → write key → body (gzip, size, UTF-8) → JSON → envelope → each event: checks, merge, clock, messageId
//! ```
//!
//! Beside it, the [webhooks](receive_webhook) of services that speak the same events.
//!
//! What is taken, and what is answered, follows Segment's documentation of the
//! [HTTP API](https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/) and what its SDKs depend on.

mod body;
mod clock;
mod cors;
mod envelope;
mod event;
mod gzip;
mod message_id;
mod refusal;
mod route;
mod sdk_settings;
mod webhook;
mod write_key;

pub use clock::corrected_timestamp;
pub use cors::{ALLOW_ORIGIN, cors_headers};
pub use envelope::{Receipt, Refused, Request, events_of_batch, items_of_batch, receive};
pub use event::{Event, EventRefusal, INTEGRATION_NAME};
pub use refusal::{Refusal, SUCCESS};
pub use route::{EventKind, Form, Route};
pub use sdk_settings::sdk_settings;
pub use webhook::{
    Authenticated, Erasure, Person, Sender, Unsigned, WebhookReceipt, WebhookRequest,
    WebhookSecrets, receive_webhook,
};
pub use write_key::{Admission, UnknownKey, WriteKeyError, WriteKeys};
