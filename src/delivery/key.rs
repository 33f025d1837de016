//! What makes two calls the same call.

use crate::action::Action;
use crate::destination::MappedRequest;
use crate::event::Event;
use crate::json::{Text, Value};

/// The key under which a call is sent once and never again; the merchant is for the caller to add.
///
/// | Call | Key |
/// |---|---|
/// | purchase | the order |
/// | sign-up | the customer |
/// | custom event | event type and Event ID, or the message |
/// | customer | the message and the mapping: updating a customer twice does no harm, missing an update does |
///
/// `None` when the call has neither: two such calls can't be told apart.
pub fn send_once_key(request: &MappedRequest<'_>, event: Event<'_>) -> Option<String> {
    let body = |name| {
        let value = request.body.get(name)?;
        matches!(value, Value::Text(_) | Value::Number(_)).then_some(value)
    };
    let by_message = |key: Key| Some(key.word("message").text(event.message_id()?));
    let key = match request.action {
        Action::TrackCustomer => by_message(Key::of("customer"))?.text(request.mapping),
        Action::TrackPurchase => Key::of("purchase").value(body("orderId")?),
        Action::TrackSignUp => Key::of(SIGN_UP).value(body("customerId")?),
        Action::TrackCustomEvent => {
            let key = Key::of("custom").value(body("eventType")?);
            match body("deduplicationId") {
                Some(id) => key.value(id),
                None => by_message(key)?,
            }
        }
    };
    Some(key.0)
}

const SIGN_UP: &str = "sign-up";

/// The key of the sign-up of a customer.
pub fn sign_up_key(customer_id: &str) -> String {
    Key::of(SIGN_UP).text(customer_id).0
}

/// Most keys are not longer.
const USUAL_BYTES: usize = 96;

/// Parts joined by colons. A colon inside a part is escaped: no two different calls share a key.
struct Key(String);

impl Key {
    fn of(kind: &str) -> Self {
        let mut key = String::with_capacity(USUAL_BYTES);
        key.push_str(kind);
        Self(key)
    }

    /// Adds a part that is one of our own words.
    fn word(mut self, word: &str) -> Self {
        self.0.push(':');
        self.0.push_str(word);
        self
    }

    fn text(self, text: &str) -> Self {
        let is_special = |byte| matches!(byte, b'%' | b':');
        if !text.bytes().any(is_special) {
            return self.word(text);
        }
        self.word(&text.replace('%', "%25").replace(':', "%3A"))
    }

    fn value(self, value: Value<'_>) -> Self {
        match value {
            Value::Text(Text::Str(text)) => self.text(text),
            Value::Number(number) => {
                let mut text = String::new();
                number.write_text(&mut text);
                self.text(&text)
            }
            other => self.text(&other.to_json()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Destination;
    use crate::json::Arena;

    /// The keys of the calls that mappings of `action`, one after the other, make of an event.
    fn keys(actions: &[&str], event: &str) -> Vec<Option<String>> {
        let mapping = |(number, action)| {
            format!(
                r#"{{"id": "m:{number}", "action": "{action}", "trigger": "type = \"track\""}}"#
            )
        };
        let mappings: Vec<String> = actions.iter().enumerate().map(mapping).collect();
        let document = format!(r#"{{"mappings": [{}]}}"#, mappings.join(", "));
        let destination = Destination::compile(&document).unwrap();
        let arena = Arena::new();
        let outcome = destination.map(event, &arena).unwrap();
        let requests = outcome.requests.iter();
        requests
            .map(|request| send_once_key(request, outcome.event))
            .collect()
    }

    #[test]
    fn two_mappings_may_both_update_a_customer_and_do_not_pay_twice() {
        let event = r#"{"type": "track", "event": "E", "messageId": "m1", "userId": "u", "properties":
            {"email": "a@b.com", "order_id": "o", "total": 1, "currency": "USD"}, "traits": {"email": "a@b.com"}}"#;
        for (action, are_same) in [
            ("trackCustomer", false),
            ("trackPurchase", true),
            ("trackSignUp", true),
            ("trackCustomEvent", true),
        ] {
            let keys = keys(&[action, action], event);
            assert!(keys.iter().all(Option::is_some), "{action}: {keys:?}");
            assert_eq!(keys.len(), 2, "{action}");
            assert_eq!(keys.first() == keys.last(), are_same, "{action}: {keys:?}");
        }
    }

    #[test]
    fn parts_with_colons_stay_apart() {
        let event = r#"{"type": "track", "messageId": "a:b", "userId": "u", "traits": {"email": "a@b.com"}}"#;
        let expected = "customer:message:a%3Ab:m%3A0".to_owned();
        assert_eq!(keys(&["trackCustomer"], event), [Some(expected)]);
    }

    #[test]
    fn without_anything_to_tell_calls_by_there_is_no_key() {
        let event = r#"{"type": "track", "userId": "u", "traits": {"email": "a@b.com"}}"#;
        assert_eq!(keys(&["trackCustomer"], event), [None]);
    }
}
