//! `@template`: text with values of the event in it.

use super::compile::Compiler;
use super::error::{Failure, ResolveErrorKind};
use super::eval::{Resolved, Scope, check_text};
use super::kind::Kind;
use super::origin::Origin;
use super::trace::{TraceResult, Traced, Trail};
use super::{Example, Mapping, Spec, Takes};
use crate::json::{Object, Plan, Text, TextBuf, TextBuilder, Value, is_js_whitespace};
use crate::limits::MAX_MAPPED_BYTES;
use crate::path::Path;

/// `@template`.
#[derive(Clone, Debug)]
pub enum Template {
    /// A text that is known in advance.
    Fixed(Parsed),
    /// A text that a directive gives.
    Given(Mapping),
}

impl Kind for Template {
    const SPEC: Spec = Spec {
        name: "@template",
        takes: Takes::TextOrDirective,
    };
    const SUMMARY: &str = "text in which `{{path}}` is replaced by the value at that path";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@template": "{{userId}}.{{properties.downloadId}}"}"#,
            event: r#"{"userId": "u-1", "properties": {"downloadId": 7}}"#,
            result: Some(r#""u-1.7""#),
        },
        Example {
            mapping: r#"{"@template": "Hello {{ traits.name }}!"}"#,
            event: "{}",
            result: Some(r#""Hello !""#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        match argument {
            Value::Text(text) => Ok(Self::Fixed(Parsed::new(text))),
            Value::Object(_) => Ok(Self::Given(compiler.mapping(argument))),
            _ => Err(Self::not_text(argument)),
        }
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let text = match self {
            Self::Fixed(template) => template.render(scope)?,
            Self::Given(mapping) => match mapping.resolve(scope)? {
                Value::Text(text) => Parsed::new(text).render(scope)?,
                other => {
                    let mut error = Failure::from(Self::not_text(other));
                    error.event = mapping.origin_in(scope);
                    return Err(error);
                }
            },
        };
        Ok(Value::Text(text))
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let text = self.resolve(trail.scope)?;
        let mut origins = Vec::new();
        let given;
        let (parsed, decided_by) = match self {
            Self::Fixed(parsed) => (parsed, None),
            Self::Given(mapping) => {
                let traced = mapping.follow(trail)?;
                let Value::Text(text) = traced.value else {
                    return Err(Self::not_text(traced.value).into());
                };
                given = Parsed::new(text);
                (&given, Some(traced.origin))
            }
        };
        origins.extend(parsed.parts.paths().map(|path| trail.look(path).origin));
        if parsed.is_first_pass {
            let first = parsed.parts.render(trail.scope)?;
            let second = Parts::split(first, 2);
            origins.extend(second.paths().map(|path| trail.look(path).origin));
        }
        origins.extend(decided_by);
        if origins
            .iter()
            .all(|origin| matches!(origin, Origin::Nothing))
        {
            origins.push(Origin::Fixed(trail.place()));
        }
        Ok(Traced {
            value: text,
            origin: trail.give(Self::SPEC.name, &[], Origin::made(&origins)),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        match self {
            Self::Fixed(template) if !template.is_first_pass => {
                for part in &mut template.parts.0 {
                    if let Part::Placeholder(path) = part {
                        path.ask(plan);
                    }
                }
            }
            _ => plan.keep_all(),
        }
    }
}

/// A template that has been read.
#[derive(Clone, Debug)]
pub struct Parsed {
    parts: Parts,
    /// Whether these are the `{{{ }}}` of the template. What they insert is read for `{{ }}` again.
    is_first_pass: bool,
}

impl Parsed {
    fn new(text: Text<'_>) -> Self {
        let triple = Parts::split(text, 3);
        let is_first_pass = triple.has_placeholder();
        let parts = if is_first_pass {
            triple
        } else {
            Parts::split(text, 2)
        };
        Self {
            parts,
            is_first_pass,
        }
    }

    fn render<'a>(&self, scope: Scope<'a>) -> Result<Text<'a>, Failure> {
        let text = self.parts.render(scope)?;
        if self.is_first_pass {
            Parts::split(text, 2).render(scope)
        } else {
            Ok(text)
        }
    }
}

/// A template, cut at its placeholders.
#[derive(Clone, Debug)]
struct Parts(Box<[Part]>);

#[derive(Clone, Debug)]
enum Part {
    Text(TextBuf),
    Placeholder(Path),
}

impl Parts {
    /// Cuts a text at its placeholders of so many braces: the braces, at least one other character than `}`, the
    /// braces. What only looks like one is text.
    fn split(text: Text<'_>, braces: usize) -> Self {
        const OPEN: u16 = b'{' as u16;
        const CLOSE: u16 = b'}' as u16;
        let units = text.to_units();
        let mut parts = Vec::new();
        let mut plain = units.as_slice();
        let mut at = 0;
        while let Some(rest) = plain.get(at..).filter(|rest| !rest.is_empty()) {
            let Some(inner) = strip_run(rest, OPEN, braces) else {
                at += 1;
                continue;
            };
            let Some(length) = inner.iter().position(|unit| *unit == CLOSE) else {
                break;
            };
            let (path, behind) = inner.split_at_checked(length).unwrap_or((inner, &[]));
            match strip_run(behind, CLOSE, braces) {
                Some(behind) if !path.is_empty() => {
                    parts.extend(plain.get(..at).and_then(Part::text));
                    parts.push(Part::placeholder(path));
                    plain = behind;
                    at = 0;
                }
                // Whatever opens before this brace would have to close at it.
                _ => at += braces + length,
            }
        }
        parts.extend(Part::text(plain));
        Self(parts.into())
    }

    fn has_placeholder(&self) -> bool {
        self.0
            .iter()
            .any(|part| matches!(part, Part::Placeholder(_)))
    }

    /// The paths of its placeholders.
    fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(|part| match part {
            Part::Placeholder(path) => Some(path),
            Part::Text(_) => None,
        })
    }

    fn render<'a>(&self, scope: Scope<'a>) -> Result<Text<'a>, Failure> {
        // A template has an event, even where there is none.
        let scope = match scope.data {
            Value::Undefined => scope.over(Value::Object(Object::EMPTY)),
            _ => scope,
        };
        let mut text = TextBuilder::new();
        for part in &self.0 {
            match part {
                Part::Text(part) => text.push(part.as_text()),
                Part::Placeholder(path) => match scope.read(path) {
                    Value::Text(only) if self.0.len() == 1 => return Ok(only),
                    value => {
                        check_text(value)?;
                        text.push_value(value);
                    }
                },
            }
            if text.bytes() > MAX_MAPPED_BYTES {
                return Err(ResolveErrorKind::TooLarge.into());
            }
        }
        let text = text.finish(scope.arena);
        scope.check_size()?;
        Ok(text)
    }
}

impl Part {
    fn text(units: &[u16]) -> Option<Self> {
        (!units.is_empty()).then(|| Self::Text(TextBuf::from_units(units)))
    }

    fn placeholder(units: &[u16]) -> Self {
        let path = TextBuf::from_units(trim_units(units));
        Self::Placeholder(Path::from_placeholder(path.as_text()))
    }
}

/// JavaScript's `trim`. What it removes has one UTF-16 code unit.
fn trim_units(units: &[u16]) -> &[u16] {
    let is_kept = |unit: &u16| !char::from_u32((*unit).into()).is_some_and(is_js_whitespace);
    let start = units.iter().position(is_kept);
    let end = units.iter().rposition(is_kept);
    let kept = start.zip(end);
    kept.and_then(|(start, end)| units.get(start..=end))
        .unwrap_or_default()
}

fn strip_run(units: &[u16], unit: u16, times: usize) -> Option<&[u16]> {
    let (run, rest) = units.split_at_checked(times)?;
    run.iter().all(|other| *other == unit).then_some(rest)
}
