//! A Liquid text that has been read.

use super::filter::Function;
use super::value::Val;
use crate::json::{TextBuf, Value};

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Text(TextBuf),
    Output(Chain),
    Assign {
        name: TextBuf,
        value: Chain,
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
        group: Option<Operand>,
        candidates: Box<[Operand]>,
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
    pub(super) condition: Chain,
    /// Whether the condition has to be false.
    pub(super) negated: bool,
    pub(super) nodes: Box<[Node]>,
}

/// An expression and the filters behind it.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// In postfix order.
    pub(super) terms: Box<[Term]>,
    pub(super) filters: Box<[Call]>,
}

#[derive(Clone, Debug)]
pub(super) enum Term {
    Operand(Operand),
    Operator(Operator),
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
    Not,
    And,
    Or,
}

impl Operator {
    /// Every operator by its spelling, the longer one of two first.
    pub(super) const ALL: [(&str, Self); 10] = [
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
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// A number or a word with a meaning.
    Literal(Val<'static>),
    /// A quoted text, or a plain word as the name of a member.
    Text(TextBuf),
    Range(Box<(Operand, Operand)>),
    /// Members of a value, or of what has the first one's name.
    Access {
        of: Option<Box<Operand>>,
        members: Box<[Operand]>,
    },
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

/// A filter with its arguments.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// `None` for a filter that does not exist and so does nothing.
    pub(super) function: Option<Function>,
    pub(super) arguments: Box<[Argument]>,
}

#[derive(Clone, Debug)]
pub(super) struct Argument {
    /// The key of `key: value`. Both together are one argument, a list of two.
    pub(super) key: Option<TextBuf>,
    /// `None` behind a key that has nothing behind it.
    pub(super) value: Option<Operand>,
}
