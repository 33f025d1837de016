//! The condition tree: what a trigger says, whichever dialect said it.
//!
//! The shape is Segment's, with values kept as they were written (text, number, boolean); conversions happen where a
//! condition is evaluated or printed. [`Condition::Not`], [`Condition::Any`] and some operators and fields exist in our
//! dialect alone.

use super::field::Field;
use super::operator::Operator;
use crate::json::{Arena, Number, Plan, Text, TextBuf, TextBuilder, number_from_text};

/// A condition on an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// Several conditions joined by one connective.
    Group(Group),
    /// True when the inner condition is false.
    Not(Box<Condition>),
    /// True when the inner condition is true for an element of a list.
    Any(Any),
    /// A test of one value.
    Comparison(Comparison),
    /// Parentheses in which Segment's parser found nothing it knows, as in `type = "track" and (messageId = "x")`.
    ///
    /// DIFFERENCE: Segment's evaluation crashes when it gets here. Here the trigger does not match.
    Nothing,
}

/// Conditions joined by one connective.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// How they are joined.
    pub connective: Connective,
    /// The conditions. Without any, `and` is true and `or` is false.
    pub children: Vec<Condition>,
}

/// How the conditions of a [`Group`] are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connective {
    /// All have to be true.
    And,
    /// One has to be true.
    Or,
}

/// A condition on the elements of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Any {
    /// Where the list is. Anything but a list counts as an empty one.
    pub list: Field,
    /// What an element has to fulfil; [`Root::It`](super::Root::It) is the element.
    pub condition: Box<Condition>,
}

/// A test of one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Where the value is.
    pub field: Field,
    /// How it is tested.
    pub operator: Operator,
    /// What it is compared with.
    pub value: Operand,
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// Nothing: the operator says it all.
    None,
    /// One value.
    One(Scalar),
    /// One of several values.
    List(Box<[Scalar]>),
}

/// A constant in a trigger.
#[derive(Clone, Debug)]
pub enum Scalar {
    /// Text.
    Text(TextBuf),
    /// A number; Segment's dialect can also spell NaN (`-`).
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
}

impl Condition {
    /// Conditions that all have to be true.
    pub const fn and(children: Vec<Condition>) -> Self {
        Self::Group(Group {
            connective: Connective::And,
            children,
        })
    }

    /// Conditions of which one has to be true.
    pub const fn or(children: Vec<Condition>) -> Self {
        Self::Group(Group {
            connective: Connective::Or,
            children,
        })
    }

    /// The condition that is always true, or never.
    pub const fn constant(value: bool) -> Self {
        if value {
            Self::and(Vec::new())
        } else {
            Self::or(Vec::new())
        }
    }

    /// Negates the condition.
    #[expect(
        clippy::should_implement_trait,
        reason = "`!condition` would read like an evaluation"
    )]
    pub fn not(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// As the root of a trigger, which is always a group.
    pub(super) fn into_root(self) -> Self {
        match self {
            Self::Group(_) => self,
            other => Self::and(vec![other]),
        }
    }

    /// How many conditions it is made of: comparisons, constants, and each `any` beside what is in it.
    pub(super) fn single_conditions(&self) -> usize {
        match self {
            Self::Group(group) if !group.children.is_empty() => {
                group.children.iter().map(Self::single_conditions).sum()
            }
            Self::Not(inner) => inner.single_conditions(),
            Self::Any(any) => 1 + any.condition.single_conditions(),
            Self::Group(_) | Self::Comparison(_) | Self::Nothing => 1,
        }
    }

    /// Asks a plan for whatever the condition looks at.
    pub(super) fn ask(&self, plan: &mut Plan) {
        match self {
            Self::Group(group) => group.children.iter().for_each(|child| child.ask(plan)),
            Self::Not(inner) => inner.ask(plan),
            // The inner condition looks at the elements of the list.
            Self::Any(any) => any.list.ask(plan),
            Self::Comparison(comparison) => comparison.field.ask(plan),
            Self::Nothing => {}
        }
    }

    /// How many levels of groups, negations and `any` there are.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Group(group) => 1 + group.children.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(inner) => 1 + inner.depth(),
            Self::Any(any) => 1 + any.condition.depth(),
            Self::Comparison(_) | Self::Nothing => 0,
        }
    }
}

impl Connective {
    /// `and` or `or`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

impl Operand {
    /// The operand that is one text.
    pub fn text(text: impl Into<TextBuf>) -> Self {
        Self::One(Scalar::Text(text.into()))
    }

    /// JavaScript's `String(value)`.
    pub(super) fn to_text<'t>(&'t self, arena: &'t Arena) -> Text<'t> {
        match self {
            Self::One(scalar) => scalar.to_text(arena),
            // Never built by a parser; this is what JavaScript makes of them.
            Self::None | Self::List(_) => Text::Str("undefined"),
        }
    }

    /// JavaScript's `Number(value)`.
    pub(super) fn to_number(&self) -> f64 {
        match self {
            Self::One(Scalar::Number(number)) => *number,
            Self::One(Scalar::Bool(value)) => f64::from(u8::from(*value)),
            Self::One(Scalar::Text(TextBuf::Str(text))) => {
                number_from_text(text).unwrap_or(f64::NAN)
            }
            _ => f64::NAN,
        }
    }
}

impl Scalar {
    /// JavaScript's `String(value)`.
    pub(super) fn to_text<'t>(&'t self, arena: &'t Arena) -> Text<'t> {
        match self {
            Self::Text(text) => text.as_text(),
            Self::Bool(true) => Text::Str("true"),
            Self::Bool(false) => Text::Str("false"),
            Self::Number(number) => {
                let mut builder = TextBuilder::new();
                builder.push_number(Number::Value(*number));
                builder.finish(arena)
            }
        }
    }
}

/// Two constants are equal when they are the same constant: NaN equals itself.
impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two || (one.is_nan() && two.is_nan()),
            _ => false,
        }
    }
}
