//! Advice on documents that can be used: what is probably not meant that way.
//!
//! Nothing here is said on a guess. A trigger that is called impossible is impossible, by itself or by
//! [Segment's specification](https://segment.com/docs/connections/spec/) of the members that each kind of event has.

mod events;
mod fact;
mod mapping;
mod repeats;
mod satisfy;

use mapping::Linted;

use super::{Destination, config};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::json::{Arena, Value, parse};

/// Checks a document: everything [`Destination::compile_with_warnings`] has to say, and advice.
///
/// # Errors
///
/// What is wrong with the document, when it can't be used.
///
/// ```
/// use friendbuy_edge::destination::lint::lint;
///
/// let advice = lint(r#"{"mappings": [{"id": "m", "action": "trackCustomEvent",
///     "trigger": "type = \"track\" and type = \"page\""}]}"#).unwrap();
/// assert_eq!(advice[0].message, "no event can match this trigger");
/// ```
pub fn lint(document: &str) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let (destination, mut findings) = config::compile(document);
    let Some(destination) = destination else {
        return Err(findings);
    };
    let arena = Arena::new();
    let root = parse(document, &arena).unwrap_or(Value::Null);
    let mappings = linted(&destination, root, &arena);
    if mappings.is_empty() {
        findings.push(
            Diagnostic::new(
                Code::NothingEnabled,
                "no mapping is enabled, so nothing is ever sent",
            )
            .at(Location::document(Pointer::root().key("mappings"))),
        );
    }
    for (place, mapping) in mappings.iter().enumerate() {
        mapping.lint(&mut findings);
        let before = mappings.get(..place).unwrap_or_default();
        findings.extend(repeats::find(mapping, before));
    }
    // In the order of the document, whatever said it.
    let order = |finding: &Diagnostic| {
        let id = finding.mapping.as_deref();
        let position = |id| {
            destination
                .mappings
                .iter()
                .position(|mapping| &*mapping.id == id)
        };
        id.and_then(position).map_or(0, |position| position + 1)
    };
    findings.sort_by_key(order);
    Ok(findings)
}

/// The mappings that are enabled, with what the document says about them.
fn linted<'a>(destination: &'a Destination, root: Value<'a>, arena: &'a Arena) -> Vec<Linted<'a>> {
    let Value::Array(values) = root.member("mappings") else {
        return Vec::new();
    };
    let pointer = Pointer::root().key("mappings");
    let both = destination.mappings.iter().zip(values).enumerate();
    both.filter(|(_, (mapping, _))| mapping.enabled)
        .map(|(place, (mapping, value))| Linted::new(mapping, *value, pointer.index(place), arena))
        .collect()
}
