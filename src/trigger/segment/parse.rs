//! Segment's parser: left to right over the tokens, taking operators and values blindly.
//!
//! Nothing is an error that Segment lets pass. What it ignores is ignored here.

use std::ops::Range;

use super::condition::{comparison, constant_text, is};
use super::lex::{LexError, Token, TokenKind};
use crate::json::{Text, TextBuf};
use crate::trigger::error::TriggerErrorKind;
use crate::trigger::field::{Field, FieldPath, Member, Reach, Root};
use crate::trigger::operator::Operator;
use crate::trigger::tree::{Comparison, Condition, Connective, Group, Operand};
use crate::trigger::units::{ends_with, starts_with, text_of, without_first, without_last};

/// What the parser made of a trigger.
pub(super) struct Parsed {
    pub(super) condition: Condition,
    /// Where Segment's evaluation would crash; spans in UTF-16 units.
    pub(super) crashes: Vec<LexError>,
    /// Where the single conditions are, in the tree's order; in UTF-16 units.
    pub(super) spans: Vec<Range<usize>>,
}

/// Parses all tokens of a trigger. `length` is its length in UTF-16 units.
pub(super) fn parse(tokens: &[Token], length: usize) -> Result<Parsed, LexError> {
    let tokens = join_paths(tokens);
    let mut notes = Notes::default();
    let parsed = Parser::new(&tokens, 0..length, &mut notes).group()?;
    match parsed {
        Some(condition) if condition != Condition::Nothing => Ok(Parsed {
            condition: condition.into_root(),
            crashes: notes.crashes,
            spans: notes.spans,
        }),
        _ => Err(LexError {
            kind: TriggerErrorKind::NoCondition,
            span: 0..length,
        }),
    }
}

/// Joins `a . b` into the one word `a.b`.
fn join_paths(tokens: &[Token]) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::new();
    let mut parts: Vec<Vec<u16>> = Vec::new();
    let mut rest = tokens;
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let mut token = token.clone();
        if token.kind == TokenKind::Ident {
            parts.clear();
            while let [dot, next, after @ ..] = rest
                && dot.kind == TokenKind::Dot
                && next.kind == TokenKind::Ident
            {
                parts.push(next.value.as_text().to_units());
                token.span.end = next.span.end;
                rest = after;
            }
            if !parts.is_empty() {
                let mut units = token.value.as_text().to_units();
                for part in &parts {
                    units.push(u16::from(b'.'));
                    units.extend_from_slice(part);
                }
                token.value = text_of(&units);
            }
        }
        joined.push(token);
    }
    joined
}

/// Reads one group: the whole trigger, or what is between parentheses.
struct Parser<'p> {
    rest: &'p [Token],
    /// The token that stands for the end of the group, until it is taken.
    end: Option<Token>,
    is_in_parentheses: bool,
    /// Where the token that was taken last ends.
    taken: usize,
    notes: &'p mut Notes,
}

/// What is noted beside the tree.
#[derive(Default)]
struct Notes {
    crashes: Vec<LexError>,
    spans: Vec<Range<usize>>,
}

impl<'p> Parser<'p> {
    fn new(rest: &'p [Token], span: Range<usize>, notes: &'p mut Notes) -> Self {
        let end = Token {
            kind: TokenKind::End,
            value: TextBuf::from("eos"),
            span: span.end..span.end,
        };
        Self {
            rest,
            end: Some(end),
            is_in_parentheses: false,
            taken: span.start,
            notes,
        }
    }

    /// The next token; the end counts as one.
    fn take(&mut self) -> Option<Token> {
        match self.rest.split_first() {
            Some((token, rest)) => {
                self.rest = rest;
                self.taken = token.span.end;
                Some(token.clone())
            }
            None => self.end.take(),
        }
    }

    fn group(mut self) -> Result<Option<Condition>, LexError> {
        let mut children = Vec::new();
        let mut connective = Connective::And;
        while let Some(token) = self.take() {
            match token.kind {
                TokenKind::End => break,
                TokenKind::Ident => {
                    let condition = self.word(&token)?;
                    children.extend(self.noted(condition, &token));
                }
                TokenKind::Operator if is(&token, "!") => {
                    let is_call = |next: &Token| function(next).is_some();
                    if self.rest.first().is_some_and(is_call)
                        && let Some(name) = self.take()
                    {
                        let condition = self.function(&name, true)?;
                        children.extend(self.noted(condition, &token));
                    }
                }
                TokenKind::Open => children.push(self.parenthesised(&token)?),
                TokenKind::Conditional if is(&token, "or") => connective = Connective::Or,
                TokenKind::Conditional => connective = Connective::And,
                _ => {}
            }
        }
        Ok(if children.len() > 1 {
            Some(Condition::Group(Group {
                connective,
                children,
            }))
        } else {
            children.pop()
        })
    }

    /// Notes where a condition is that starts with a token and ends with the one taken last.
    fn noted(&mut self, condition: Option<Condition>, first: &Token) -> Option<Condition> {
        if condition.is_some() {
            self.notes.spans.push(first.span.start..self.taken);
        }
        condition
    }

    /// Everything up to the first `)`, whatever it closes.
    fn parenthesised(&mut self, open: &Token) -> Result<Condition, LexError> {
        let is_close = |token: &Token| token.kind == TokenKind::Close;
        let Some(length) = self.rest.iter().position(is_close) else {
            let kind = if self.is_in_parentheses {
                TriggerErrorKind::NestedParentheses
            } else {
                TriggerErrorKind::UnclosedParenthesis
            };
            let span = open.span.clone();
            return Err(LexError { kind, span });
        };
        let (inner, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        let (close, rest) = rest
            .split_first()
            .map_or((open, rest), |(close, rest)| (close, rest));
        self.rest = rest;
        let span = open.span.start..close.span.end;
        let mut parser = Parser::new(inner, open.span.end..close.span.start, self.notes);
        parser.is_in_parentheses = true;
        if let Some(condition) = parser.group()? {
            return Ok(condition);
        }
        self.notes.spans.push(span.clone());
        self.notes.crashes.push(LexError {
            kind: TriggerErrorKind::Nothing,
            span,
        });
        Ok(Condition::Nothing)
    }

    fn word(&mut self, word: &Token) -> Result<Option<Condition>, LexError> {
        if function(word).is_some() {
            return self.function(word, false);
        }
        let start = first_step(word.value.as_text());
        let is_known = FIELDS.contains(&start.as_str());
        // Segment looks the word up in a JavaScript object, which also has members that nobody put there.
        if !is_known && !INHERITED.contains(&start.as_str()) {
            return Ok(None);
        }
        let (Some(operator), Some(value)) = (self.take(), self.take()) else {
            return Err(LexError {
                kind: TriggerErrorKind::MissingValue,
                span: word.span.clone(),
            });
        };
        Ok(self
            .field(word, &start)
            .map(|field| comparison(field, &operator, &value)))
    }

    /// `contains(field, value)` and `match(field, value)`, of which Segment checks neither parentheses nor comma.
    fn function(&mut self, name: &Token, negated: bool) -> Result<Option<Condition>, LexError> {
        let missing = |which| LexError {
            kind: TriggerErrorKind::MissingArgument(which),
            span: name.span.clone(),
        };
        self.take();
        let field = self.take().ok_or_else(|| missing("first"))?;
        self.take();
        let value = self.take().ok_or_else(|| missing("second"))?;
        self.take();
        let start = match field.value.as_text() {
            Text::Str(text @ ("event" | "name" | "userId")) => Some(text),
            // Here the start of the word is enough: `propertiesX.a` counts.
            text => ["properties", "traits", "context"]
                .into_iter()
                .find(|start| starts_with(text, Text::Str(start))),
        };
        let Some(field) = start.and_then(|start| self.field(&field, start)) else {
            return Ok(None);
        };
        let text = constant_text(&value);
        let either = |yes, no| if negated { no } else { yes };
        let (operator, text) = if function(name) == Some(Function::Contains) {
            (either(Operator::Contains, Operator::NotContains), text)
        } else if ends_with(value.value.as_text(), Text::Str("*\"")) {
            let text = without_last(text.as_text());
            (either(Operator::StartsWith, Operator::NotStartsWith), text)
        } else {
            let text = without_first(text.as_text());
            (either(Operator::EndsWith, Operator::NotEndsWith), text)
        };
        Ok(Some(Condition::Comparison(Comparison {
            field,
            operator,
            value: Operand::text(text),
        })))
    }

    /// The field of a word that starts with the name of one.
    fn field(&mut self, word: &Token, start: &str) -> Option<Field> {
        if let Some(member) = Member::from_name(start) {
            return Some(Field::Member(member));
        }
        let root = Root::from_name(start)?;
        let units = word.value.as_text().to_units();
        let prefix = start.len() + 1;
        let name = match units.get(start.len()) {
            Some(unit) if *unit == u16::from(b'.') => units.get(prefix..).unwrap_or_default(),
            _ => &units,
        };
        let path = FieldPath::from_name(text_of(name));
        if path.reach() == Reach::Crash {
            self.notes.crashes.push(LexError {
                kind: TriggerErrorKind::NamelessPath,
                span: word.span.clone(),
            });
        }
        Some(Field::Path(root, path))
    }
}

/// The fields Segment's comparisons know.
const FIELDS: [&str; 7] = [
    "type",
    "event",
    "name",
    "userId",
    "properties",
    "traits",
    "context",
];

/// Words that take an operator and a value and become nothing, because every JavaScript object has such a member.
const INHERITED: [&str; 12] = [
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
    "__proto__",
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Function {
    Contains,
    Match,
}

fn function(token: &Token) -> Option<Function> {
    match token.value.as_text() {
        _ if token.kind != TokenKind::Ident => None,
        Text::Str("contains") => Some(Function::Contains),
        Text::Str("match") => Some(Function::Match),
        _ => None,
    }
}

fn first_step(word: Text<'_>) -> String {
    let word = word.to_string();
    word.split('.').next().unwrap_or("").to_owned()
}
