//! Cuts a text that may be a date into numbers, words and signs.

use super::super::units::is_space;

/// Digits of a number that count; the others are skipped.
const MAX_DIGITS: usize = 9;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// `:`, `-`, `+`, `.` or `)`, which is the value.
    Sign,
    /// The value is its number.
    Month,
    /// The value is the hours to add to a time of twelve.
    Half,
    /// The value is the hours from UTC.
    Zone,
    /// `T`.
    Time,
    /// Any other word.
    Word,
    Space,
    Other,
    End,
}

/// A part of a date, with how many characters it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) value: i64,
    pub(super) length: usize,
}

/// Known words by their first three letters, in lower case.
const WORDS: [(&str, Kind, i8); 27] = [
    ("jan", Kind::Month, 1),
    ("feb", Kind::Month, 2),
    ("mar", Kind::Month, 3),
    ("apr", Kind::Month, 4),
    ("may", Kind::Month, 5),
    ("jun", Kind::Month, 6),
    ("jul", Kind::Month, 7),
    ("aug", Kind::Month, 8),
    ("sep", Kind::Month, 9),
    ("oct", Kind::Month, 10),
    ("nov", Kind::Month, 11),
    ("dec", Kind::Month, 12),
    ("am", Kind::Half, 0),
    ("pm", Kind::Half, 12),
    ("t", Kind::Time, 0),
    ("z", Kind::Zone, 0),
    ("ut", Kind::Zone, 0),
    ("utc", Kind::Zone, 0),
    ("gmt", Kind::Zone, 0),
    ("edt", Kind::Zone, -4),
    ("est", Kind::Zone, -5),
    ("cdt", Kind::Zone, -5),
    ("cst", Kind::Zone, -6),
    ("mdt", Kind::Zone, -6),
    ("mst", Kind::Zone, -7),
    ("pdt", Kind::Zone, -7),
    ("pst", Kind::Zone, -8),
];

impl Token {
    const fn new(kind: Kind, value: i64, length: usize) -> Self {
        Self {
            kind,
            value,
            length,
        }
    }

    /// The token that a text starts with. For V8 a text ends at its first zero.
    pub(super) fn first(text: &[u16]) -> Self {
        let unit = text.first().copied().unwrap_or(0);
        match u8::try_from(unit) {
            Ok(0) => Self::new(Kind::End, 0, 0),
            Ok(b'0'..=b'9') => Self::number(text),
            Ok(b':' | b'-' | b'+' | b'.' | b')') => Self::new(Kind::Sign, unit.into(), 1),
            _ if is_space(unit) => Self::new(Kind::Space, 0, 1),
            Ok(b'(') => Self::new(Kind::Other, 0, parentheses(text)),
            Ok(0..b'A') => Self::new(Kind::Other, 0, 1),
            // Everything from `A` on is part of a word.
            _ => Self::word(text),
        }
    }

    fn number(text: &[u16]) -> Self {
        let mut token = Self::new(Kind::Number, 0, 0);
        let mut significant = 0;
        for unit in text {
            let digit = i64::from(*unit) - i64::from(b'0');
            if !(0..10).contains(&digit) {
                break;
            }
            token.length += 1;
            if significant < MAX_DIGITS && (significant > 0 || digit > 0) {
                token.value = token.value * 10 + digit;
                significant += 1;
            }
        }
        token
    }

    /// Of words that are known only months may go on behind their third letter.
    fn word(text: &[u16]) -> Self {
        let mut letters = String::new();
        let mut length = 0;
        for unit in text {
            if *unit < u16::from(b'A') || is_space(*unit) {
                break;
            }
            if length < 3 {
                let letter = char::from_u32(u32::from(*unit | 0x20));
                letters.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            length += 1;
        }
        for (word, kind, value) in WORDS {
            if word == letters && (length <= 3 || kind == Kind::Month) {
                return Self::new(kind, value.into(), length);
            }
        }
        Self::new(Kind::Word, 0, length)
    }

    /// Whether this is the sign.
    pub(super) fn is_sign(self, sign: u8) -> bool {
        self.kind == Kind::Sign && self.value == i64::from(sign)
    }

    /// `1` for `+`, `-1` for `-`.
    pub(super) fn direction(self) -> Option<i64> {
        if self.is_sign(b'-') {
            Some(-1)
        } else {
            self.is_sign(b'+').then_some(1)
        }
    }

    /// The first three digits of a number as thousandths.
    pub(super) fn thousandths(self) -> i64 {
        let mut value = self.value;
        for _ in self.length..3 {
            value *= 10;
        }
        for _ in 3..self.length.min(MAX_DIGITS) {
            value /= 10;
        }
        value
    }
}

/// The length of a text in parentheses, which may contain others.
fn parentheses(text: &[u16]) -> usize {
    let mut depth = 0_usize;
    for (at, unit) in text.iter().enumerate() {
        match char::from_u32((*unit).into()) {
            Some('\0') => return at,
            Some('(') => depth += 1,
            Some(')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}
