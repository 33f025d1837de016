//! Applying a compiled [`Mapping`] to an event.

use super::Mapping;
use super::error::{At, Failure, ResolveError, ResolveErrorKind};
use crate::diagnostic::Pointer;
use crate::instant::Millis;
use crate::json::{Arena, Member, Number, Object, Plan, Planned, Value};
use crate::limits::MAX_MAPPED_BYTES;
use crate::path::Path;

/// What a mapping is applied to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    /// The event, or what a directive put in its place (an item of a list).
    pub(super) data: Value<'a>,
    /// The same, with what a plan knows of it.
    planned: Planned<'a>,
    /// Where new values live.
    pub(super) arena: &'a Arena,
    /// What the arena may grow to.
    most_bytes: usize,
    /// What time it is, if somebody said so.
    pub(super) now: Option<Millis>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(data: Value<'a>, arena: &'a Arena) -> Self {
        Self::planned(Planned::whole(data), arena)
    }

    /// Of an event that was parsed by a plan.
    fn planned(planned: Planned<'a>, arena: &'a Arena) -> Self {
        Self {
            data: planned.root,
            planned,
            arena,
            most_bytes: arena.bytes().saturating_add(MAX_MAPPED_BYTES),
            now: None,
        }
    }

    /// The same at a point in time.
    pub(super) const fn at(self, now: Millis) -> Self {
        let now = Some(now);
        Self { now, ..self }
    }

    /// The same with other data.
    pub(super) fn over(self, data: Value<'a>) -> Self {
        Self {
            data,
            planned: Planned::whole(data),
            ..self
        }
    }

    /// The value at the end of a path.
    pub(super) fn read(self, path: &Path) -> Value<'a> {
        path.get_planned(self.planned, self.arena)
    }

    /// Refuses to go on when directives have made too much. To be asked by whatever makes more than the mapping or
    /// the event spells out.
    pub(super) fn check_size(self) -> Result<(), Failure> {
        if self.arena.bytes() > self.most_bytes {
            return Err(ResolveErrorKind::TooLarge.into());
        }
        Ok(())
    }
}

/// A value, or why there is none.
pub(super) type Resolved<'a> = Result<Value<'a>, Failure>;

impl Mapping {
    /// Applies the mapping to an event. Members without a value are gone from the result.
    ///
    /// # Errors
    ///
    /// A [`ResolveError`] when a directive meets something in the event that it can't use.
    pub fn transform<'a>(
        &'a self,
        data: Value<'a>,
        arena: &'a Arena,
    ) -> Result<Value<'a>, ResolveError> {
        self.apply(Scope::new(data, arena)).map_err(|error| *error)
    }

    /// The same for an event that was parsed by a plan which this mapping [asked](Mapping::ask).
    ///
    /// # Errors
    ///
    /// As [`Mapping::transform`].
    pub fn transform_planned<'a>(
        &'a self,
        event: Planned<'a>,
        arena: &'a Arena,
    ) -> Result<Value<'a>, ResolveError> {
        // Most fields are this and nothing else.
        if let Self::Directive(directive) = self
            && let Some(path) = directive.as_path()
        {
            return Ok(path.get_planned(event, arena));
        }
        self.apply(Scope::planned(event, arena))
            .map_err(|error| *error)
    }

    /// Asks a plan for whatever the mapping reads of an event.
    pub fn ask(&mut self, plan: &mut Plan) {
        match self {
            Self::Array(elements) => elements.iter_mut().for_each(|element| element.ask(plan)),
            Self::Object(members) => members.iter_mut().for_each(|(_, member)| member.ask(plan)),
            Self::Directive(directive) => directive.ask(plan),
            _ => {}
        }
    }

    /// The same at a point in time, which Liquid's `now` asks for. Without one, it refuses.
    ///
    /// # Errors
    ///
    /// As [`Mapping::transform`].
    pub fn transform_at<'a>(
        &'a self,
        data: Value<'a>,
        arena: &'a Arena,
        now: Millis,
    ) -> Result<Value<'a>, ResolveError> {
        self.apply(Scope::new(data, arena).at(now))
            .map_err(|error| *error)
    }

    pub(super) fn apply<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let value = self.resolve(scope)?;
        if self.only_picks() {
            return Ok(value);
        }
        super::clean::clean(value, scope.arena)
    }

    pub(super) fn resolve<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        Ok(match self {
            Self::Undefined => Value::Undefined,
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(literal) => Value::Number(Number::Literal(literal)),
            Self::Text(text) => Value::Text(text.as_text()),
            Self::Array(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for (at, element) in elements.iter().enumerate() {
                    values.push(element.resolve(scope).at_index(at)?);
                }
                Value::Array(scope.arena.array(&values))
            }
            Self::Object(mappings) => {
                let mut members = Vec::with_capacity(mappings.len());
                for (key, mapping) in mappings {
                    let key = key.as_text();
                    let value = mapping.resolve(scope).at_text(key)?;
                    members.push(Member { key, value });
                }
                // The keys come from a parsed object: in order, each once.
                Value::Object(Object::from_unique(scope.arena.members(&members)))
            }
            Self::Directive(directive) => directive.resolve(scope).at(directive.name())?,
            Self::Fail(kind) => return Err((**kind).clone().into()),
        })
    }

    /// The place in the event whose value is the mapping's result, untouched, if there is one place.
    pub fn origin<'a>(&'a self, data: Value<'a>, arena: &'a Arena) -> Option<Pointer> {
        self.origin_in(Scope::new(data, arena))
    }

    pub(super) fn origin_in(&self, scope: Scope<'_>) -> Option<Pointer> {
        match self {
            Self::Directive(directive) => directive.origin(scope),
            _ => None,
        }
    }

    /// Whether the result is always a value of the event, untouched, or a plain constant.
    pub(super) fn only_picks(&self) -> bool {
        match self {
            Self::Array(_) | Self::Object(_) => false,
            Self::Directive(directive) => directive.only_picks(),
            _ => true,
        }
    }
}

/// Refuses a value that JavaScript can't make text of: an object whose `toString` is a member and so no function, by
/// itself or in a list.
pub(super) fn check_text(value: Value<'_>) -> Result<(), Failure> {
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| check_text(*value)),
        Value::Object(object) if object.get("toString").is_some() => {
            Err(ResolveErrorKind::NoText.into())
        }
        _ => Ok(()),
    }
}
