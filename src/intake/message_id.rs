//! The ids of events: the sender's, or one derived from the content.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::event::EventRefusal;
use crate::json::{Arena, Object, ObjectBuilder, Text, Value};
use crate::limits::MAX_MESSAGE_ID_CHARACTERS;

/// What changes when the same event is sent again.
const CHANGES_WHEN_REPEATED: [&str; 3] = ["sentAt", "receivedAt", "_metadata"];

/// The `messageId` of an event.
pub(super) fn of(event: Object<'_>, arena: &Arena) -> Result<String, EventRefusal> {
    match Value::Object(event).member("messageId") {
        Value::Undefined | Value::Null | Value::Text(Text::Str("")) => Ok(derived(event, arena)),
        Value::Text(Text::Str(id)) if id.chars().count() <= MAX_MESSAGE_ID_CHARACTERS => {
            Ok(id.to_owned())
        }
        _ => Err(EventRefusal::MessageId),
    }
}

/// The id of an event without one, derived from its content: whoever repeats the request repeats the id.
///
/// Two events with equal content and no time in them can't be told from a repeat; a sender who means two sends a
/// `messageId` or a `timestamp`. A cryptographic hash, because a second event with the same id would be taken for the
/// first, and write keys are public in browsers.
pub(super) fn derived(event: Object<'_>, arena: &Arena) -> String {
    let mut content = ObjectBuilder::with_capacity(event.members().len());
    for member in event.members() {
        if !CHANGES_WHEN_REPEATED
            .iter()
            .any(|name| member.key == Text::Str(name))
        {
            content.set(member.key, member.value);
        }
    }
    let mut json = String::new();
    content.finish(arena).write_json(&mut json);
    derived_from(&json)
}

/// The same for content that is no object.
pub(super) fn derived_from(json: &str) -> String {
    let mut id = String::from("content-");
    for byte in Sha256::digest(json).iter().take(16) {
        // Writing to a `String` does not fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn id(event: &str) -> String {
        let arena = Arena::new();
        derived(parse(event, &arena).unwrap().as_object().unwrap(), &arena)
    }

    #[test]
    fn the_same_content_has_the_same_id() {
        let first = id(r#"{"type":"track","event":"A","sentAt":"1","_metadata":{"retryCount":0}}"#);
        let again = id(r#"{"type":"track","event":"A","sentAt":"2","_metadata":{"retryCount":1}}"#);
        assert_eq!(first, again);
        assert_eq!(first, id(r#"{ "type": "track", "event": "A" }"#));
        assert_ne!(first, id(r#"{"type":"track","event":"B"}"#));
        assert_ne!(first, id(r#"{"type":"track","event":"A","timestamp":"1"}"#));
    }

    #[test]
    fn ids_never_change_between_releases() {
        assert_eq!(
            id(r#"{"type":"track","event":"A"}"#),
            "content-4b5d66a9f05de283b4dccc4b8af45eca"
        );
    }
}
