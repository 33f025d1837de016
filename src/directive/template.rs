//! `@template`: text with values of the event in it.

use super::compile::Compiler;
use super::eval::{ResolveErrorKind, Resolved, Scope};
use super::kind::Kind;
use super::{Example, Mapping, Spec};
use crate::json::{Text, TextBuf, TextBuilder, Value, trim};
use crate::path::Path;

/// `@template`.
#[derive(Clone, Debug)]
pub enum Template {
    /// A text that is known in advance.
    Fixed(Parts),
    /// A text with `{{{ }}}` in it: what that inserts is read as a template again.
    Twice(Parts),
    /// A text that a directive gives.
    Given(Mapping),
}

impl Kind for Template {
    const SPEC: Spec = Spec {
        name: "@template",
        summary: "text in which `{{path}}` is replaced by the value at that path",
        arguments: &[],
        examples: &[
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
        ],
    };

    fn compile(argument: Value<'_>, compiler: &mut Compiler<'_>) -> Option<Self> {
        match argument {
            Value::Text(text) => Some(Self::parse(text)),
            _ => compiler.directive_argument(argument).map(Self::Given),
        }
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let text = match self {
            Self::Fixed(parts) => parts.render(scope),
            Self::Twice(parts) => Parts::split(parts.render(scope), 2).render(scope),
            Self::Given(mapping) => match mapping.resolve(scope)? {
                Value::Text(text) => match Self::parse(text) {
                    Self::Twice(parts) => Parts::split(parts.render(scope), 2).render(scope),
                    Self::Fixed(parts) => parts.render(scope),
                    Self::Given(_) => text,
                },
                other => {
                    return Err(ResolveErrorKind::NotText {
                        directive: Self::SPEC.name,
                        found: other.kind(),
                    }
                    .into());
                }
            },
        };
        Ok(Value::Text(text))
    }
}

impl Template {
    fn parse(text: Text<'_>) -> Self {
        let triple = Parts::split(text, 3);
        if triple.has_placeholder() {
            Self::Twice(triple)
        } else {
            Self::Fixed(Parts::split(text, 2))
        }
    }
}

/// A template, cut at its placeholders.
#[derive(Clone, Debug)]
pub struct Parts(Box<[Part]>);

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

    fn render<'a>(&self, scope: Scope<'a>) -> Text<'a> {
        let mut text = TextBuilder::new();
        for part in &self.0 {
            match part {
                Part::Text(part) => text.push(part.as_text()),
                Part::Placeholder(path) => text.push_value(path.get(scope.data, scope.arena)),
            }
        }
        text.finish(scope.arena)
    }
}

impl Part {
    fn text(units: &[u16]) -> Option<Self> {
        (!units.is_empty()).then(|| Self::Text(TextBuf::from_units(units)))
    }

    fn placeholder(units: &[u16]) -> Self {
        let path = TextBuf::from_units(units);
        Self::Placeholder(Path::from_placeholder(match path.as_text() {
            Text::Str(path) => Text::Str(trim(path)),
            path @ Text::Units(_) => path,
        }))
    }
}

fn strip_run(units: &[u16], unit: u16, times: usize) -> Option<&[u16]> {
    let (run, rest) = units.split_at_checked(times)?;
    run.iter().all(|other| *other == unit).then_some(rest)
}
