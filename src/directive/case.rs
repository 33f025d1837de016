//! `@case`: a string in lower or upper case.

use super::compile::Compiler;
use super::error::{At, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::trace::{TraceResult, Traced, Trail};
use super::{Argument, Example, Mapping, Spec, Takes};
use crate::diagnostic::Code;
use crate::json::{Plan, Text, TextBuilder, Value};
use crate::letters::{to_lowercase, to_uppercase};

/// `@case`.
#[derive(Clone, Debug)]
pub struct Case {
    /// `None` for an operator that is none; only a string notices.
    operator: Option<Operator>,
    value: Mapping,
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    Lower,
    Upper,
}

impl Kind for Case {
    const SPEC: Spec = Spec {
        name: "@case",
        takes: Takes::Options(&[
            Argument::optional("operator", Takes::TEXT, "`lower` or `upper`"),
            Argument::optional(
                "value",
                Takes::TextOrDirective,
                "the string, usually a `@path`",
            ),
        ]),
    };
    const SUMMARY: &str = "a string in lower or upper case; any other value as it is";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@case": {"operator": "lower", "value": {"@path": "$.traits.email"}}}"#,
            event: r#"{"traits": {"email": "Joe@Example.com"}}"#,
            result: Some(r#""joe@example.com""#),
        },
        Example {
            mapping: r#"{"@case": {"operator": "upper", "value": {"@path": "$.properties.currency"}}}"#,
            event: r#"{"properties": {"currency": 840}}"#,
            result: Some("840"),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let operator = options.get("operator").filter(|value| value.is_truthy());
        let operator = match operator.ok_or(Self::missing("operator"))?.as_str() {
            Some("lower") => Some(Operator::Lower),
            Some("upper") => Some(Operator::Upper),
            _ => None,
        };
        if operator.is_none() {
            let message = ResolveErrorKind::CaseOperator.to_string();
            let help = "every event with a string here is refused";
            compiler.warn(Code::DirectiveFails, "operator", &message, help);
        }
        let value = compiler.truthy_option(options, "value");
        Ok(Self {
            operator,
            value: value.unwrap_or(Mapping::Undefined),
        })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let value = self.value.resolve(scope).at("value")?;
        let Value::Text(text) = value else {
            return Ok(value);
        };
        let change = match self.operator {
            Some(Operator::Lower) => to_lowercase,
            Some(Operator::Upper) => to_uppercase,
            None => return Err(ResolveErrorKind::CaseOperator.into()),
        };
        Ok(Value::Text(change_case(text, change, scope)))
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let traced = self.value.follow(&trail.key("value"))?;
        Ok(Traced {
            value: self.resolve(trail.scope)?,
            origin: trail.give(Self::SPEC.name, &[], traced.origin),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        self.value.ask(plan);
    }
}

/// A text in another case, by Unicode's full rules.
pub(super) fn change_case<'a>(
    text: Text<'a>,
    change: fn(&str) -> String,
    scope: Scope<'a>,
) -> Text<'a> {
    let units = match text {
        Text::Str(text) => return Text::Str(scope.arena.text(&change(text))),
        Text::Units(units) => units,
    };
    // Lone surrogates have no case, and part the text as far as the rules of case look.
    let mut builder = TextBuilder::new();
    let mut run = String::new();
    for decoded in char::decode_utf16(units.iter().copied()) {
        match decoded {
            Ok(character) => run.push(character),
            Err(lone) => {
                builder.push_str(&change(&run));
                builder.push_unit(lone.unpaired_surrogate());
                run.clear();
            }
        }
    }
    builder.push_str(&change(&run));
    builder.finish(scope.arena)
}
