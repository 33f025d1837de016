//! Why a trigger matches an event, or does not.

use std::ops::Range;

use super::field::Scope;
use super::print::print_condition;
use super::tree::Condition;
use crate::diagnostic::Pointer;
use crate::json::{Arena, Object, ObjectBuilder, Text, Value};

/// What one condition of a trigger came to.
///
/// The explanations of a group, a negation or `any` have one child for each condition inside, `any` one for each
/// element of the list. Conditions that could not change the result any more are explained all the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation<'t, 'a> {
    /// The condition.
    pub condition: &'t Condition,
    /// Whether it was true.
    pub matched: bool,
    /// Where in the event it looked; for a condition inside of `any`, the element or a place in it.
    pub at: Option<Pointer>,
    /// Which part of the trigger's text it is, in bytes from its start; `None` for a trigger that came as a tree.
    pub span: Option<Range<usize>>,
    /// What was there.
    pub saw: Value<'a>,
    /// The conditions inside.
    pub children: Vec<Explanation<'t, 'a>>,
    scope: Scope,
}

/// The event, or the element inside of `any`.
#[derive(Clone, Copy)]
struct Here<'a, 'p> {
    value: Value<'a>,
    at: &'p Pointer,
    scope: Scope,
}

impl Condition {
    /// Explains the condition on an event.
    pub fn explain<'t, 'a>(&'t self, event: Value<'a>, arena: &'a Arena) -> Explanation<'t, 'a> {
        let here = Here {
            value: event,
            at: &Pointer::root(),
            scope: Scope::Event,
        };
        self.explain_at(here, arena)
    }

    fn explain_at<'t, 'a>(&'t self, here: Here<'a, '_>, arena: &'a Arena) -> Explanation<'t, 'a> {
        let field = match self {
            Self::Any(any) => Some(&any.list),
            Self::Comparison(comparison) => Some(&comparison.field),
            Self::Group(_) | Self::Not(_) | Self::Nothing => None,
        };
        let at = field.map(|field| field.pointer(here.at));
        let saw = field.and_then(|field| field.read(here.value, arena));
        let saw = saw.unwrap_or(Value::Undefined);
        let children = match self {
            Self::Group(group) => {
                let children = group.children.iter();
                children
                    .map(|child| child.explain_at(here, arena))
                    .collect()
            }
            Self::Not(inner) => vec![inner.explain_at(here, arena)],
            Self::Any(any) => {
                let elements = match saw {
                    Value::Array(elements) => elements,
                    _ => &[],
                };
                let list = at.clone().unwrap_or_default();
                let explain = |(index, value): (usize, &Value<'a>)| {
                    let here = Here {
                        value: *value,
                        at: &list.index(index),
                        scope: Scope::Element,
                    };
                    any.condition.explain_at(here, arena)
                };
                elements.iter().enumerate().map(explain).collect()
            }
            Self::Comparison(_) | Self::Nothing => Vec::new(),
        };
        Explanation {
            condition: self,
            matched: self.holds(here.value, arena) == Some(true),
            at,
            span: None,
            saw,
            children,
            scope: here.scope,
        }
    }
}

impl<'a> Explanation<'_, 'a> {
    /// The condition in our dialect.
    pub fn text(&self) -> String {
        print_condition(self.condition, self.scope)
    }

    /// The explanation as JSON: `condition`, `matched`, and where there is something to tell, `at`, `saw` and
    /// `children`.
    pub fn to_json(&self, arena: &'a Arena) -> Object<'a> {
        let mut builder = ObjectBuilder::new();
        let mut set = |key, value| builder.set(Text::Str(key), value);
        set("condition", Value::text(arena.text(&self.text())));
        set("matched", Value::Bool(self.matched));
        if let Some(at) = &self.at {
            set("at", Value::text(arena.text(at.as_str())));
        }
        if self.saw != Value::Undefined {
            set("saw", self.saw);
        }
        if !self.children.is_empty() {
            let children = self.children.iter();
            let children: Vec<_> = children
                .map(|child| Value::Object(child.to_json(arena)))
                .collect();
            set("children", Value::Array(arena.array(&children)));
        }
        builder.finish(arena)
    }
}
