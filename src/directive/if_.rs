//! `@if`: one of two values, by whether a third is there.

use std::slice::from_ref;

use super::compile::Compiler;
use super::error::{At, Failure, ResolveErrorKind};
use super::eval::{Resolved, Scope, check_text};
use super::kind::Kind;
use super::trace::{TraceResult, Traced, Trail};
use super::{Argument, Example, Mapping, Spec, Takes};
use crate::diagnostic::Pointer;
use crate::json::{Plan, Value};

/// `@if`.
#[derive(Clone, Debug)]
pub struct If {
    test: Test,
    then: Mapping,
    or_else: Mapping,
}

#[derive(Clone, Debug)]
enum Test {
    Exists(Mapping),
    /// The name is Segment's; the test is that the value is *not* blank.
    Blank(Mapping),
}

impl Kind for If {
    const SPEC: Spec = Spec {
        name: "@if",
        takes: Takes::Options(&[
            Argument::optional(
                "exists",
                Takes::Mapping,
                "what has to be there and not null",
            ),
            Argument::optional(
                "blank",
                Takes::Mapping,
                "what has to be there, not null and not blank; only used without `exists`",
            ),
            Argument::optional("then", Takes::Mapping, "the result when the test holds"),
            Argument::optional("else", Takes::Mapping, "the result when it does not"),
        ]),
    };
    const SUMMARY: &str =
        "`then` if a value exists (`exists`) or is not blank (`blank`), else `else`";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@if": {"exists": {"@path": "$.properties.customerId"},
                    "then": {"@path": "$.properties.customerId"}, "else": {"@path": "$.userId"}}}"#,
            event: r#"{"userId": "u-1"}"#,
            result: Some(r#""u-1""#),
        },
        Example {
            mapping: r#"{"@if": {"blank": {"@path": "$.name"}, "then": "named", "else": "nameless"}}"#,
            event: r#"{"name": ""}"#,
            result: Some(r#""nameless""#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let is_usable = |name| options.get(name).is_some_and(Value::is_truthy);
        if !is_usable("exists") && !is_usable("blank") {
            return Err(ResolveErrorKind::NothingToTest);
        }
        let test = if options.get("exists").is_some() {
            Test::Exists(compiler.option(options, "exists"))
        } else {
            Test::Blank(compiler.option(options, "blank"))
        };
        Ok(Self {
            test,
            then: compiler.option(options, "then"),
            or_else: compiler
                .truthy_option(options, "else")
                .unwrap_or(Mapping::Undefined),
        })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let (key, mapping) = self.branch(scope)?;
        mapping.resolve(scope).at(key)
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let (key, chosen) = self.branch(trail.scope)?;
        let (test, mapping) = match &self.test {
            Test::Exists(mapping) => ("exists", mapping),
            Test::Blank(mapping) => ("blank", mapping),
        };
        let test = mapping.follow(&trail.key(test).deciding())?;
        let traced = chosen.follow(&trail.key(key))?;
        Ok(Traced {
            value: traced.value,
            origin: trail.give(Self::SPEC.name, from_ref(&test.origin), traced.origin),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        let (Test::Exists(test) | Test::Blank(test)) = &mut self.test;
        for mapping in [test, &mut self.then, &mut self.or_else] {
            mapping.ask(plan);
        }
    }

    fn only_picks(&self) -> bool {
        self.then.only_picks() && self.or_else.only_picks()
    }

    fn origin(&self, scope: Scope<'_>) -> Option<Pointer> {
        let (_, mapping) = self.branch(scope).ok()?;
        mapping.origin_in(scope)
    }
}

impl If {
    /// The branch that the test chooses, with its key.
    fn branch(&self, scope: Scope<'_>) -> Result<(&'static str, &Mapping), Failure> {
        let holds = match &self.test {
            Test::Exists(mapping) => !mapping.resolve(scope).at("exists")?.is_nullish(),
            Test::Blank(mapping) => {
                let value = mapping.resolve(scope).at("blank")?;
                check_text(value)?;
                !loosely_empty(value)
            }
        };
        Ok(if holds {
            ("then", &self.then)
        } else {
            ("else", &self.or_else)
        })
    }
}

/// Whether a value is missing, null, or equal to `""` as JavaScript's `==` sees it: a list is equal to its text.
fn loosely_empty(value: Value<'_>) -> bool {
    match value {
        Value::Undefined | Value::Null | Value::Array([]) => true,
        Value::Text(text) => text.is_empty(),
        Value::Bool(value) => !value,
        Value::Number(number) => number.to_f64() == 0.0,
        Value::Array([only]) => match only {
            Value::Bool(_) | Value::Number(_) => false,
            other => loosely_empty(*other),
        },
        Value::Array(_) | Value::Object(_) => false,
    }
}
