//! A Segment event: typed access to the members that have a meaning of their own.

use crate::json::{Object, Plan, Text, Value};

const MESSAGE_ID: &str = "messageId";
const BATCH: &str = "batch";

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

    /// Asks a plan for what can be asked here. Any further member needs a line in it.
    pub fn ask(plan: &mut Plan) {
        plan.add([Text::Str(MESSAGE_ID)]);
        // What has it is a batch of events, in which a plan for one does not know its way.
        plan.keep_all_with(BATCH);
    }

    /// The id that Segment's libraries give every event, stable over repeats.
    pub fn message_id(self) -> Option<&'a str> {
        self.object
            .get(MESSAGE_ID)?
            .as_str()
            .filter(|id| !id.is_empty())
    }
}
