//! Dates in a format like `%Y-%m-%d`.

use super::super::context::Context;
use super::super::error::LiquidError;
use super::super::units::is;
use super::super::value::{Result, length};
use super::calendar::Fields;
use crate::json::{Number, TextBuilder};
use crate::limits::MAX_MAPPED_BYTES;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];

/// One `%` of a format, with what stands between it and its letter.
struct Directive<'f> {
    flags: &'f [u16],
    /// Digits, as a number; zero for none.
    width: f64,
    letter: u8,
    /// How many units all of it takes, without the `%`.
    length: usize,
}

impl<'f> Directive<'f> {
    fn has(&self, flag: u8) -> bool {
        self.flags.iter().any(|unit| is(*unit, flag))
    }

    /// The width that is asked for, or the usual one.
    fn width_or(&self, usual: f64) -> f64 {
        if self.width > 0.0 { self.width } else { usual }
    }

    /// Reads what follows a `%`. At the end or a line break, there is no letter; zero stands for it.
    fn read(units: &'f [u16]) -> Self {
        let ascii = |at: usize| units.get(at).and_then(|unit| u8::try_from(*unit).ok());
        let mut at = 0;
        while let Some(b'-' | b'_' | b'0' | b'^' | b'#' | b':') = ascii(at) {
            at += 1;
        }
        let flags = units.get(..at).unwrap_or_default();
        let mut width = 0.0;
        while let Some(digit @ b'0'..=b'9') = ascii(at) {
            width = width * 10.0 + f64::from(digit - b'0');
            at += 1;
        }
        at += usize::from(matches!(ascii(at), Some(b'E' | b'O')));
        let ends = matches!(units.get(at), Some(0x0a | 0x0d | 0x2028 | 0x2029) | None);
        Self {
            flags,
            width,
            letter: ascii(at).filter(|_| !ends).unwrap_or(0),
            length: at + usize::from(!ends),
        }
    }
}

/// The date in a format.
pub(in super::super) fn strftime(
    date: &Fields<'_>,
    format: &[u16],
    context: &mut Context<'_>,
) -> Result<TextBuilder> {
    let mut out = TextBuilder::new();
    let mut rest = format;
    while let Some((unit, behind)) = rest.split_first() {
        let mut taken = 1;
        let mut text = None;
        if is(*unit, b'%') {
            let directive = Directive::read(behind);
            taken += directive.length;
            text = convert(date, &directive, context)?;
            if let Some(text) = &mut text {
                change_case(text, &directive);
                let pad = if directive.pads_with_spaces() {
                    ' '
                } else {
                    '0'
                };
                let width = directive.padded_width() - length(text.len());
                for _ in 0..repetitions(width, context)? {
                    out.push_char(pad);
                }
            }
        }
        match text {
            Some(text) => out.push_str(&text),
            // Something else, or a letter that is not known, stays as it is.
            None => {
                for unit in rest.iter().take(taken) {
                    out.push_unit(*unit);
                }
            }
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    Ok(out)
}

fn change_case(text: &mut str, directive: &Directive<'_>) {
    let has_lowercase = text.bytes().any(|letter| letter.is_ascii_lowercase());
    if directive.has(b'^') || directive.has(b'#') && has_lowercase {
        text.make_ascii_uppercase();
    } else if directive.has(b'#') {
        text.make_ascii_lowercase();
    }
}

/// How often to repeat a character, if that is within limits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked before"
)]
fn repetitions(count: f64, context: &mut Context<'_>) -> Result<usize> {
    context.work(count)?;
    if count > length(MAX_MAPPED_BYTES) {
        return Err(LiquidError::Limit.into());
    }
    Ok(count.max(0.0) as usize)
}

impl Directive<'_> {
    fn padded_width(&self) -> f64 {
        match self.letter {
            _ if self.has(b'-') => 0.0,
            b'd' | b'e' | b'H' | b'I' | b'k' | b'l' | b'm' | b'M' | b'S' | b'U' | b'W' => {
                self.width_or(2.0)
            }
            b'j' | b'L' => self.width_or(3.0),
            _ => self.width,
        }
    }

    fn pads_with_spaces(&self) -> bool {
        let is_spaced = b"aAbBceklpP".contains(&self.letter) && !self.has(b'0');
        self.has(b'_') || is_spaced
    }
}

/// What a letter stands for, in ASCII and before it is padded. `None` for a letter that is not known.
fn convert(
    date: &Fields<'_>,
    directive: &Directive<'_>,
    context: &mut Context<'_>,
) -> Result<Option<String>> {
    let hour_of_twelve = (date.hour + 11) % 12 + 1;
    let is_morning = date.hour < 12;
    let half = if is_morning { "AM" } else { "PM" };
    let month = date.month - 1;
    let text = match directive.letter {
        b'a' => short(name(&DAYS, date.weekday)),
        b'A' => name(&DAYS, date.weekday),
        b'b' | b'h' => short(name(&MONTHS, month)),
        b'B' => name(&MONTHS, month),
        b'p' => half,
        b'P' if is_morning => "am",
        b'P' => "pm",
        b'q' => ordinal(date.day),
        b't' => "\t",
        b'n' => "\n",
        b'%' => "%",
        b'Z' if date.zone.is_some() => date.zone.unwrap_or_default(),
        letter => {
            let number = match letter {
                b'd' | b'e' => date.day,
                b'H' | b'k' => date.hour,
                b'I' | b'l' => hour_of_twelve,
                b'j' => date.day_of_year(),
                b'L' => date.milli,
                b'm' => date.month,
                b'M' => date.minute,
                b's' => date.seconds(),
                b'S' => date.second,
                b'u' => (date.weekday + 6) % 7 + 1,
                b'w' => date.weekday,
                b'Y' => date.year,
                b'U' | b'W' => match date.week_of_year((letter == b'W').into()) {
                    Some(week) => week,
                    None => return Ok(Some("NaN".to_owned())),
                },
                // As in Segment, both are parts of the year's text, whatever its length and sign.
                b'C' => two_characters(date.year, 0).parse().unwrap_or(0),
                b'y' => return Ok(Some(two_characters(date.year, 2))),
                b'N' => {
                    let width = repetitions(directive.width_or(9.0), context)?;
                    let mut digits = padded(date.milli, 3);
                    digits.truncate(width);
                    while digits.len() < width {
                        digits.push('0');
                    }
                    return Ok(Some(digits));
                }
                b'x' | b'X' | b'c' => {
                    // The years before the year 1 are counted backwards.
                    let year = if date.year > 0 {
                        date.year
                    } else {
                        1 - date.year
                    };
                    let local_date = format!("{}/{}/{year}", date.month, date.day);
                    let (minute, second) = (date.minute, date.second);
                    let time = format!("{hour_of_twelve}:{minute:02}:{second:02} {half}");
                    return Ok(Some(match letter {
                        b'x' => local_date,
                        b'X' => time,
                        _ => format!("{local_date}, {time}"),
                    }));
                }
                b'z' | b'Z' => return Ok(Some(offset(date, directive))),
                _ => return Ok(None),
            };
            return Ok(Some(padded(number, 0)));
        }
    };
    Ok(Some(text.to_owned()))
}

/// A whole number with zeros in front up to a width.
#[inline(never)]
fn padded(number: i64, width: usize) -> String {
    format!("{number:0width$}")
}

/// Two of the characters of a number, if there are so many.
fn two_characters(number: i64, from: usize) -> String {
    let mut characters = padded(number, 0);
    characters.truncate(from + 2);
    characters.split_off(from.min(characters.len()))
}

fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

fn name<'n>(names: &[&'n str], place: i64) -> &'n str {
    let place = usize::try_from(place).unwrap_or_default();
    names.get(place).copied().unwrap_or_default()
}

fn ordinal(day: i64) -> &'static str {
    match (day, day % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

/// Hours and minutes from UTC: `+0100`. The minutes may have a fraction.
fn offset(date: &Fields<'_>, directive: &Directive<'_>) -> String {
    let mut text = String::from(if date.offset > 0.0 { "-" } else { "+" });
    let minutes = date.offset.abs();
    let hours = (minutes / 60.0).floor();
    push_two_digits(&mut text, hours);
    if directive.has(b':') {
        text.push(':');
    }
    push_two_digits(&mut text, minutes - hours * 60.0);
    text
}

fn push_two_digits(out: &mut String, number: f64) {
    let start = out.len();
    Number::Value(number).write_text(out);
    if out.len() == start + 1 {
        out.insert(start, '0');
    }
}
