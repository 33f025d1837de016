//! `@arrayPath`: a list of the event, each item in a new shape.

use super::compile::Compiler;
use super::error::{At, ResolveError, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::kind::Kind;
use super::origin::Origin;
use super::trace::{TraceResult, Traced, Trail};
use super::{Example, Mapping, Spec, Takes};
use crate::diagnostic::Pointer;
use crate::json::{Plan, Text, Value};
use crate::path::Path;

/// `@arrayPath`.
#[derive(Clone, Debug)]
pub struct ArrayPath {
    source: Source,
    /// What is made of each item, with the item in place of the event.
    shape: Option<Mapping>,
}

#[derive(Clone, Debug)]
enum Source {
    Path(Path),
    Given(Mapping),
}

impl Kind for ArrayPath {
    const SPEC: Spec = Spec {
        name: "@arrayPath",
        takes: Takes::SourceAndShape,
    };
    const SUMMARY: &str = "the list at a path; with a second element, each of its items in that shape, read from the item";
    const EXAMPLES: &[Example] = &[
        Example {
            mapping: r#"{"@arrayPath": ["$.properties.products",
                    {"sku": {"@path": "$.sku"}, "quantity": {"@path": "$.qty"}}]}"#,
            event: r#"{"properties": {"products": [{"sku": "s-1", "qty": 2}, {"sku": "s-2"}]}}"#,
            result: Some(r#"[{"sku": "s-1", "quantity": 2}, {"sku": "s-2"}]"#),
        },
        Example {
            mapping: r#"{"@arrayPath": ["$.properties.product", {"@path": "$.sku"}]}"#,
            event: r#"{"properties": {"product": {"sku": "s-1"}}}"#,
            result: Some(r#"["s-1"]"#),
        },
        Example {
            mapping: r#"{"@arrayPath": ["$.properties.tags"]}"#,
            event: r#"{"properties": {"tags": ["a", "b"]}}"#,
            result: Some(r#"["a", "b"]"#),
        },
    ];

    fn compile<'v>(
        argument: Value<'v>,
        compiler: &mut Compiler<'v, '_>,
    ) -> Result<Self, ResolveErrorKind> {
        let Value::Array(elements) = argument else {
            return Err(Self::unusable(argument));
        };
        let source = match elements.first() {
            Some(Value::Text(text)) => Source::Path(Path::from_directive(*text)),
            Some(other) => Source::Given(compiler.element(0, *other)),
            None => Source::Given(Mapping::Undefined),
        };
        let shape = match elements.get(1) {
            Some(Value::Object(shape)) if !shape.is_empty() => {
                Some(compiler.element(1, Value::Object(*shape)))
            }
            // Segment takes no other shape for one.
            _ => None,
        };
        Ok(Self { source, shape })
    }

    fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let list = match &self.source {
            Source::Path(path) => scope.read(path),
            Source::Given(mapping) => mapping.resolve(scope).at_index(0)?,
        };
        let Some(shape) = &self.shape else {
            return Ok(list);
        };
        let single = [list];
        let items = match list {
            Value::Array(items) => items,
            Value::Object(_) => &single,
            other => return Ok(other),
        };
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let value = shape.resolve(scope.over(*item));
            let value = value.map_err(|mut error| {
                error.event = self.seen_from_event(&error, list, at);
                error
            });
            values.push(value.at_index(1)?);
            scope.check_size()?;
        }
        Ok(Value::Array(scope.arena.array(&values)))
    }

    fn trace<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let list = match &self.source {
            Source::Path(path) => trail.find(path),
            Source::Given(mapping) => mapping.follow(&trail.index(0))?,
        };
        let single = [list.value];
        let (items, is_list) = match (list.value, &self.shape) {
            (Value::Array(items), Some(_)) if !items.is_empty() => (items, true),
            (Value::Object(_), Some(_)) => (single.as_slice(), false),
            _ => {
                trail.see(&list.origin);
                return Ok(Traced {
                    value: list.value,
                    origin: trail.give(Self::SPEC.name, &[], list.origin),
                });
            }
        };
        let mut values = Vec::with_capacity(items.len());
        let mut origins = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let origin = if is_list {
                list.origin.child(Text::Str(&at.to_string()))
            } else {
                list.origin.clone()
            };
            let Some(shape) = &self.shape else { break };
            let traced = shape.follow(&trail.index(1).over(*item, &origin))?;
            values.push(traced.value);
            origins.push(traced.origin);
        }
        Ok(Traced {
            value: Value::Array(trail.scope.arena.array(&values)),
            origin: trail.give(Self::SPEC.name, &[], Origin::List(origins.into())),
        })
    }

    fn ask(&mut self, plan: &mut Plan) {
        // The shape reads the items, which are a part of the list.
        match &mut self.source {
            Source::Path(path) => path.ask(plan),
            Source::Given(mapping) => mapping.ask(plan),
        }
    }

    fn only_picks(&self) -> bool {
        self.shape.is_none()
            && match &self.source {
                Source::Path(_) => true,
                Source::Given(mapping) => mapping.only_picks(),
            }
    }

    fn origin(&self, scope: Scope<'_>) -> Option<Pointer> {
        if self.shape.is_some() {
            return None;
        }
        match &self.source {
            Source::Path(path) => Some(path.pointer()),
            Source::Given(mapping) => mapping.origin_in(scope),
        }
    }
}

impl ArrayPath {
    /// The place in the event that an error in an item comes from; the error has its place in the item.
    fn seen_from_event(&self, error: &ResolveError, list: Value<'_>, at: usize) -> Option<Pointer> {
        let Source::Path(path) = &self.source else {
            return None;
        };
        let item = match list {
            Value::Array(_) => path.pointer().index(at),
            _ => path.pointer(),
        };
        error.event.as_ref().map(|inner| item.join(inner))
    }
}
