//! The mapping language: JSON in which some objects are directives.
//!
//! A mapping is compiled once ([`Mapping::compile`]), which finds every problem that does not depend on an event, and
//! then applied to many events ([`Mapping::transform`]). Each directive is a file of its own, with its
//! [`Spec`] beside its behaviour; `kind.rs` lists them.
//!
//! Segment refuses a mapping for some problems and, where its checks don't reach, single events for others. Both are
//! kept: `check` is the first, [`Mapping::Fail`] the second.

#![cfg_attr(
    not(feature = "liquid"),
    expect(dead_code, reason = "some of it is only for Liquid")
)]

mod check;
mod clean;
mod compile;
mod error;
mod eval;
mod kind;
mod origin;
mod place;
mod root;
mod spec;
mod trace;

mod array_path;
mod case;
mod exclude_when_null;
mod flatten;
#[path = "if_.rs"]
mod r#if;
mod json;
#[cfg_attr(not(feature = "liquid"), path = "liquid/left_out.rs")]
mod liquid;
mod literal;
mod merge;
mod path;
mod replace;
mod template;
mod transform;

pub use error::{ResolveError, ResolveErrorKind};
pub use kind::{Directive, manual, specs};
pub use liquid::LiquidError;
pub use origin::{Given, Origin, Sources, Step};
pub use root::WholeMapping;
pub use spec::{Argument, Example, Manual, Spec, Takes};
pub use trace::{Seen, Trace};

use crate::json::TextBuf;

/// A compiled mapping, or a part of one.
#[derive(Clone, Debug)]
pub enum Mapping {
    /// No value: what an option is that is not there.
    Undefined,
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
    /// A directive that can't work; refuses every event that gets here.
    Fail(Box<ResolveErrorKind>),
}

#[cfg(test)]
mod tests {
    use super::{Mapping, manual};
    use crate::diagnostic::Pointer;
    use crate::json::{Arena, Value, parse};

    #[test]
    fn examples_hold() {
        for page in manual() {
            assert!(
                !page.examples.is_empty(),
                "{} has no example",
                page.spec.name
            );
            for example in page.examples {
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

    #[test]
    fn a_compiled_mapping_can_be_shared() {
        fn is_shareable<T: Send + Sync>() {}
        is_shareable::<super::WholeMapping>();
    }
}
