//! Cuts a text that may be a date into numbers, words and signs.

use crate::json::is_js_whitespace;

/// Digits of a number that count; the others are skipped.
pub(super) const MAX_DIGITS: usize = 9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number {
        value: i64,
        length: usize,
    },
    /// One of `:`, `-`, `+`, `.`, `)`.
    Sign(u8),
    Word(Word),
    Space,
    Other,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// From 1.
    Month(i64),
    /// Hours to add to a time of twelve.
    Half(i64),
    /// Hours from UTC; the length tells `Z` from the others.
    Zone(i64, usize),
    /// `T`.
    Time,
    Unknown,
}

const MONTHS: [&[u8; 3]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

impl Word {
    /// The word by its first three letters and its length. Only months may go on.
    fn of(letters: [u16; 3], length: usize) -> Self {
        let letters = letters.map(|letter| u8::try_from(letter).unwrap_or(u8::MAX));
        if let Some(month) = MONTHS.iter().position(|month| **month == letters) {
            return Self::Month(i64::try_from(month).unwrap_or(0) + 1);
        }
        if length > 3 {
            return Self::Unknown;
        }
        match &letters {
            b"am\0" => Self::Half(0),
            b"pm\0" => Self::Half(12),
            b"t\0\0" => Self::Time,
            b"z\0\0" | b"ut\0" | b"utc" | b"gmt" => Self::Zone(0, length),
            b"edt" => Self::Zone(-4, length),
            b"cdt" | b"est" => Self::Zone(-5, length),
            b"cst" | b"mdt" => Self::Zone(-6, length),
            b"mst" | b"pdt" => Self::Zone(-7, length),
            b"pst" => Self::Zone(-8, length),
            _ => Self::Unknown,
        }
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &[u16]) -> Vec<Token> {
    let mut tokens = Vec::new();
    // For V8 a text ends at its first zero.
    let mut rest = text.split(|unit| *unit == 0).next().unwrap_or_default();
    while let Some(first) = rest.first() {
        let (token, length) = match u8::try_from(*first) {
            Ok(b'0'..=b'9') => number(rest),
            Ok(sign @ (b':' | b'-' | b'+' | b'.' | b')')) => (Token::Sign(sign), 1),
            _ if is_space(*first) => (Token::Space, 1),
            Ok(b'(') => (Token::Other, parentheses(rest)),
            Ok(0..b'A') => (Token::Other, 1),
            // Everything from `A` on is part of a word.
            _ => word(rest),
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

/// Any space that JavaScript knows, such as U+00A0.
fn is_space(unit: u16) -> bool {
    char::from_u32(unit.into()).is_some_and(is_js_whitespace)
}

fn number(text: &[u16]) -> (Token, usize) {
    let mut value = 0;
    let mut length = 0;
    let mut significant = 0;
    for unit in text {
        let digit = i64::from(*unit) - i64::from(b'0');
        if !(0..10).contains(&digit) {
            break;
        }
        length += 1;
        if significant < MAX_DIGITS && (significant > 0 || digit > 0) {
            value = value * 10 + digit;
            significant += 1;
        }
    }
    (Token::Number { value, length }, length)
}

fn word(text: &[u16]) -> (Token, usize) {
    let mut letters = [0; 3];
    let mut length = 0;
    for unit in text {
        if *unit < u16::from(b'A') || is_space(*unit) {
            break;
        }
        if let Some(letter) = letters.get_mut(length) {
            *letter = *unit | 0x20;
        }
        length += 1;
    }
    (Token::Word(Word::of(letters, length)), length)
}

/// The length of a text in parentheses, which may contain others.
fn parentheses(text: &[u16]) -> usize {
    let mut depth = 0_usize;
    for (at, unit) in text.iter().enumerate() {
        if *unit == u16::from(b'(') {
            depth += 1;
        } else if *unit == u16::from(b')') {
            depth -= 1;
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}
