//! What an event becomes, with nothing sent.

use super::body::{Body, member};
use super::refusal::Refusal;
use crate::Destination;
use crate::json::{Arena, Value};
use crate::wire;

/// The answer to a preview: `body` holds an `event`, and perhaps a `document` to try in place of `live`.
///
/// ```
/// use friendbuy_edge::{Destination, admin::preview};
/// let standard = Destination::standard();
/// let answer = preview(r#"{"event": {"type": "page"}}"#, Some(&standard)).unwrap();
/// assert!(answer.starts_with(r#"{"status":"success","requests":[]"#));
/// ```
///
/// # Errors
///
/// What is wrong with the body, the event or the document.
pub fn preview(body: &str, live: Option<&Destination>) -> Result<String, Refusal> {
    let arena = Arena::new();
    let body = Body::parse(body, &["event", "document"], &arena)?;
    let event = match body.value("event") {
        Some(event @ Value::Object(_)) => event.to_json(),
        Some(other) => {
            let message = format!("`event` must be an object, not {}", other.kind());
            return Err(member("/event", message, None));
        }
        None => {
            let help = "an event as Segment sends it, as in {\"event\": {\"type\": \"track\", …}}";
            return Err(member("", "`event` is missing", Some(help.to_owned())));
        }
    };
    let Some(document) = body.value("document") else {
        let live = live.ok_or(Refusal::LiveDocument)?;
        return Ok(wire::explain(live, &event));
    };
    let text = document.to_json();
    match Destination::compile(&text) {
        Ok(destination) => Ok(wire::explain(&destination, &event)),
        Err(diagnostics) => Err(Refusal::Document { diagnostics, text }),
    }
}
