//! `@json`: a value as JSON text, or JSON text as a value.

use std::fmt::Write as _;
use std::slice::from_ref;

use super::clean::clean;
use super::compile::Compiler;
use super::error::{At, Failure, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::origin::Origin;
use super::trace::{TraceResult, Traced, Trail};
use super::{Argument, Example, Mapping, Spec, Takes};
use crate::diagnostic::Code;
use crate::json::{JsonErrorKind, Plan, Text, Value, parse};

/// `@json`.
#[derive(Clone, Debug)]
pub struct Json {
    mode: Mode,
    value: Mapping,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Encode,
    Decode,
    /// Neither; gives nothing.
    Other,
}

impl Kind for Json {
    const SPEC: Spec = Spec {
        name: "@json",
        takes: Takes::Options(&[
            Argument::required(
                "mode",
                Takes::Word(&["encode", "decode"]),
                "`encode` or `decode`",
            ),
            Argument::required("value", Takes::Mapping, "the value, usually a `@path`"),
        ]),
    };
    const SUMMARY: &str =
        "a value as JSON text (`encode`), or the value that JSON text spells (`decode`)";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@json": {"mode": "encode", "value": {"@path": "$.properties"}}}"#,
            event: r#"{"properties": {"total": 5.10}}"#,
            result: Some(r#""{\"total\":5.1}""#),
        },
        Example {
            mapping: r#"{"@json": {"mode": "decode", "value": {"@path": "$.properties.cart"}}}"#,
            event: r#"{"properties": {"cart": "[{\"sku\": \"s-1\"}]"}}"#,
            result: Some(r#"[{"sku": "s-1"}]"#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let mode = options.get("mode").filter(|mode| mode.is_truthy());
        let mode = match mode.ok_or(Self::missing("mode"))?.as_str() {
            Some("encode") => Mode::Encode,
            Some("decode") => Mode::Decode,
            _ => {
                let message = "this mode gives nothing";
                let help = "write `encode` or `decode` in lower case";
                compiler.warn(Code::OptionCase, "mode", message, help);
                Mode::Other
            }
        };
        let value = compiler.truthy_option(options, "value");
        let value = value.ok_or(Self::missing("value"))?;
        Ok(Self { mode, value })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let value = self.value.resolve(scope).at("value")?;
        match (self.mode, value) {
            (Mode::Other, _) | (Mode::Encode, Value::Undefined) => Ok(Value::Undefined),
            (Mode::Encode, value) => {
                let text = clean(value, scope.arena)?.to_json();
                let text = scope.arena.text(&text);
                scope.check_size()?;
                Ok(Value::text(text))
            }
            (Mode::Decode, Value::Text(text)) => Ok(decode(text, scope)?),
            (Mode::Decode, value) => Ok(value),
        }
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let traced = self.value.follow(&trail.key("value"))?;
        let value = self.resolve(trail.scope)?;
        let origin = match (self.mode, value) {
            (_, Value::Undefined) => Origin::Nothing,
            (Mode::Decode, _) if !matches!(traced.value, Value::Text(_)) => traced.origin,
            _ => Origin::made(from_ref(&traced.origin)),
        };
        Ok(Traced {
            value,
            origin: trail.give(Self::SPEC.name, &[], origin),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        self.value.ask(plan);
    }
}

/// The value a text spells, or the text when it spells none.
fn decode<'a>(text: Text<'a>, scope: Scope<'a>) -> Result<Value<'a>, Failure> {
    let json = match text {
        Text::Str(json) => json,
        Text::Units(units) => match with_escaped_surrogates(units) {
            Some(json) => scope.arena.text(&json),
            None => return Ok(Value::Text(text)),
        },
    };
    let decoded = parse(json, scope.arena);
    scope.check_size()?;
    match decoded {
        Ok(value) => Ok(value),
        // DIFFERENCE: JavaScript goes on as long as its stack does.
        Err(error) if error.kind == JsonErrorKind::Depth => Err(ResolveErrorKind::TooDeep.into()),
        Err(_) => Ok(Value::Text(text)),
    }
}

/// The text with its lone surrogates as escapes, which mean the same inside a JSON string and are as wrong outside.
/// `None` where a lone surrogate follows a backslash: that is no JSON.
fn with_escaped_surrogates(units: &[u16]) -> Option<String> {
    let mut json = String::new();
    let mut is_escaped = false;
    for decoded in char::decode_utf16(units.iter().copied()) {
        match decoded {
            Ok(character) => {
                json.push(character);
                is_escaped = character == '\\' && !is_escaped;
            }
            Err(_) if is_escaped => return None,
            Err(lone) => {
                // Writing to a `String` does not fail.
                let _ = write!(json, "\\u{:04x}", lone.unpaired_surrogate());
            }
        }
    }
    Some(json)
}
