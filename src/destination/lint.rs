//! Advice on documents that can be used: what is probably not meant that way.
//!
//! Nothing here is said on a guess. A trigger that is called impossible is impossible, by itself or by
//! [Segment's specification](https://segment.com/docs/connections/spec/) of the members that each kind of event has.

mod events;
mod fact;
mod fixed;
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
    let (destination, mut compiled) = config::compile(document);
    let Some(destination) = destination else {
        return Err(compiled);
    };
    let arena = Arena::new();
    let root = parse(document, &arena).unwrap_or(Value::Null);
    let linted = linted(&destination, root, &arena);
    let is_general = |finding: &mut Diagnostic| finding.mapping.is_none();
    let mut findings: Vec<_> = compiled.extract_if(.., is_general).collect();
    if linted.is_empty() {
        let message = "no mapping is enabled, so nothing is ever sent";
        let mappings = Location::document(Pointer::root().key("mappings"));
        findings.push(Diagnostic::new(Code::NothingEnabled, message).at(mappings));
    }
    for mapping in &destination.mappings {
        let is_of_it = |finding: &mut Diagnostic| finding.mapping.as_ref() == Some(&mapping.id);
        findings.extend(compiled.extract_if(.., is_of_it));
        let mut before = linted.split_inclusive(|linted| linted.mapping.id == mapping.id);
        if let Some([before @ .., linted]) = before.next()
            && linted.mapping.id == mapping.id
        {
            linted.lint(&mut findings);
            fixed::find(linted, destination.mode, &mut findings);
            findings.extend(repeats::find(linted, before));
        }
    }
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
