//! `@liquid`: a text in the template language Liquid.
//!
//! The dialect is that of `liquidjs` as Segment sets it up, with the tags and filters that Segment leaves enabled. A text
//! is read once (`scan`, `reader`, `parse`, to a `tree`) and rendered for each event (`render`, `context`, `filter`).

mod context;
mod date;
mod error;
mod escape;
mod filter;
mod parse;
mod reader;
mod reads;
mod render;
mod scan;
mod tree;
mod units;
mod value;

use std::ops::Range;

pub use error::LiquidError;

use super::check::did_you_mean;
use super::compile::Compiler;
use super::error::ResolveErrorKind;
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::origin::Origin;
use super::trace::{TraceResult, Traced, Trail};
use super::{Example, Spec, Takes};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Text, TextBuilder, Value};
use crate::limits::MAX_LIQUID_UNITS;
use context::Context;
use reads::{Keys, Reads};
use tree::Node;

/// `@liquid`.
#[derive(Clone, Debug)]
pub struct Liquid(Box<[Node]>);

impl Kind for Liquid {
    const SPEC: Spec = Spec {
        name: "@liquid",
        takes: Takes::TEXT,
    };
    const SUMMARY: &str = "a text in the template language Liquid";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@liquid": "{{ traits.name | upcase }}{% if traits.vip %} *{% endif %}"}"#,
            event: r#"{"traits": {"name": "Ada", "vip": true}}"#,
            result: Some(r#""ADA *""#),
        },
        Example {
            mapping: r#"{"@liquid": "{{ properties.total | times: 100 | round }} on {{ timestamp | date: '%Y-%m-%d' }}"}"#,
            event: r#"{"timestamp": "2024-03-05T10:20:30Z", "properties": {"total": 19.9}}"#,
            result: Some(r#""1990 on 2024-03-05""#),
        },
        Example {
            mapping: r#"{"@liquid": "{{ properties.tags | join: ', ' | default: 'none' }}"}"#,
            event: r#"{"properties": {}}"#,
            result: Some(r#""none""#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let Value::Text(text) = argument else {
            return Err(Self::not_text(argument));
        };
        let units = text.to_units();
        if units.len() > MAX_LIQUID_UNITS {
            return Err(ResolveErrorKind::Liquid(LiquidError::TooLong {
                found: units.len(),
                limit: MAX_LIQUID_UNITS,
            }));
        }
        let parsed = parse::parse(&units).map_err(|problem| {
            compiler.narrow(span(text, &problem.units));
            ResolveErrorKind::Liquid(problem.error)
        })?;
        for name in parsed.unknown_filters {
            let unknown = units::string(units.get(name.clone()).unwrap_or_default());
            let message = format!("there is no filter `{unknown}`, so it does nothing");
            let problem = Diagnostic::new(Code::UnknownOption, message);
            let problem =
                problem.maybe_help(did_you_mean(&unknown, filter::names().iter().copied()));
            compiler.report_in_text(problem, span(text, &name));
        }
        Ok(Self(parsed.nodes))
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let mut out = TextBuilder::new();
        render::render(&self.0, &mut Context::new(scope), &mut out)?;
        Ok(Value::Text(out.finish(scope.arena)))
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let mut out = TextBuilder::new();
        let mut context = Context::new(trail.scope);
        context.reads = Some(Reads::default());
        render::render(&self.0, &mut context, &mut out)?;
        let Reads { used, decided, .. } = context.reads.unwrap_or_default();
        let mut used = look(trail, &used);
        if used.is_empty() {
            used.push(Origin::Fixed(trail.place()));
        }
        let decided = look(&trail.deciding(), &decided);
        Ok(Traced {
            value: Value::Text(out.finish(trail.scope.arena)),
            origin: trail.give(Self::SPEC.name, &decided, Origin::made(&used)),
        })
    }
}

/// What is at these keys, which was looked at.
#[inline(never)]
fn look<'a>(trail: &Trail<'_, 'a>, reads: &[Keys<'_>]) -> Vec<Origin<'a>> {
    let mut origins = Vec::new();
    for keys in reads {
        origins.push(trail.look_at(keys));
    }
    origins
}

/// A part of a text, in bytes from its start.
fn span(text: Text<'_>, units: &Range<usize>) -> Range<usize> {
    let Text::Str(text) = text else {
        return 0..0;
    };
    let bytes_before = |units: usize| {
        let (mut bytes, mut left) = (0, units);
        for character in text.chars() {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(character.len_utf16());
            bytes += character.len_utf8();
        }
        bytes
    };
    bytes_before(units.start)..bytes_before(units.end)
}
