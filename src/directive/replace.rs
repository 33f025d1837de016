//! `@replace`: a string with one or two texts in it replaced.

use std::slice::from_ref;

use super::compile::Compiler;
use super::error::{At, Failure, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::origin::Origin;
use super::trace::{TraceResult, Traced, Trail};
use super::{Argument, Example, Mapping, Spec, Takes};
use crate::json::{Object, Plan, Text, Value};
use crate::letters::upper_character;
use crate::limits::{MAX_MAPPED_BYTES, MAX_REPLACE_UNITS};

/// `@replace`.
#[derive(Clone, Debug)]
pub struct Replace {
    /// `None` where the option is JavaScript-false, which gives nothing.
    value: Option<Mapping>,
    /// The replacements in their order. `None` where options have unusable types, which gives an empty text.
    replacements: Option<Vec<Replacement>>,
    flags: Flags,
}

/// One text and what to put in its place.
#[derive(Clone, Debug)]
struct Replacement {
    pattern: Box<[u16]>,
    by: Box<[Piece]>,
    /// The option that is longer than Segment takes; only a string notices.
    too_long: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
struct Flags {
    ignore_case: bool,
    global: bool,
}

/// A part of a replacement. As in JavaScript, some signs stand for parts of the string.
#[derive(Clone, Debug)]
enum Piece {
    Text(Box<[u16]>),
    /// `$&`
    Match,
    /// `` $` ``
    Before,
    /// `$'`
    After,
}

const PIECE: Takes = Takes::Text {
    min: 0,
    max: MAX_REPLACE_UNITS,
};

impl Kind for Replace {
    const SPEC: Spec = Spec {
        name: "@replace",
        takes: Takes::Options(&[
            Argument::required(
                "pattern",
                Takes::Text {
                    min: 1,
                    max: MAX_REPLACE_UNITS,
                },
                "the text to look for, literally",
            ),
            Argument::optional(
                "replacement",
                PIECE,
                "what is put in its place; nothing by default",
            ),
            Argument::optional(
                "pattern2",
                Takes::Mapping,
                "a second text, looked for in the result",
            ),
            Argument::optional(
                "replacement2",
                Takes::Mapping,
                "what is put in the place of `pattern2`",
            ),
            Argument::optional(
                "ignorecase",
                Takes::Bool,
                "whether letter case does not matter",
            ),
            Argument::optional("global", Takes::Bool, "`false` to replace only the first"),
            Argument::required(
                "value",
                Takes::TextOrDirective,
                "the string, usually a `@path`",
            ),
        ]),
    };
    const SUMMARY: &str =
        "a string with a text in it replaced; numbers and booleans count as their text";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@replace": {"pattern": "-", "replacement": "", "value": {"@path": "$.traits.phone"}}}"#,
            event: r#"{"traits": {"phone": "555-01-99"}}"#,
            result: Some(r#""5550199""#),
        },
        Example {
            mapping: r#"{"@replace": {"pattern": "USD ", "ignorecase": true, "global": false,
                    "pattern2": ",", "replacement2": ".", "value": {"@path": "$.properties.price"}}}"#,
            event: r#"{"properties": {"price": "usd 5,10"}}"#,
            result: Some(r#""5.10""#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let options = Self::options(argument)?;
        let pattern = options.get("pattern").filter(|value| value.is_truthy());
        let pattern = pattern.ok_or(Self::missing("pattern"))?;
        Ok(Self {
            value: compiler.truthy_option(options, "value"),
            flags: Flags {
                ignore_case: flag(options, "ignorecase", false).unwrap_or(false),
                global: flag(options, "global", true).unwrap_or(true),
            },
            replacements: replacements(pattern, options),
        })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let Some(value) = &self.value else {
            return Ok(Value::Undefined);
        };
        let value = value.resolve(scope).at("value")?;
        let text = match (value, &self.replacements) {
            (Value::Text(_) | Value::Bool(_) | Value::Number(_), Some(replacements)) => {
                let mut units = value.to_text(scope.arena).to_units();
                for replacement in replacements {
                    units = replacement.apply(&units, self.flags)?;
                }
                Text::from_units(&units, scope.arena)
            }
            _ => Text::Str(""),
        };
        scope.check_size()?;
        Ok(Value::Text(text))
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let Some(value) = &self.value else {
            return Ok(Traced::nothing());
        };
        let traced = value.follow(&trail.key("value"))?;
        Ok(Traced {
            value: self.resolve(trail.scope)?,
            origin: trail.give(Self::SPEC.name, &[], Origin::made(from_ref(&traced.origin))),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        if let Some(value) = &mut self.value {
            value.ask(plan);
        }
    }
}

/// The replacements that the options spell, `None` if Segment makes no use of options of such types.
fn replacements(pattern: Value<'_>, options: Object<'_>) -> Option<Vec<Replacement>> {
    flag(options, "ignorecase", false)?;
    flag(options, "global", true)?;
    let text = |value: Value<'_>| match value {
        Value::Text(text) => Some(text.to_units()),
        _ => None,
    };
    let by = |name| match options.get(name) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(value) => text(value),
    };
    let first = Replacement::new(
        ("pattern", &text(pattern)?),
        ("replacement", &by("replacement")?),
    );
    let second = options.get("pattern2").and_then(text);
    let second = second.filter(|pattern| !pattern.is_empty());
    let second = second.zip(by("replacement2"));
    let second =
        second.map(|(pattern, by)| Replacement::new(("pattern2", &pattern), ("replacement2", &by)));
    Some(std::iter::once(first).chain(second).collect())
}

/// A boolean option, `None` if it is something else.
fn flag(options: Object<'_>, name: &str, default: bool) -> Option<bool> {
    match options.get(name) {
        None | Some(Value::Null) => Some(default),
        Some(Value::Bool(flag)) => Some(flag),
        Some(_) => None,
    }
}

impl Replacement {
    fn new(pattern: (&'static str, &[u16]), by: (&'static str, &[u16])) -> Self {
        let too_long = [pattern, by]
            .into_iter()
            .find(|(_, units)| units.len() > MAX_REPLACE_UNITS);
        Self {
            pattern: pattern.1.into(),
            by: pieces(by.1),
            too_long: too_long.map(|(option, _)| option),
        }
    }

    fn apply(&self, text: &[u16], flags: Flags) -> Result<Vec<u16>, Failure> {
        if let Some(option) = self.too_long {
            return Err(ResolveErrorKind::TooLong {
                option,
                limit: MAX_REPLACE_UNITS,
            }
            .into());
        }
        let is_match = |here: &[u16]| {
            let mut pairs = here.iter().zip(&self.pattern);
            pairs.all(|(one, two)| one == two || flags.ignore_case && fold(*one) == fold(*two))
        };
        let mut out = Vec::with_capacity(text.len());
        let mut at = 0;
        let mut kept = 0;
        while let Some(here) = text.get(at..at + self.pattern.len()) {
            if !is_match(here) {
                at += 1;
                continue;
            }
            let end = at + here.len();
            out.extend_from_slice(text.get(kept..at).unwrap_or_default());
            for piece in &self.by {
                out.extend_from_slice(match piece {
                    Piece::Text(units) => units,
                    Piece::Match => here,
                    Piece::Before => text.get(..at).unwrap_or_default(),
                    Piece::After => text.get(end..).unwrap_or_default(),
                });
            }
            if size_of_val(out.as_slice()) > MAX_MAPPED_BYTES {
                return Err(ResolveErrorKind::TooLarge.into());
            }
            at = end;
            kept = end;
            if !flags.global {
                break;
            }
        }
        out.extend_from_slice(text.get(kept..).unwrap_or_default());
        Ok(out)
    }
}

/// Cuts a replacement at its `$` signs. `$$` is a dollar; `$1` and the like mean nothing, as no part of a pattern is a
/// group.
fn pieces(units: &[u16]) -> Box<[Piece]> {
    let mut pieces = Vec::new();
    let mut plain = Vec::new();
    let mut units = units.iter().copied().peekable();
    while let Some(unit) = units.next() {
        let sign = units.peek().and_then(|next| u8::try_from(*next).ok());
        let special = match sign.filter(|_| unit == u16::from(b'$')) {
            Some(b'$') => None,
            Some(b'&') => Some(Piece::Match),
            Some(b'`') => Some(Piece::Before),
            Some(b'\'') => Some(Piece::After),
            _ => {
                plain.push(unit);
                continue;
            }
        };
        units.next();
        match special {
            None => plain.push(unit),
            Some(piece) => {
                pieces.push(Piece::Text(std::mem::take(&mut plain).into()));
                pieces.push(piece);
            }
        }
    }
    pieces.push(Piece::Text(plain.into()));
    pieces.into()
}

/// What JavaScript compares with the `i` flag: each code unit by itself, in upper case, unless that takes several units
/// or makes ASCII of what is none.
fn fold(unit: u16) -> u16 {
    let Some(character) = char::from_u32(unit.into()) else {
        return unit;
    };
    let Some(only) = upper_character(character) else {
        return unit;
    };
    match u16::try_from(u32::from(only)) {
        Ok(folded) if folded < 0x80 && unit >= 0x80 => unit,
        Ok(folded) => folded,
        Err(_) => unit,
    }
}
