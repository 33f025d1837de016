//! A destination: the mappings of one document, compiled, and what they make of an event.

mod compare;
mod config;
mod explain;
pub mod import;
pub mod lint;
mod map;

pub use compare::{Change, Difference, compare, differences};
pub use config::STANDARD;
pub use explain::{
    EventMember, Explanation, Fate, MappingExplanation, MemberFate, TracedStep, ValueTrace,
};
pub use map::{MappedRequest, Outcome, ReadEvent, Reason, Skipped, as_event, parse_event};

use crate::action::Action;
use crate::diagnostic::{Diagnostic, Pointer};
use crate::directive;
use crate::json::Plan;
use crate::payload::Mode;
use crate::trigger::Trigger;

/// A compiled destination document.
///
/// Everything that can be wrong with a document is found by [`Destination::compile`]; applying the result to an event
/// can only find something wrong with the event.
///
/// ```
/// use friendbuy_edge::{Arena, Destination};
///
/// let destination = Destination::standard();
/// let arena = Arena::new();
/// let outcome = destination.map(
///     r#"{"type": "track", "event": "Order Completed", "userId": "customer-12345", "properties":
///         {"order_id": "82f250a3", "total": 54.82, "currency": "USD", "email": "joe.customer@example.com"}}"#,
///     &arena,
/// ).unwrap();
/// let mut body = String::new();
/// outcome.requests[0].body.write_json(&mut body);
/// assert_eq!(body, r#"{"orderId":"82f250a3","amount":54.82,"currency":"USD","customerId":"customer-12345","email":"joe.customer@example.com"}"#);
/// ```
#[derive(Debug)]
pub struct Destination {
    name: Option<Box<str>>,
    mode: Mode,
    mappings: Box<[Mapping]>,
    /// What of an event the mappings read.
    plan: Plan,
}

/// A compiled mapping of a destination.
#[derive(Debug)]
pub struct Mapping {
    id: Box<str>,
    name: Option<Box<str>>,
    enabled: bool,
    action: Action,
    trigger_text: Box<str>,
    trigger: Trigger,
    /// One entry for each field of the action; `None` where the mapping leaves the field out.
    fields: Box<[Option<FieldMapping>]>,
}

/// Where the value of one field comes from.
#[derive(Debug)]
struct FieldMapping {
    mapping: directive::Mapping,
    /// Where the document says so; `None` for the action's default.
    pointer: Option<Pointer>,
}

impl Destination {
    /// Compiles a destination document.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the document, warnings included, when anything is.
    pub fn compile(document: &str) -> Result<Self, Vec<Diagnostic>> {
        config::usable(document).ok_or_else(|| config::compile(document).1)
    }

    /// Compiles a destination document and also gives what is worth a warning in a document that can be used.
    pub fn compile_with_warnings(document: &str) -> (Option<Self>, Vec<Diagnostic>) {
        config::compile(document)
    }

    /// The destination without a document: [`STANDARD`].
    pub fn standard() -> Self {
        // The standard document compiles; a test sees to it.
        config::usable(STANDARD).unwrap_or(Self {
            name: None,
            mode: Mode::default(),
            mappings: Box::default(),
            plan: Plan::new(),
        })
    }

    /// The document's name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The document's mode.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The mappings, in the document's order.
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }
}

impl Mapping {
    /// The mapping's id, unique in its document.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The mapping's name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether the mapping is switched on.
    pub const fn enabled(&self) -> bool {
        self.enabled
    }

    /// What the mapping makes of an event.
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Which events the mapping is for, as the document says it.
    pub fn trigger(&self) -> &str {
        &self.trigger_text
    }
}

#[cfg(test)]
mod tests {
    use super::Destination;

    #[test]
    fn the_standard_document_compiles() {
        let ids: Vec<_> = Destination::standard()
            .mappings()
            .iter()
            .map(|mapping| mapping.id().to_owned())
            .collect();
        assert_eq!(ids, ["customer", "purchase", "sign-up"]);
    }

    #[test]
    fn a_destination_can_be_shared_between_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Destination>();
    }
}
