//! Reads dates as V8's `Date.parse` does: the form of ISO 8601, else about anything with a day, a month and a year in it.
//!
//! A date without a zone is in UTC.

use super::calendar::time_of;
use super::parts::{Day, Time, Zone};
use super::token::{MAX_DIGITS, Token, Word, tokens};

/// Milliseconds since 1970. `None` where `Date.parse` gives NaN.
pub(in super::super) fn parse(text: &[u16]) -> Option<f64> {
    let mut reader = DateReader {
        tokens: tokens(text),
        at: 0,
        day: Day::default(),
        time: Time::default(),
        zone: Zone::default(),
    };
    let next = match reader.iso() {
        Iso::Whole => None,
        Iso::Wrong => return None,
        Iso::Goes(token) => Some(token),
    };
    if let Some(token) = next {
        reader.loose(token)?;
    }
    let days = reader.day.days()?;
    let millis = reader.time.millis()?;
    time_of(days, millis - reader.zone.millis())
}

/// What came of reading the ISO form.
enum Iso {
    Whole,
    Wrong,
    /// It is none, and the loose reading goes on with this token.
    Goes(Token),
}

struct DateReader {
    tokens: Vec<Token>,
    at: usize,
    day: Day,
    time: Time,
    zone: Zone,
}

impl DateReader {
    fn peek(&self) -> Token {
        self.tokens.get(self.at).copied().unwrap_or(Token::End)
    }

    #[inline(never)]
    fn next(&mut self) -> Token {
        let token = self.peek();
        self.at += 1;
        token
    }

    #[inline(never)]
    fn take(&mut self, sign: u8) -> bool {
        let found = self.peek() == Token::Sign(sign);
        self.at += usize::from(found);
        found
    }

    /// Takes a number of so many digits that is not too large.
    #[inline(never)]
    fn digits(&mut self, count: usize, least: i64, most: i64) -> Option<i64> {
        match self.peek() {
            Token::Number { value, length }
                if length == count && (least..=most).contains(&value) =>
            {
                self.at += 1;
                Some(value)
            }
            _ => None,
        }
    }

    /// `2024-03-05T10:20:30.123+01:00`, where all but the year may be missing.
    fn iso(&mut self) -> Iso {
        if let Token::Sign(sign @ (b'+' | b'-')) = self.peek() {
            let token = self.next();
            match self.digits(6, 0, i64::MAX) {
                Some(0) if sign == b'-' => return Iso::Goes(token),
                Some(year) if sign == b'-' => self.day.add(-year),
                Some(year) => self.day.add(year),
                None => return Iso::Goes(token),
            };
        } else if let Some(year) = self.digits(4, 0, i64::MAX) {
            self.day.add(year);
        } else {
            return Iso::Goes(self.next());
        }
        for most in [12, 31] {
            if !self.take(b'-') {
                break;
            }
            match self.digits(2, 1, most) {
                Some(part) => self.day.add(part),
                None => return Iso::Goes(self.next()),
            };
        }
        if self.peek() == Token::Word(Word::Time) {
            self.at += 1;
            if self.iso_time().is_none() {
                return Iso::Wrong;
            }
        } else if self.peek() != Token::End {
            return Iso::Goes(self.next());
        }
        self.day.is_iso = true;
        Iso::Whole
    }

    fn iso_time(&mut self) -> Option<()> {
        let hour = self.digits(2, 0, 24)?;
        self.time.add(hour);
        // The day may end at 24:00, and at no other time.
        let most = |most| if hour == 24 { 0 } else { most };
        if !self.take(b':') {
            return None;
        }
        let minute = self.digits(2, 0, most(59))?;
        self.time.add(minute);
        if self.take(b':') {
            let second = self.digits(2, 0, most(59))?;
            self.time.add(second);
            if self.take(b'.') {
                match self.next() {
                    Token::Number { value, .. } if value > most(i64::MAX) => return None,
                    Token::Number { value, length } => self.time.add(thousandths(value, length)),
                    _ => return None,
                };
            }
        }
        match self.peek() {
            Token::Word(Word::Zone(0, 1)) => {
                self.at += 1;
                self.zone = Zone::of(0);
            }
            Token::Sign(sign @ (b'+' | b'-')) => {
                self.at += 1;
                self.zone.set_sign(sign);
                self.iso_offset()?;
            }
            _ => {}
        }
        (self.peek() == Token::End).then_some(())
    }

    /// `0100` or `01:00`.
    fn iso_offset(&mut self) -> Option<()> {
        let (hour, minute) = if let Some(together) = self.digits(4, 0, 2359) {
            (together / 100, together % 100)
        } else {
            let hour = self.digits(2, 0, 23)?;
            let minute = self.take(b':').then(|| self.digits(2, 0, 59));
            (hour, minute??)
        };
        self.zone.hour = Some(hour);
        self.zone.minute = Some(minute).filter(|minute| *minute <= 59);
        self.zone.minute.map(|_| ())
    }

    /// Any other form, from this token on.
    fn loose(&mut self, first: Token) -> Option<()> {
        let mut has_number = !self.day.is_empty();
        let mut token = first;
        while token != Token::End {
            match token {
                Token::Number { value, .. } => {
                    has_number = true;
                    self.loose_number(value)?;
                }
                Token::Word(Word::Half(hours)) if !self.time.is_empty() => {
                    self.time.half = Some(hours);
                }
                Token::Word(Word::Month(month)) => {
                    self.day.month = Some(month);
                    self.take(b'-');
                }
                Token::Word(Word::Zone(hours, _)) if has_number => self.zone = Zone::of(hours),
                // Other words stand before the first number, and not right before it.
                Token::Word(_) if has_number => return None,
                Token::Word(_) if matches!(self.peek(), Token::Number { .. }) => return None,
                Token::Sign(sign @ (b'+' | b'-'))
                    if self.zone.is_utc() || !self.time.is_empty() =>
                {
                    has_number = true;
                    self.loose_offset(sign)?;
                }
                Token::Sign(b'+' | b'-' | b')') if has_number => return None,
                _ => {}
            }
            token = self.next();
        }
        Some(())
    }

    fn loose_number(&mut self, value: i64) -> Option<()> {
        if self.take(b':') {
            if self.take(b':') {
                // Two colons stand for a zero between them.
                return (self.time.is_empty() && self.time.add(value) && self.time.add(0))
                    .then_some(());
            }
            if !self.time.add(value) {
                return None;
            }
            self.take(b'.');
            return Some(());
        }
        if self.take(b'.') && self.time.expects(value) {
            self.time.add(value);
            let Token::Number { value, length } = self.next() else {
                return None;
            };
            self.time.add_last(thousandths(value, length));
        } else if self.zone.expects(value) {
            self.zone.minute = Some(value);
        } else if self.time.expects(value) {
            self.time.add_last(value);
            let ends = matches!(
                self.peek(),
                Token::End
                    | Token::Space
                    | Token::Word(Word::Zone(0, 1))
                    | Token::Sign(b'+' | b'-')
            );
            if !ends {
                return None;
            }
        } else {
            if !self.day.add(value) {
                return None;
            }
            self.take(b'-');
        }
        Some(())
    }

    fn loose_offset(&mut self, sign: u8) -> Option<()> {
        self.zone.set_sign(sign);
        let (value, length) = match self.peek() {
            Token::Number { value, length } => {
                self.at += 1;
                (value, length)
            }
            _ => (0, 0),
        };
        let (hour, minute) = if self.peek() == Token::Sign(b':') {
            (value, None)
        } else {
            match length {
                1 | 2 => (value, Some(0)),
                3 | 4 => (value / 100, Some(value % 100)),
                _ => return None,
            }
        };
        self.zone.hour = Some(hour);
        self.zone.minute = minute;
        Some(())
    }
}

/// The first three digits of a number of so many digits, as thousandths.
fn thousandths(value: i64, length: usize) -> i64 {
    match length {
        1 => value * 100,
        2 => value * 10,
        _ => {
            let superfluous = length.clamp(3, MAX_DIGITS) - 3;
            value / 10_i64.pow(u32::try_from(superfluous).unwrap_or(0))
        }
    }
}
