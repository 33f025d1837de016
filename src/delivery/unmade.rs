//! Calls that a message stands for and that its event no longer becomes.

use super::journal::Entry;
use super::message::Message;
use crate::destination::{self, Reason};

/// What the log is told of the mappings a message stands for, and that make no call of the event: it is refused, and on the
/// desk. A message stands for some because a person wished it, or because their calls were still to be made when the others
/// were done; the document may be another one since. Events that stand for whatever becomes of them just pass.
///
/// A mapping that refuses the event itself is not among them; it has more to say.
pub fn unmade(message: &Message<'_>, outcome: &destination::Outcome<'_>) -> Vec<Entry> {
    let is_made = |mapping: &str| {
        outcome
            .requests
            .iter()
            .any(|request| request.mapping == mapping)
    };
    let reason = |mapping: &str| {
        let mut skipped = outcome.skipped.iter();
        skipped.find_map(|skipped| (skipped.mapping == mapping).then_some(skipped.reason))
    };
    let Some(mappings) = message.mappings() else {
        if message.wish().is_none() {
            return Vec::new();
        }
        let is_refused = |skipped: &destination::Skipped<'_>| skipped.reason == Reason::Refused;
        let says_something = !outcome.requests.is_empty() || outcome.skipped.iter().any(is_refused);
        if says_something {
            return Vec::new();
        }
        let why = "no mapping is for this event";
        return vec![entry(message, "", "not-triggered", why)];
    };
    let entry_of = |mapping: &String| {
        if is_made(mapping) {
            return None;
        }
        let why = match reason(mapping) {
            Some(Reason::Refused) => return None,
            Some(Reason::NotTriggered) => "the mapping's trigger does not match this event",
            Some(Reason::Disabled) => "the mapping is switched off",
            None => "the document in force has no such mapping",
        };
        let code = reason(mapping).map_or("no-such-mapping", Reason::as_str);
        Some(entry(message, mapping, code, why))
    };
    mappings.iter().filter_map(entry_of).collect()
}

fn entry(message: &Message<'_>, mapping: &str, code: &'static str, why: &str) -> Entry {
    Entry::refused(
        message.message_id(),
        mapping,
        message.event(),
        code.into(),
        why,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Wish;
    use crate::{Arena, Destination};

    const DOCUMENT: &str = r#"{"mappings": [
        {"id": "a", "action": "trackCustomer", "trigger": "type = \"identify\""},
        {"id": "b", "action": "trackPurchase", "trigger": "type = \"track\""},
        {"id": "c", "action": "trackCustomer", "trigger": "type = \"identify\"", "enabled": false}]}"#;

    /// Which mappings are told of, and why.
    fn told(message: &Message<'_>) -> Vec<(String, String)> {
        let destination = Destination::compile(DOCUMENT).unwrap();
        let arena = Arena::new();
        let outcome = destination.map(message.event(), &arena).unwrap();
        let entries = unmade(message, &outcome).into_iter();
        entries
            .map(|entry| (entry.mapping, entry.codes[0].to_string()))
            .collect()
    }

    #[test]
    fn what_comes_to_nothing_is_told_of() {
        let wish = || Wish {
            text: "w".to_owned(),
            force: false,
        };
        let identify = r#"{"type":"identify","userId":"u","traits":{"email":"a@b.c"}}"#;
        let message = Message::new("m", identify);
        let some = message.only(["a", "b", "c", "d"].map(str::to_owned).to_vec());
        assert_eq!(told(&message), []);
        let expected = [
            ("b", "not-triggered"),
            ("c", "disabled"),
            ("d", "no-such-mapping"),
        ];
        let expected = expected.map(|(id, code)| (id.to_owned(), code.to_owned()));
        assert_eq!(told(&some), expected);
        assert_eq!(told(&some.resend(wish())), expected);
        assert_eq!(told(&message.resend(wish())), []);
        let page = Message::new("m", r#"{"type":"page"}"#);
        assert_eq!(told(&page), []);
        assert_eq!(
            told(&page.resend(wish())),
            [(String::new(), "not-triggered".to_owned())]
        );
        // It is refused, and the mapping says why.
        let bad = Message::new("m", r#"{"type":"track"}"#);
        assert_eq!(told(&bad.only(vec!["b".to_owned()])), []);
    }
}
