//! `@if`: one of two values, by whether a third is there.

use super::compile::Compiler;
use super::eval::{ResolveError, Resolved, Scope};
use super::kind::Kind;
use super::{Argument, Example, Mapping, Spec};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::json::Value;

/// `@if`.
#[derive(Clone, Debug)]
pub struct If {
    test: Test,
    then: Option<Mapping>,
    or_else: Option<Mapping>,
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
        summary: "`then` if a value exists (`exists`) or is not blank (`blank`), else `else`",
        arguments: &[
            Argument {
                name: "exists",
                required: false,
                summary: "tests that the value is there and not null",
            },
            Argument {
                name: "blank",
                required: false,
                summary: "tests that the value is there, not null and not empty; `exists` goes first",
            },
            Argument {
                name: "then",
                required: false,
                summary: "the result when the test holds",
            },
            Argument {
                name: "else",
                required: false,
                summary: "the result when it does not",
            },
        ],
        examples: &[
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
        ],
    };

    fn compile(argument: Value<'_>, compiler: &mut Compiler<'_>) -> Option<Self> {
        let options = compiler.options(argument)?;
        let (exists, blank) = (options.get("exists"), options.get("blank"));
        let is_usable = |option: Option<Value<'_>>| option.is_some_and(Value::is_truthy);
        if !is_usable(exists) && !is_usable(blank) {
            let problem = Diagnostic::new(Code::DirectiveArgument, "`@if` has nothing to test")
                .help("add `exists` or `blank` with a value, usually a `@path`");
            compiler.problem(problem);
            return None;
        }
        let test = match (exists, blank) {
            (Some(exists), _) => Test::Exists(compiler.member("exists", exists)),
            (None, blank) => {
                Test::Blank(compiler.member("blank", blank.unwrap_or(Value::Undefined)))
            }
        };
        let then = options
            .get("then")
            .map(|then| compiler.member("then", then));
        // Segment looks at the raw `else`: a false one (`""`, `0`, `false`, `null`) counts as absent.
        let or_else = options
            .get("else")
            .filter(|or_else| or_else.is_truthy())
            .map(|or_else| compiler.member("else", or_else));
        Some(Self {
            test,
            then,
            or_else,
        })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        match self.branch(scope)? {
            (key, Some(mapping)) => mapping.resolve(scope).map_err(|error| error.within(key)),
            (_, None) => Ok(Value::Undefined),
        }
    }

    fn only_picks(&self) -> bool {
        let branches = [&self.then, &self.or_else];
        branches.into_iter().flatten().all(Mapping::only_picks)
    }

    fn origin(&self, scope: Scope<'_>) -> Option<Pointer> {
        let (_, mapping) = self.branch(scope).ok()?;
        mapping?.origin_in(scope)
    }
}

impl If {
    /// The branch that the test chooses, with its key.
    fn branch(&self, scope: Scope<'_>) -> Result<(&'static str, Option<&Mapping>), ResolveError> {
        let holds = match &self.test {
            Test::Exists(mapping) => {
                let value = mapping
                    .resolve(scope)
                    .map_err(|error| error.within("exists"))?;
                !value.is_nullish()
            }
            Test::Blank(mapping) => {
                let value = mapping
                    .resolve(scope)
                    .map_err(|error| error.within("blank"))?;
                !value.is_nullish() && !loosely_empty(value, scope)
            }
        };
        Ok(if holds {
            ("then", self.then.as_ref())
        } else {
            ("else", self.or_else.as_ref())
        })
    }
}

/// JavaScript's `value == ""` for a value that is neither missing nor null.
fn loosely_empty(value: Value<'_>, scope: Scope<'_>) -> bool {
    match value {
        Value::Text(text) => text.is_empty(),
        Value::Bool(value) => !value,
        Value::Number(number) => number.to_f64() == 0.0,
        Value::Array(_) | Value::Object(_) => value.to_text(scope.arena).is_empty(),
        Value::Undefined | Value::Null => true,
    }
}
