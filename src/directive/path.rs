//! `@path`: a value of the event.

use super::compile::Compiler;
use super::error::{Failure, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::trace::{TraceResult, Traced, Trail};
use super::{Example, Mapping, Spec, Takes};
use crate::diagnostic::Pointer;
use crate::json::{Plan, Value};
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
        takes: Takes::TextOrDirective,
    };
    const SUMMARY: &str =
        "the value at a dotted path of the event; `$.` stands for the event itself";
    const EXAMPLES: &[Example] = &[
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
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        match argument {
            Value::Text(text) => Ok(Self::Fixed(path::Path::from_directive(text))),
            Value::Object(_) => Ok(Self::Given(compiler.mapping(argument))),
            _ => Err(Self::not_text(argument)),
        }
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        match self {
            Self::Fixed(path) => Ok(scope.read(path)),
            Self::Given(mapping) => match mapping.resolve(scope)? {
                Value::Text(text) => {
                    Ok(path::Path::from_directive(text).get(scope.data, scope.arena))
                }
                other => {
                    let mut error = Failure::from(Self::not_text(other));
                    error.event = mapping.origin_in(scope);
                    Err(error)
                }
            },
        }
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let (traced, decided_by) = match self {
            Self::Fixed(path) => (trail.look(path), None),
            Self::Given(mapping) => {
                let given = mapping.follow(&trail.deciding())?;
                let Value::Text(text) = given.value else {
                    return Err(Self::not_text(given.value).into());
                };
                let path = path::Path::from_directive(text);
                (trail.look(&path), Some(given.origin))
            }
        };
        Ok(Traced {
            value: traced.value,
            origin: trail.give(Self::SPEC.name, decided_by.as_slice(), traced.origin),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        match self {
            Self::Fixed(path) => path.ask(plan),
            Self::Given(_) => plan.keep_all(),
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
