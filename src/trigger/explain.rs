//! Why a trigger matches an event, or does not.

use std::ops::Range;

use super::field::Scope;
use super::print::print_condition;
use super::tree::Condition;
use crate::diagnostic::Pointer;
use crate::json::{Arena, Value};

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

impl Explanation<'_, '_> {
    /// Takes the spans of this condition and of those inside, and gives the span of the whole.
    pub(super) fn locate(
        &mut self,
        spans: &mut std::iter::Cloned<std::slice::Iter<'_, Range<usize>>>,
    ) -> Option<Range<usize>> {
        self.span = match self.condition {
            Condition::Any(any) => {
                let span = spans.next();
                for child in &mut self.children {
                    child.locate(&mut spans.clone());
                }
                for _ in 0..any.condition.single_conditions() {
                    spans.next();
                }
                span
            }
            Condition::Group(_) | Condition::Not(_) if !self.children.is_empty() => {
                let children = self.children.iter_mut();
                let located = children.filter_map(|child| child.locate(spans));
                located.reduce(|first, last| first.start..last.end)
            }
            _ => spans.next(),
        };
        self.span.clone()
    }

    /// The condition in our dialect.
    pub fn text(&self) -> String {
        print_condition(self.condition, self.scope)
    }
}
