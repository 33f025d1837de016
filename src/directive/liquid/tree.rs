//! A Liquid text that has been read.

use super::filter::Function;
use super::value::Val;
use crate::json::{TextBuf, Value};

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Text(TextBuf),
    Output(Code),
    Assign {
        name: TextBuf,
        value: Code,
    },
    Capture {
        name: TextBuf,
        nodes: Box<[Node]>,
    },
    If {
        branches: Box<[Branch]>,
        otherwise: Box<[Node]>,
    },
    Cycle {
        group: Option<Code>,
        candidates: Box<[Code]>,
    },
    /// `increment` by 1, or `decrement` by -1.
    Count {
        name: TextBuf,
        step: f64,
    },
    /// `break` and `continue`. Without loops, both end the text.
    Stop,
    Block(Box<[Node]>),
    /// The lines of a `liquid` tag.
    Lines(Box<[Node]>),
}

/// One condition of `if` or `unless`.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) condition: Code,
    /// Whether the condition has to be false.
    pub(super) negated: bool,
    pub(super) nodes: Box<[Node]>,
}

/// An expression and the filters behind it, in postfix order: each step takes values from a stack and puts one there.
pub(super) type Code = Box<[Op]>;

/// A step of an expression.
#[derive(Clone, Debug)]
pub(super) enum Op {
    /// A number or a word with a meaning.
    Literal(Val<'static>),
    /// A quoted text, or a plain word as the name of a member.
    Text(TextBuf),
    Operator(Operator),
    /// A value becomes a pair with this key: `key: value` is one argument.
    Pair(TextBuf),
    /// A filter with the number of its arguments; `None` for one that does not exist and so does nothing.
    Filter(Option<Function>, usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Contains,
    And,
    Or,
    /// `value.key`, `value[key]`.
    Member,
    /// `(from..to)`.
    Range,
    Not,
    /// What has a name.
    Variable,
}

impl Operator {
    /// The operators that have a spelling, the longer one of two first.
    pub(super) const SPELLED: [(&str, Self); 10] = [
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        (">=", Self::GreaterOrEqual),
        ("<=", Self::LessOrEqual),
        (">", Self::Greater),
        ("<", Self::Less),
        ("contains", Self::Contains),
        ("not", Self::Not),
        ("and", Self::And),
        ("or", Self::Or),
    ];

    /// How tightly it binds. `and` and `or` bind alike, and from the right.
    pub(super) const fn precedence(self) -> u8 {
        match self {
            Self::And | Self::Or => 0,
            Self::Not => 1,
            _ => 2,
        }
    }

    /// Whether it takes one value only.
    pub(super) const fn is_unary(self) -> bool {
        matches!(self, Self::Not | Self::Variable)
    }
}

/// The words that have a meaning.
pub(super) const WORDS: [(&str, Val<'static>); 6] = [
    ("true", Val::Plain(Value::Bool(true))),
    ("false", Val::Plain(Value::Bool(false))),
    ("nil", Val::Nil),
    ("null", Val::Nil),
    ("empty", Val::Empty),
    ("blank", Val::Blank),
];
