//! The mapping language: JSON in which some objects are directives.
//!
//! A mapping is compiled once ([`Mapping::compile`]), which finds every problem that does not depend on an event, and
//! then applied to many events ([`Mapping::transform`]). Each directive is a file of its own, with its
//! [`Spec`] beside its behaviour; [`kind`] lists them.

mod compile;
mod eval;
mod kind;
mod spec;

#[path = "if_.rs"]
mod r#if;
mod literal;
mod path;
mod template;

pub use compile::Compiler;
pub use eval::{ResolveError, ResolveErrorKind, Scope};
pub use kind::{Directive, specs};
pub use spec::{Argument, Example, Spec};

use crate::json::TextBuf;

/// A compiled mapping, or a part of one.
#[derive(Clone, Debug)]
pub enum Mapping {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is spelled.
    Number(Box<str>),
    /// A string, taken as it is.
    Text(TextBuf),
    /// A list; each element is resolved.
    Array(Box<[Mapping]>),
    /// An object; each member is resolved.
    Object(Box<[(TextBuf, Mapping)]>),
    /// A directive.
    Directive(Box<Directive>),
}

#[cfg(test)]
mod tests {
    use super::{Mapping, specs};
    use crate::diagnostic::Pointer;
    use crate::json::{Arena, Value, parse};

    #[test]
    fn examples_hold() {
        for spec in specs() {
            assert!(!spec.examples.is_empty(), "{} has no example", spec.name);
            for example in spec.examples {
                let arena = Arena::new();
                let mut problems = Vec::new();
                let mapping = parse(example.mapping, &arena).unwrap();
                let mapping = Mapping::compile(mapping, Pointer::root(), &mut problems);
                assert_eq!(problems, [], "{}", example.mapping);
                let event = parse(example.event, &arena).unwrap();
                let result = mapping.transform(event, &arena).unwrap();
                let expected = example
                    .result
                    .map_or(Value::Undefined, |result| parse(result, &arena).unwrap());
                assert_eq!(result, expected, "{}", example.mapping);
            }
        }
    }
}
