//! Reads dates as V8's `Date.parse` does: the form of ISO 8601, else about anything with a day, a month and a year in it.
//!
//! A date without a zone is in UTC.

use super::calendar::time_of;
use super::parts::{Day, Time, Zone, is_within};
use super::token::{Kind, Token};

/// Milliseconds since 1970. `None` where `Date.parse` gives NaN.
pub(in super::super) fn parse(text: &[u16]) -> Option<f64> {
    let mut reader = DateReader {
        rest: text,
        peek: Token::first(text),
        day: Day::default(),
        time: Time::default(),
        zone: Zone::default(),
    };
    match reader.iso() {
        Iso::Whole => {}
        Iso::Wrong => return None,
        Iso::Goes(token) => reader.loose(token)?,
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

struct DateReader<'t> {
    /// The text from the next token on.
    rest: &'t [u16],
    /// The next token.
    peek: Token,
    day: Day,
    time: Time,
    zone: Zone,
}

impl DateReader<'_> {
    #[inline(never)]
    fn next(&mut self) -> Token {
        let token = self.peek;
        self.rest = self.rest.get(token.length..).unwrap_or_default();
        self.peek = Token::first(self.rest);
        token
    }

    #[inline(never)]
    fn take(&mut self, sign: u8) -> bool {
        let found = self.peek.is_sign(sign);
        if found {
            self.next();
        }
        found
    }

    fn is_next(&self, kind: Kind) -> bool {
        self.peek.kind == kind
    }

    /// Takes a number of so many digits that is not too large.
    #[inline(never)]
    fn digits(&mut self, count: usize, least: i64, most: i64) -> Option<i64> {
        let value = self.peek.value;
        let fits = self.is_next(Kind::Number)
            && self.peek.length == count
            && is_within(value, least, most);
        fits.then(|| self.next().value)
    }

    /// `2024-03-05T10:20:30.123+01:00`, where all but the year may be missing.
    fn iso(&mut self) -> Iso {
        if let Some(direction) = self.peek.direction() {
            let token = self.next();
            match self.digits(6, 0, i64::MAX) {
                Some(year) if year > 0 || direction > 0 => self.day.add(direction * year),
                _ => return Iso::Goes(token),
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
        if self.is_next(Kind::Time) {
            self.next();
            if self.iso_time().is_none() {
                return Iso::Wrong;
            }
        } else if !self.is_next(Kind::End) {
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
                let token = self.next();
                if token.kind != Kind::Number || token.value > most(i64::MAX) {
                    return None;
                }
                self.time.add(token.thousandths());
            }
        }
        if self.is_next(Kind::Zone) && self.peek.length == 1 {
            self.next();
            self.zone = Zone::of(0);
        } else if let Some(direction) = self.peek.direction() {
            self.next();
            self.zone.direction = direction;
            self.iso_offset()?;
        }
        self.is_next(Kind::End).then_some(())
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
        while token.kind != Kind::End {
            match token.kind {
                Kind::Number => {
                    has_number = true;
                    self.loose_number(token.value)?;
                }
                Kind::Half if !self.time.is_empty() => self.time.half = Some(token.value),
                Kind::Month => {
                    self.day.month = Some(token.value);
                    self.take(b'-');
                }
                Kind::Zone if has_number => self.zone = Zone::of(token.value),
                // Other words stand before the first number, and not right before it.
                Kind::Half | Kind::Zone | Kind::Time | Kind::Word
                    if has_number || self.is_next(Kind::Number) =>
                {
                    return None;
                }
                Kind::Sign => match token.direction() {
                    Some(direction) if self.zone.is_utc() || !self.time.is_empty() => {
                        has_number = true;
                        self.zone.direction = direction;
                        self.loose_offset()?;
                    }
                    Some(_) if has_number => return None,
                    None if has_number && token.is_sign(b')') => return None,
                    _ => {}
                },
                _ => {}
            }
            token = self.next();
        }
        Some(())
    }

    fn loose_number(&mut self, value: i64) -> Option<()> {
        let is_good = if self.take(b':') {
            if self.take(b':') {
                // Two colons stand for a zero between them.
                self.time.is_empty() && self.time.add(value) && self.time.add(0)
            } else {
                let is_good = self.time.add(value);
                if is_good {
                    self.take(b'.');
                }
                is_good
            }
        } else if self.take(b'.') && self.time.expects(value) {
            self.time.add(value);
            let token = self.next();
            self.time.add_last(token.thousandths());
            token.kind == Kind::Number
        } else if self.zone.expects(value) {
            self.zone.minute = Some(value);
            true
        } else if self.time.expects(value) {
            self.time.add_last(value);
            matches!(self.peek.kind, Kind::End | Kind::Space)
                || self.is_next(Kind::Zone) && self.peek.length == 1
                || self.peek.direction().is_some()
        } else {
            let is_good = self.day.add(value);
            self.take(b'-');
            is_good
        };
        is_good.then_some(())
    }

    fn loose_offset(&mut self) -> Option<()> {
        let (mut hour, mut minute) = (0, None);
        let mut length = 0;
        if self.is_next(Kind::Number) {
            let token = self.next();
            (hour, length) = (token.value, token.length);
        }
        if !self.peek.is_sign(b':') {
            (hour, minute) = match length {
                1 | 2 => (hour, Some(0)),
                3 | 4 => (hour / 100, Some(hour % 100)),
                _ => return None,
            };
        }
        self.zone.hour = Some(hour);
        self.zone.minute = minute;
        Some(())
    }
}
