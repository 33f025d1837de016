//! Applying a compiled [`Mapping`] to an event.

use super::Mapping;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::json::{Arena, Member, Number, Object, Value};

/// What a mapping is applied to.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The event, or what a directive put in its place (an item of a list).
    pub data: Value<'a>,
    /// Where new values live.
    pub arena: &'a Arena,
}

/// A value, or why there is none.
pub(super) type Resolved<'a> = Result<Value<'a>, ResolveError>;

/// A directive met something in the event that it can't use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ResolveError {
    /// What is wrong.
    pub kind: ResolveErrorKind,
    /// Where in the mapping.
    pub pointer: Pointer,
}

/// What can go wrong when a mapping is applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveErrorKind {
    /// A directive whose argument is a directive that gave no text: `{"@path": {"@path": "$.missing"}}`.
    #[error("`{directive}` needs a string, but its argument gave {found}")]
    NotText {
        /// The directive.
        directive: &'static str,
        /// What the argument gave.
        found: &'static str,
    },
}

impl From<ResolveErrorKind> for ResolveError {
    fn from(kind: ResolveErrorKind) -> Self {
        Self {
            kind,
            pointer: Pointer::root(),
        }
    }
}

impl ResolveError {
    /// The error as a finding; `mapping` is where the mapping stands in its document.
    pub fn to_diagnostic(&self, mapping: &Pointer) -> Diagnostic {
        let location = Location::document(mapping.join(&self.pointer));
        Diagnostic::new(Code::MappingFailed, self.to_string()).at(location)
    }

    /// The same error, seen from one level further out.
    pub(super) fn within(self, key: &str) -> Self {
        Self {
            pointer: Pointer::root().key(key).join(&self.pointer),
            ..self
        }
    }
}

impl Mapping {
    /// Applies the mapping to an event. Members without a value are gone from the result.
    ///
    /// # Errors
    ///
    /// A [`ResolveError`] when a directive meets something in the event that it can't use.
    pub fn transform<'a>(
        &'a self,
        data: Value<'a>,
        arena: &'a Arena,
    ) -> Result<Value<'a>, ResolveError> {
        let value = self.resolve(Scope { data, arena })?;
        Ok(if self.only_picks() {
            value
        } else {
            value.without_undefined(arena)
        })
    }

    pub(super) fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(literal) => Value::Number(Number::Literal(literal)),
            Self::Text(text) => Value::Text(text.as_text()),
            Self::Array(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for (at, element) in elements.iter().enumerate() {
                    let value = element.resolve(scope);
                    values.push(value.map_err(|error| error.within(&at.to_string()))?);
                }
                Value::Array(scope.arena.array(&values))
            }
            Self::Object(mappings) => {
                let mut members = Vec::with_capacity(mappings.len());
                for (key, mapping) in mappings {
                    let key = key.as_text();
                    let value = mapping.resolve(scope);
                    let value = value.map_err(|error| error.within(&key.to_string()))?;
                    members.push(Member { key, value });
                }
                // The keys come from a parsed object: in order, each once.
                Value::Object(Object::from_unique(scope.arena.members(&members)))
            }
            Self::Directive(directive) => directive
                .resolve(scope)
                .map_err(|error| error.within(directive.name()))?,
        })
    }

    /// The place in the event whose value is the mapping's result, untouched, if there is one place.
    pub fn origin<'a>(&'a self, data: Value<'a>, arena: &'a Arena) -> Option<Pointer> {
        self.origin_in(Scope { data, arena })
    }

    pub(super) fn origin_in(&self, scope: Scope<'_>) -> Option<Pointer> {
        match self {
            Self::Directive(directive) => directive.origin(scope),
            _ => None,
        }
    }

    /// Whether the result is always a value of the event, untouched, or a plain constant.
    pub(super) fn only_picks(&self) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => true,
            Self::Array(_) | Self::Object(_) => false,
            Self::Directive(directive) => directive.only_picks(),
        }
    }
}
