//! A Segment event: typed access to the members that have a meaning of their own.

use crate::json::{Object, Value};

/// A Segment event. Members that are not of the type Segment documents count as absent.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    object: Object<'a>,
}

impl<'a> Event<'a> {
    /// The event in a JSON object.
    pub const fn new(object: Object<'a>) -> Self {
        Self { object }
    }

    /// The event as an object.
    pub const fn object(self) -> Object<'a> {
        self.object
    }

    /// The event as a value.
    pub const fn value(self) -> Value<'a> {
        Value::Object(self.object)
    }

    /// The id that Segment's libraries give every event, stable over repeats.
    pub fn message_id(self) -> Option<&'a str> {
        self.object
            .get("messageId")?
            .as_str()
            .filter(|id| !id.is_empty())
    }
}
