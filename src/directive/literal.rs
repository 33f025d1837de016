//! `@literal`: a fixed value.

use super::compile::Compiler;
use super::error::ResolveErrorKind;
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::trace::{TraceResult, Traced, Trail};
use super::{Example, Mapping, Spec, Takes};
use crate::diagnostic::Pointer;
use crate::json::{Plan, Value};

/// `@literal`. As in Segment, directives inside the value do run.
#[derive(Clone, Debug)]
pub struct Literal(Mapping);

impl Kind for Literal {
    const SPEC: Spec = Spec {
        name: "@literal",
        takes: Takes::Json,
    };
    const SUMMARY: &str = "a fixed value; text with braces stays as it is";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@literal": "{{not a template}}"}"#,
            event: "{}",
            result: Some(r#""{{not a template}}""#),
        },
        Example {
            mapping: r#"{"@literal": {"from": {"@path": "$.userId"}}}"#,
            event: r#"{"userId": "u-1"}"#,
            result: Some(r#"{"from": "u-1"}"#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        Ok(Self(compiler.mapping(argument)))
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        self.0.resolve(scope)
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let traced = self.0.follow(trail)?;
        Ok(Traced {
            value: traced.value,
            origin: trail.give(Self::SPEC.name, &[], traced.origin),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        self.0.ask(plan);
    }

    fn only_picks(&self) -> bool {
        self.0.only_picks()
    }

    fn origin(&self, scope: Scope<'_>) -> Option<Pointer> {
        self.0.origin_in(scope)
    }
}
