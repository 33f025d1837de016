//! Evaluates conditions on an event.

use super::operator::Operator;
use super::pattern;
use super::tree::{Any, Comparison, Condition, Connective, Group, Operand, Scalar};
use super::units::{ends_with, includes, starts_with};
use crate::json::{Arena, Text, Value};

impl Condition {
    /// Whether the condition is true. Nothing where Segment's evaluation crashes. `here` is the event, or the element
    /// inside of `any`.
    pub(super) fn holds<'a>(&self, here: Value<'a>, arena: &'a Arena) -> Option<bool> {
        match self {
            Self::Group(group) => group.holds(here, arena),
            Self::Not(inner) => inner.holds(here, arena).map(|held| !held),
            Self::Any(any) => any.holds(here, arena),
            Self::Comparison(comparison) => comparison.holds(here, arena),
            Self::Nothing => None,
        }
    }
}

impl Group {
    fn holds<'a>(&self, here: Value<'a>, arena: &'a Arena) -> Option<bool> {
        let decisive = self.connective == Connective::Or;
        for child in &self.children {
            if child.holds(here, arena)? == decisive {
                return Some(decisive);
            }
        }
        Some(!decisive)
    }
}

impl Any {
    fn holds<'a>(&self, here: Value<'a>, arena: &'a Arena) -> Option<bool> {
        let Value::Array(elements) = self.list.read(here, arena)? else {
            return Some(false);
        };
        for element in elements {
            if self.condition.holds(*element, arena)? {
                return Some(true);
            }
        }
        Some(false)
    }
}

impl Comparison {
    fn holds<'a>(&self, here: Value<'a>, arena: &'a Arena) -> Option<bool> {
        let actual = self.field.read(here, arena)?;
        // By far the most usual test.
        if let (Operator::Equals, Operand::One(Scalar::Text(expected))) =
            (&self.operator, &self.value)
        {
            return Some(actual == Value::Text(expected.as_text()));
        }
        Some(self.operator.test(actual, &self.value, arena))
    }
}

impl Operator {
    /// Whether a value passes the test.
    pub(super) fn test(&self, actual: Value<'_>, expected: &Operand, arena: &Arena) -> bool {
        let is_text = |check: fn(Text<'_>, Text<'_>) -> bool, wanted: bool| match actual {
            Value::Text(actual) => check(actual, expected.to_text(arena)) == wanted,
            _ => false,
        };
        let is_number = |check: fn(&f64, &f64) -> bool| match actual {
            Value::Number(actual) => check(&actual.to_f64(), &expected.to_number()),
            _ => false,
        };
        match self {
            Self::Equals => is_text(|actual, expected| actual == expected, true),
            Self::NotEquals => !is_text(|actual, expected| actual == expected, true),
            Self::NumberEquals => is_number(f64::eq),
            Self::NumberNotEquals => is_number(f64::ne),
            Self::Less => is_number(f64::lt),
            Self::AtMost => is_number(f64::le),
            Self::Greater => is_number(f64::gt),
            Self::AtLeast => is_number(f64::ge),
            Self::Contains => is_text(includes, true),
            Self::NotContains => is_text(includes, false),
            Self::StartsWith => is_text(starts_with, true),
            Self::NotStartsWith => is_text(starts_with, false),
            Self::EndsWith => is_text(ends_with, true),
            Self::NotEndsWith => is_text(ends_with, false),
            Self::Matches => is_text(pattern::matches, true),
            Self::NotMatches => is_text(pattern::matches, false),
            Self::Exists => !actual.is_nullish(),
            Self::NotExists => actual.is_nullish(),
            Self::IsTrue => actual == Value::Bool(true),
            Self::IsFalse => actual == Value::Bool(false),
            Self::IsNotTrue => actual != Value::Bool(true),
            Self::IsNotFalse => actual != Value::Bool(false),
            Self::In => expected.lists(actual),
            Self::NotIn => !expected.lists(actual),
            Self::Other(_) => false,
        }
    }
}

impl Operand {
    fn lists(&self, actual: Value<'_>) -> bool {
        let Self::List(scalars) = self else {
            return false;
        };
        scalars.iter().any(|scalar| match (scalar, actual) {
            (Scalar::Text(expected), Value::Text(actual)) => expected.as_text() == actual,
            #[expect(clippy::float_cmp, reason = "a condition asks for this very number")]
            (Scalar::Number(expected), Value::Number(actual)) => *expected == actual.to_f64(),
            (Scalar::Bool(expected), Value::Bool(actual)) => *expected == actual,
            _ => false,
        })
    }
}
