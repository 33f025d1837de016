//! `@path`: a value of the event.

use super::compile::Compiler;
use super::eval::{ResolveErrorKind, Resolved, Scope};
use super::kind::Kind;
use super::{Example, Mapping, Spec};
use crate::diagnostic::Pointer;
use crate::json::Value;
use crate::path;

/// `@path`.
#[derive(Clone, Debug)]
pub enum Path {
    /// A path that is known in advance.
    Fixed(path::Path),
    /// A path that a directive gives.
    Given(Mapping),
}

impl Kind for Path {
    const SPEC: Spec = Spec {
        name: "@path",
        summary: "the value at a dotted path of the event; `$.` stands for the event itself",
        arguments: &[],
        examples: &[
            Example {
                mapping: r#"{"@path": "$.properties.order_id"}"#,
                event: r#"{"properties": {"order_id": "o-1"}}"#,
                result: Some(r#""o-1""#),
            },
            Example {
                mapping: r#"{"@path": "$.properties.products[0].sku"}"#,
                event: r#"{"properties": {"products": [{"sku": "s-1"}]}}"#,
                result: Some(r#""s-1""#),
            },
            Example {
                mapping: r#"{"@path": "$.traits.email"}"#,
                event: r#"{"userId": "u-1"}"#,
                result: None,
            },
        ],
    };

    fn compile(argument: Value<'_>, compiler: &mut Compiler<'_>) -> Option<Self> {
        match argument {
            Value::Text(text) => Some(Self::Fixed(path::Path::from_directive(text))),
            _ => compiler.directive_argument(argument).map(Self::Given),
        }
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        match self {
            Self::Fixed(path) => Ok(path.get(scope.data, scope.arena)),
            Self::Given(mapping) => match mapping.resolve(scope)? {
                Value::Text(text) => {
                    Ok(path::Path::from_directive(text).get(scope.data, scope.arena))
                }
                other => Err(ResolveErrorKind::NotText {
                    directive: Self::SPEC.name,
                    found: other.kind(),
                }
                .into()),
            },
        }
    }

    fn only_picks(&self) -> bool {
        true
    }

    fn origin(&self, scope: Scope<'_>) -> Option<Pointer> {
        match self {
            Self::Fixed(path) => Some(path.pointer()),
            Self::Given(mapping) => match mapping.resolve(scope) {
                Ok(Value::Text(text)) => Some(path::Path::from_directive(text).pointer()),
                _ => None,
            },
        }
    }
}
