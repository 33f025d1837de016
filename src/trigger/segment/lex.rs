//! Segment's lexer, hazards included: UTF-16 units, look-ahead that is not undone at the end, quotes read twice.

use std::ops::Range;

use crate::json::TextBuf;
use crate::trigger::error::TriggerErrorKind;
use crate::trigger::units::text_of;

/// From this many units on, Segment refuses a single token.
const MAX_TOKEN_UNITS: usize = 100_000;

/// What a [`Token`] is to the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Ident,
    Dot,
    Operator,
    Conditional,
    String,
    Number,
    Open,
    Close,
    End,
    /// `null`, brackets and commas, of which only the text matters.
    Other,
}

/// A token; its value is the text that ends up in operators and values.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) value: TextBuf,
    /// In UTF-16 units of the trigger.
    pub(super) span: Range<usize>,
}

/// A problem that makes Segment's lexer drop everything.
#[derive(Debug)]
pub(super) struct LexError {
    pub(super) kind: TriggerErrorKind,
    /// In UTF-16 units of the trigger.
    pub(super) span: Range<usize>,
}

/// All tokens, without the end.
pub(super) fn lex(units: &[u16]) -> Result<Vec<Token>, LexError> {
    let mut lexer = Lexer { units, at: 0 };
    let mut tokens = Vec::new();
    while let Some(first) = lexer.next() {
        if is_whitespace(first) {
            continue;
        }
        let start = lexer.at - 1;
        match lexer.token(first) {
            Ok((kind, value)) => tokens.push(Token {
                kind,
                value,
                span: start..lexer.at,
            }),
            Err(kind) => {
                let end = lexer.at.min(units.len());
                return Err(LexError {
                    kind,
                    span: start..end,
                });
            }
        }
    }
    Ok(tokens)
}

struct Lexer<'t> {
    units: &'t [u16],
    at: usize,
}

type Lexed = Result<(TokenKind, TextBuf), TriggerErrorKind>;

impl Lexer<'_> {
    fn peek(&self) -> Option<u8> {
        self.units.get(self.at).map(|unit| ascii(*unit))
    }

    fn next(&mut self) -> Option<u16> {
        let unit = self.units.get(self.at).copied();
        self.at += usize::from(unit.is_some());
        unit
    }

    fn token(&mut self, first: u16) -> Lexed {
        let punctuation = |kind, text: &str| Ok((kind, TextBuf::from(text)));
        match ascii(first) {
            b'!' if self
                .peek()
                .is_some_and(|next| next.is_ascii_alphabetic() || next == b'(') =>
            {
                punctuation(TokenKind::Operator, "!")
            }
            b'!' if self.accept("=") => punctuation(TokenKind::Operator, "!="),
            b'!' => Err(TriggerErrorKind::LoneBang),
            b'=' => punctuation(TokenKind::Operator, "="),
            b'<' if self.accept("=") => punctuation(TokenKind::Operator, "<="),
            b'<' => punctuation(TokenKind::Operator, "<"),
            b'>' if self.accept("=") => punctuation(TokenKind::Operator, ">="),
            b'>' => punctuation(TokenKind::Operator, ">"),
            b'a' if self.accept("nd") => punctuation(TokenKind::Conditional, "and"),
            b'o' if self.accept("r") => punctuation(TokenKind::Conditional, "or"),
            b'n' if self.accept("ull") => punctuation(TokenKind::Other, "null"),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'\\' => self.ident(first),
            b'0'..=b'9' | b'-' | b'+' => self.number(first),
            quote @ (b'"' | b'\'') => self.string(quote),
            b'.' => punctuation(TokenKind::Dot, "."),
            b'[' => punctuation(TokenKind::Other, "["),
            b']' => punctuation(TokenKind::Other, "]"),
            b',' => punctuation(TokenKind::Other, ","),
            b'(' => punctuation(TokenKind::Open, "("),
            b')' => punctuation(TokenKind::Close, ")"),
            _ => Err(TriggerErrorKind::Character(character(
                self.units,
                self.at - 1,
            ))),
        }
    }

    /// Takes the rest of a word if it follows and a terminator follows that. What was read up to the end of the
    /// trigger stays taken, as in Segment.
    fn accept(&mut self, rest: &str) -> bool {
        let start = self.at;
        let mut is_equal = true;
        for expected in rest.bytes() {
            let Some(unit) = self.next() else {
                return false;
            };
            is_equal &= unit == u16::from(expected);
            if is_terminator(Some(ascii(unit))) {
                break;
            }
        }
        if is_equal && self.at - start == rest.len() && is_terminator(self.peek()) {
            return true;
        }
        self.at = start;
        false
    }

    fn string(&mut self, quote: u8) -> Lexed {
        let start = self.at;
        while self.peek() != Some(quote) {
            if self.next().is_none() {
                return Err(TriggerErrorKind::UnclosedText);
            }
            if self.at - start >= MAX_TOKEN_UNITS {
                return Err(TriggerErrorKind::TokenTooLong);
            }
        }
        let quoted = start - 1..=self.at;
        let value = text_of(self.units.get(quoted).unwrap_or_default());
        // Without a terminator behind it, the closing quote opens the next string.
        self.accept(if quote == b'"' { "\"" } else { "'" });
        Ok((TokenKind::String, value))
    }

    fn number(&mut self, first: u16) -> Lexed {
        let start = self.at;
        let mut is_decimal = false;
        while let Some(next @ (b'0'..=b'9' | b'.')) = self.peek() {
            self.at += 1;
            if next == b'.' {
                if is_decimal || is_terminator(self.peek()) {
                    return Err(TriggerErrorKind::DecimalPoint);
                }
                is_decimal = true;
            }
            if self.at - start >= MAX_TOKEN_UNITS {
                return Err(TriggerErrorKind::TokenTooLong);
            }
        }
        let mut units = vec![first];
        units.extend_from_slice(self.units.get(start..self.at).unwrap_or_default());
        Ok((TokenKind::Number, text_of(&units)))
    }

    fn ident(&mut self, first: u16) -> Lexed {
        let mut word = Vec::new();
        let mut unit = first;
        loop {
            if ascii(unit) == b'\\' {
                unit = self.next().ok_or(TriggerErrorKind::LoneBackslash)?;
            }
            word.push(unit);
            if word.len() >= MAX_TOKEN_UNITS {
                return Err(TriggerErrorKind::TokenTooLong);
            }
            match self.units.get(self.at) {
                Some(next) if is_ident(ascii(*next)) => unit = *next,
                _ => break,
            }
            self.at += 1;
        }
        let next = self.peek();
        if is_terminator(next) || matches!(next, Some(b'.' | b'(' | b'=' | b'!')) {
            Ok((TokenKind::Ident, text_of(&word)))
        } else {
            let found = character(self.units, self.at);
            self.at += 1;
            Err(TriggerErrorKind::AfterWord(found))
        }
    }
}

/// The unit as an ASCII character; anything else as a byte that no rule knows.
fn ascii(unit: u16) -> u8 {
    u8::try_from(unit)
        .ok()
        .filter(u8::is_ascii)
        .unwrap_or(u8::MAX)
}

/// The whole character at a unit, for messages.
fn character(units: &[u16], at: usize) -> char {
    let rest = units.get(at..).unwrap_or_default();
    let mut decoded = char::decode_utf16(rest.iter().copied());
    decoded
        .next()
        .and_then(Result::ok)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn is_whitespace(unit: u16) -> bool {
    matches!(ascii(unit), b' ' | b'\t' | b'\n')
}

fn is_ident(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'\\')
}

/// `None` is the end of the trigger.
fn is_terminator(byte: Option<u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t' | b'\n' | b',' | b']' | b')'))
}
