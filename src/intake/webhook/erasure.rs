//! Requests to erase what Friendbuy knows of a person.

use crate::intake::event::EventRefusal;
use crate::json::{ObjectWriter, Value};

/// Whose data Friendbuy is to erase: what Segment's `type: "delete"` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The `messageId` of the request, or one derived from its content.
    pub message_id: String,
    /// The person.
    pub person: Person,
}

/// How MAPI finds a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// By what the merchant calls the customer.
    CustomerId(String),
    /// By an email address.
    Email(String),
}

impl Erasure {
    /// The erasure a `delete` asks for: by `userId`, or by `traits.email` when there is none.
    pub(super) fn of(request: Value<'_>, message_id: String) -> Result<Self, EventRefusal> {
        let traits = request.member("traits");
        let customer_id = text(request, "userId")?.map(Person::CustomerId);
        let person = match customer_id {
            None => text(traits, "email")?.map(Person::Email),
            known => known,
        };
        Ok(Self {
            message_id,
            person: person.ok_or(EventRefusal::ErasureOfNobody)?,
        })
    }

    /// The person as JSON, `{"customerId":"…"}` or `{"email":"…"}`: all that travels through the queue.
    pub fn to_json(&self) -> String {
        let (member, id) = match &self.person {
            Person::CustomerId(id) => ("customerId", id),
            Person::Email(email) => ("email", email),
        };
        let mut json = String::new();
        let mut object = ObjectWriter::new(&mut json);
        object.text(member, id);
        object.finish();
        json
    }
}

fn text(value: Value<'_>, member: &'static str) -> Result<Option<String>, EventRefusal> {
    match value.member(member) {
        Value::Undefined | Value::Null => Ok(None),
        value => match value.as_str() {
            Some(text) => Ok((!text.is_empty()).then(|| text.to_owned())),
            None => Err(EventRefusal::NotText {
                member,
                kind: value.kind(),
            }),
        },
    }
}
