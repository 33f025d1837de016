//! What makes two calls the same call.

use crate::action::Action;
use crate::destination::MappedRequest;
use crate::event::Event;
use crate::json::Value;

/// The key under which a call is sent once and never again; the merchant is for the caller to add.
///
/// | Call | Key |
/// |---|---|
/// | purchase | the order |
/// | sign-up | the customer |
/// | custom event | event type and Event ID, or the message |
/// | customer | the message: updating a customer twice does no harm, missing an update does |
///
/// `None` when the call has neither: two such calls can't be told apart.
pub fn send_once_key(request: &MappedRequest<'_>, event: Event<'_>) -> Option<String> {
    let body = |name| {
        let value = request.body.get(name)?;
        matches!(value, Value::Text(_) | Value::Number(_)).then(|| escaped(&text(value)))
    };
    let message = || {
        event
            .message_id()
            .map(|id| format!("message:{}", escaped(id)))
    };
    Some(match request.action {
        Action::TrackCustomer => format!("customer:{}", message()?),
        Action::TrackPurchase => format!("purchase:{}", body("orderId")?),
        Action::TrackSignUp => format!("{SIGN_UP}{}", body("customerId")?),
        Action::TrackCustomEvent => {
            let kind = body("eventType")?;
            let id = match body("deduplicationId") {
                Some(id) => id,
                None => message()?,
            };
            format!("custom:{kind}:{id}")
        }
    })
}

const SIGN_UP: &str = "sign-up:";

/// The key of the sign-up of a customer.
pub fn sign_up_key(customer_id: &str) -> String {
    format!("{SIGN_UP}{}", escaped(customer_id))
}

fn text(value: Value<'_>) -> String {
    match value {
        Value::Number(number) => {
            let mut text = String::new();
            number.write_text(&mut text);
            text
        }
        other => other
            .as_str()
            .map_or_else(|| other.to_json(), str::to_owned),
    }
}

/// Parts are joined by colons, so a colon inside a part is escaped: no two different calls share a key.
fn escaped(part: &str) -> String {
    part.replace('%', "%25").replace(':', "%3A")
}
