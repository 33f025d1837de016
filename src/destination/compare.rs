//! What another version of a document would change.

use super::{Destination, MappedRequest};
use crate::diagnostic::{Diagnostic, Pointer};
use crate::json::{Arena, Text, Value};

/// What becomes of one event's calls when a destination is replaced by another.
#[derive(Debug)]
pub enum Change<'a> {
    /// A call that was not made before.
    Appears(MappedRequest<'a>),
    /// A call that is made no more.
    Vanishes(MappedRequest<'a>),
    /// A call of the same mapping that is not the same.
    Changes {
        /// The call as it was.
        before: MappedRequest<'a>,
        /// The call as it is.
        after: MappedRequest<'a>,
        /// Where the bodies differ.
        differences: Vec<Difference<'a>>,
    },
}

/// A place at which two bodies differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference<'a> {
    /// The place in the body.
    pub pointer: Pointer,
    /// The value before; [`Value::Undefined`] if there was none.
    pub before: Value<'a>,
    /// The value after; [`Value::Undefined`] if there is none.
    pub after: Value<'a>,
}

/// Compares what two destinations make of an event. Calls are matched by the id of their mapping.
///
/// # Errors
///
/// What is wrong with the event when it is not a JSON object.
///
/// ```
/// use friendbuy_edge::destination::{Change, compare};
/// use friendbuy_edge::{Arena, Destination};
///
/// let before = Destination::standard();
/// let after = Destination::compile(r#"{"mappings": [{"id": "purchase", "action": "trackPurchase",
///     "trigger": "event = \"Order Completed\"", "fields": {"amount": {"@path": "$.properties.revenue"}}}]}"#).unwrap();
/// let event = r#"{"type": "track", "event": "Order Completed", "userId": "u",
///     "properties": {"order_id": "o", "total": 5, "revenue": 4, "currency": "USD"}}"#;
/// let arena = Arena::new();
/// let changes = compare(&before, &after, event, &arena).unwrap();
/// let [Change::Changes { differences, .. }] = changes.as_slice() else { panic!() };
/// assert_eq!(differences[0].pointer.as_str(), "/amount");
/// ```
pub fn compare<'a>(
    before: &'a Destination,
    after: &'a Destination,
    event: &'a str,
    arena: &'a Arena,
) -> Result<Vec<Change<'a>>, Vec<Diagnostic>> {
    let before = before.map(event, arena)?.requests;
    let mut after = after.map(event, arena)?.requests;
    let mut changes = Vec::new();
    for old in before {
        let same = after.iter().position(|new| new.mapping == old.mapping);
        match same.map(|place| after.remove(place)) {
            None => changes.push(Change::Vanishes(old)),
            Some(new) => {
                let differences = differences(old.body.to_value(arena), new.body.to_value(arena));
                if !differences.is_empty() || old.action != new.action {
                    changes.push(Change::Changes {
                        before: old,
                        after: new,
                        differences,
                    });
                }
            }
        }
    }
    changes.extend(after.into_iter().map(Change::Appears));
    Ok(changes)
}

/// The places at which two values differ: members one by one, lists of the same length element by element, everything else
/// as a whole.
pub fn differences<'a>(before: Value<'a>, after: Value<'a>) -> Vec<Difference<'a>> {
    let mut differences = Vec::new();
    differ(before, after, &Pointer::root(), &mut differences);
    differences
}

/// Collects the places at which two values differ.
fn differ<'a>(
    before: Value<'a>,
    after: Value<'a>,
    pointer: &Pointer,
    differences: &mut Vec<Difference<'a>>,
) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let of = |value: Option<Value<'a>>| value.unwrap_or(Value::Undefined);
            let below = |key: Text<'_>| pointer.key(&key.to_str_lossy());
            for member in old.members() {
                let other = of(new.get_text(member.key));
                differ(member.value, other, &below(member.key), differences);
            }
            for member in new.members() {
                if old.get_text(member.key).is_none() {
                    differ(
                        Value::Undefined,
                        member.value,
                        &below(member.key),
                        differences,
                    );
                }
            }
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            for (at, (old, new)) in old.iter().zip(new).enumerate() {
                differ(*old, *new, &pointer.index(at), differences);
            }
        }
        _ if before == after => {}
        _ => differences.push(Difference {
            pointer: pointer.clone(),
            before,
            after,
        }),
    }
}
