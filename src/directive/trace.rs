//! Applying a mapping and following where each value comes from.
//!
//! This is a second way through the directives, for explanations alone: what is applied to events by the thousand knows
//! nothing of it. Every directive traces itself beside its behaviour.

use std::cell::{Cell, RefCell};
use std::slice::from_ref;

use super::error::{At, Failure, ResolveErrorKind};
use super::eval::Scope;
use super::origin::{Origin, Step};
use super::{Mapping, WholeMapping};
use crate::diagnostic::Pointer;
use crate::json::{Arena, Index, Member, Number, Object, Text, Value};
use crate::limits::MAX_TRACED_STEPS;
use crate::path::Path;

/// What a mapping gives for an event, and what it is made of.
#[derive(Clone, Debug)]
pub struct Trace<'a> {
    /// What the value is made of; [`Origin::Nothing`] when the mapping failed.
    pub origin: Origin<'a>,
    /// Every place of the event whose value was looked at.
    pub seen: Vec<Seen>,
}

/// A place of the event that a mapping looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The place.
    pub at: Pointer,
    /// Whether its value was only to decide something.
    pub decides: bool,
}

/// A value and what it is made of.
pub(super) struct Traced<'a> {
    pub(super) value: Value<'a>,
    pub(super) origin: Origin<'a>,
}

impl Traced<'_> {
    /// No value.
    pub(super) const fn nothing() -> Self {
        Self {
            value: Value::Undefined,
            origin: Origin::Nothing,
        }
    }
}

/// A value and what it is made of, or why there is none.
pub(super) type TraceResult<'a> = Result<Traced<'a>, Failure>;

/// Where in a mapping, and over which data, a trace is.
#[derive(Clone)]
pub(super) struct Trail<'t, 'a> {
    pub(super) scope: Scope<'a>,
    /// What the scope's data is made of.
    data: &'t Origin<'a>,
    /// The place in the mapping, or in the whole mapping that is applied here.
    at: Pointer,
    whole: Option<(&'t Pointer, &'t WholeMapping)>,
    log: &'t Log,
    decides: bool,
}

/// What a trace met on its way.
struct Log {
    seen: RefCell<Vec<Seen>>,
    steps: Cell<usize>,
}

impl Mapping {
    /// Follows where the values of [`Mapping::transform`] come from. Places in the mapping are told from `at`.
    pub fn trace<'a>(&'a self, event: Value<'a>, at: &Pointer, arena: &'a Arena) -> Trace<'a> {
        let log = Log {
            seen: RefCell::default(),
            steps: Cell::new(0),
        };
        let trail = Trail {
            scope: Scope::new(event, arena),
            data: &Origin::Event(Pointer::root()),
            at: at.clone(),
            whole: None,
            log: &log,
            decides: false,
        };
        let result = self.follow(&trail);
        let mut seen = log.seen.into_inner();
        let origin = match result {
            Ok(traced) => traced.origin,
            // Of what can't be followed any more, all that is known is that it is the event.
            Err(_) if self.transform(event, arena).is_ok() => {
                seen.push(Seen {
                    at: Pointer::root(),
                    decides: false,
                });
                Origin::made(&[Origin::Event(Pointer::root())])
            }
            Err(_) => Origin::Nothing,
        };
        Trace { origin, seen }
    }

    pub(super) fn follow<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        trail.step()?;
        let fixed = |value| {
            Ok(Traced {
                value,
                origin: Origin::Fixed(trail.place()),
            })
        };
        match self {
            Self::Undefined => Ok(Traced::nothing()),
            Self::Null => fixed(Value::Null),
            Self::Bool(value) => fixed(Value::Bool(*value)),
            Self::Number(literal) => fixed(Value::Number(Number::Literal(literal))),
            Self::Text(text) => fixed(Value::Text(text.as_text())),
            Self::Array(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                let mut origins = Vec::with_capacity(elements.len());
                for (at, element) in elements.iter().enumerate() {
                    let traced = element.follow(&trail.index(at)).at_index(at)?;
                    values.push(traced.value);
                    origins.push(traced.origin);
                }
                Ok(Traced {
                    value: Value::Array(trail.scope.arena.array(&values)),
                    origin: list(trail, origins),
                })
            }
            Self::Object(mappings) => {
                let mut members = Vec::with_capacity(mappings.len());
                let mut origins = Vec::with_capacity(mappings.len());
                for (key, mapping) in mappings {
                    let key = key.as_text();
                    let traced = mapping.follow(&trail.key(&key.to_str_lossy()))?;
                    let value = traced.value;
                    members.push(Member { key, value });
                    origins.push((key, traced.origin));
                }
                let members = trail.scope.arena.members(&members);
                Ok(Traced {
                    value: Value::Object(Object::from_unique(members)),
                    origin: object(trail, origins),
                })
            }
            Self::Directive(directive) => directive.trace(&trail.key(directive.name())),
            Self::Fail(kind) => Err((**kind).clone().into()),
        }
    }
}

/// The origin of an object of these members, of which the last one with a key counts; one without members stands in the
/// mapping.
pub(super) fn object<'a>(
    trail: &Trail<'_, 'a>,
    members: Vec<(Text<'a>, Origin<'a>)>,
) -> Origin<'a> {
    let mut places = Index::default();
    let mut kept: Vec<(Text<'a>, Origin<'a>)> = Vec::with_capacity(members.len());
    for (key, origin) in members {
        let place = places.get(key).unwrap_or(kept.len());
        if let Some(member) = kept.get_mut(place) {
            member.1 = origin;
        } else {
            places.insert(key, place);
            kept.push((key, origin));
        }
    }
    if kept.is_empty() {
        Origin::Fixed(trail.place())
    } else {
        Origin::Object(kept.into())
    }
}

/// The origin of a list of these elements.
pub(super) fn list<'a>(trail: &Trail<'_, 'a>, elements: Vec<Origin<'a>>) -> Origin<'a> {
    if elements.is_empty() {
        Origin::Fixed(trail.place())
    } else {
        Origin::List(elements.into())
    }
}

impl WholeMapping {
    pub(super) fn follow<'a>(&'a self, trail: &Trail<'_, 'a>) -> TraceResult<'a> {
        let base = trail.place();
        self.mapping().follow(&Trail {
            at: Pointer::root(),
            whole: Some((&base, self)),
            ..trail.clone()
        })
    }
}

impl<'t, 'a> Trail<'t, 'a> {
    /// The same, further in the mapping.
    pub(super) fn key(&self, key: &str) -> Self {
        Self {
            at: self.at.key(key),
            ..self.clone()
        }
    }

    /// The same, further in the mapping.
    pub(super) fn index(&self, index: usize) -> Self {
        Self {
            at: self.at.index(index),
            ..self.clone()
        }
    }

    /// The same where values are only looked at to decide something.
    pub(super) fn deciding(&self) -> Self {
        Self {
            decides: true,
            ..self.clone()
        }
    }

    /// The same over other data.
    pub(super) fn over<'u>(&self, data: Value<'a>, origin: &'u Origin<'a>) -> Trail<'u, 'a>
    where
        't: 'u,
    {
        Trail {
            scope: self.scope.over(data),
            data: origin,
            ..self.clone()
        }
    }

    /// The place in the mapping as it stands in the document.
    pub(super) fn place(&self) -> Pointer {
        match self.whole {
            Some((base, whole)) => base.join(&whole.locate(&self.at)),
            None => self.at.clone(),
        }
    }

    /// What the directive here gave: `of`, chosen by what `decided_by` is made of.
    pub(super) fn give(
        &self,
        directive: &'static str,
        decided_by: &[Origin<'a>],
        of: Origin<'a>,
    ) -> Origin<'a> {
        if let Origin::Nothing = of {
            return of;
        }
        let step = Step {
            directive,
            at: self.place(),
        };
        let mut decided_by = Origin::made(decided_by).sources();
        decided_by.event.append(&mut decided_by.decided_by);
        Origin::given(step, decided_by.event, of)
    }

    /// The value at a path of the data, which was looked at.
    pub(super) fn look(&self, path: &Path) -> Traced<'a> {
        let traced = self.find(path);
        self.see(&traced.origin);
        traced
    }

    /// The value at a path of the data.
    pub(super) fn find(&self, path: &Path) -> Traced<'a> {
        let way = path.follow(self.scope.data, self.scope.arena);
        if way.value == Value::Undefined {
            // What has no members was looked at to find that out.
            if way.is_part {
                self.deciding().see(&self.data.at(&way.keys));
            }
            // That there is nothing decides too.
            let origin = if self.decides {
                self.data.at(&path.keys())
            } else {
                Origin::Nothing
            };
            return Traced {
                value: way.value,
                origin,
            };
        }
        let origin = self.data.at(&way.keys);
        let origin = if way.is_part {
            Origin::made(from_ref(&origin))
        } else {
            origin
        };
        Traced {
            value: way.value,
            origin,
        }
    }

    /// What is at some keys of the data, which was looked at.
    pub(super) fn look_at(&self, keys: &[Text<'_>]) -> Origin<'a> {
        let origin = self.data.at(keys);
        self.see(&origin);
        origin
    }

    /// Notes that the values an origin is made of were looked at.
    pub(super) fn see(&self, origin: &Origin<'a>) {
        let sources = origin.sources();
        let seen = sources.event.into_iter().map(|at| Seen {
            at,
            decides: self.decides,
        });
        self.log.seen.borrow_mut().extend(seen);
    }

    /// Counts a step, of which there may be so many.
    fn step(&self) -> Result<(), Failure> {
        self.log.steps.set(self.log.steps.get() + 1);
        if self.log.steps.get() > MAX_TRACED_STEPS {
            return Err(ResolveErrorKind::TooLarge.into());
        }
        Ok(())
    }
}
