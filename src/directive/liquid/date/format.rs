//! Dates in a format like `%Y-%m-%d`.

use std::fmt::Write as _;

use super::super::context::Context;
use super::super::error::LiquidError;
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
}

impl<'f> Directive<'f> {
    fn has(&self, flag: u8) -> bool {
        self.flags.contains(&flag.into())
    }

    /// The width that is asked for, or the usual one.
    fn width_or(&self, usual: f64) -> f64 {
        if self.width > 0.0 { self.width } else { usual }
    }

    /// Reads what follows a `%`: the directive, if it is a known one, and how many units it takes.
    fn read(units: &'f [u16]) -> (Option<Self>, usize) {
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
        // At the end or a line break, the last of these is the letter, which is then no known one.
        let letter = match units.get(at) {
            Some(0x0a | 0x0d | 0x2028 | 0x2029) | None => return (None, at),
            Some(_) => ascii(at),
        };
        let directive = letter.map(|letter| Self {
            flags,
            width,
            letter,
        });
        (directive, at + 1)
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
        if *unit != u16::from(b'%') {
            out.push_unit(*unit);
            rest = behind;
            continue;
        }
        let (directive, taken) = Directive::read(behind);
        let written = match directive {
            Some(directive) => write(date, &directive, context, &mut out)?,
            None => false,
        };
        if !written {
            let as_it_is = rest.get(..=taken).unwrap_or(rest);
            for unit in as_it_is {
                out.push_unit(*unit);
            }
        }
        rest = behind.get(taken..).unwrap_or_default();
    }
    Ok(out)
}

/// Writes one directive. `false` if its letter is none that is known.
fn write(
    date: &Fields<'_>,
    directive: &Directive<'_>,
    context: &mut Context<'_>,
    out: &mut TextBuilder,
) -> Result<bool> {
    let mut text = String::new();
    if !convert(date, directive, context, &mut text)? {
        return Ok(false);
    }
    if directive.has(b'^') {
        text.make_ascii_uppercase();
    } else if directive.has(b'#') {
        if text.bytes().any(|letter| letter.is_ascii_lowercase()) {
            text.make_ascii_uppercase();
        } else {
            text.make_ascii_lowercase();
        }
    }
    let width = match directive.letter {
        _ if directive.has(b'-') => 0.0,
        b'd' | b'e' | b'H' | b'I' | b'k' | b'l' | b'm' | b'M' | b'S' | b'U' | b'W' => {
            directive.width_or(2.0)
        }
        b'j' | b'L' => directive.width_or(3.0),
        _ => directive.width,
    };
    let is_spaced = b"aAbBceklpP".contains(&directive.letter) && !directive.has(b'0');
    let pad = if directive.has(b'_') || is_spaced {
        ' '
    } else {
        '0'
    };
    for _ in 0..repetitions(width - length(text.len()), context)? {
        out.push_char(pad);
    }
    out.push_str(&text);
    Ok(true)
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

/// Adds what a letter stands for, in ASCII and before it is padded. `false` if it is none that is known.
fn convert(
    date: &Fields<'_>,
    directive: &Directive<'_>,
    context: &mut Context<'_>,
    out: &mut String,
) -> Result<bool> {
    let number = match directive.letter {
        b'd' | b'e' => date.day,
        b'H' | b'k' => date.hour,
        b'I' | b'l' => hour_of_twelve(date),
        b'j' => date.day_of_year(),
        b'L' => date.milli,
        b'm' => date.month,
        b'M' => date.minute,
        b's' => date.seconds(),
        b'S' => date.second,
        b'u' => (date.weekday + 6) % 7 + 1,
        b'w' => date.weekday,
        b'Y' => date.year,
        _ => return convert_to_text(date, directive, context, out),
    };
    push_number(out, number, 0);
    Ok(true)
}

fn convert_to_text(
    date: &Fields<'_>,
    directive: &Directive<'_>,
    context: &mut Context<'_>,
    out: &mut String,
) -> Result<bool> {
    let letter = directive.letter;
    let text = match letter {
        b'a' => short(name(&DAYS, date.weekday)),
        b'A' => name(&DAYS, date.weekday),
        b'b' | b'h' => short(name(&MONTHS, date.month - 1)),
        b'B' => name(&MONTHS, date.month - 1),
        b'p' => half(date),
        b'P' if date.hour < 12 => "am",
        b'P' => "pm",
        b'q' => ordinal(date.day),
        b't' => "\t",
        b'n' => "\n",
        b'%' => "%",
        b'U' | b'W' => match date.week_of_year((letter == b'W').into()) {
            Some(week) => {
                push_number(out, week, 0);
                ""
            }
            None => "NaN",
        },
        b'x' => {
            push_local_date(out, date);
            ""
        }
        b'X' => push_local_time(out, date),
        b'c' => {
            push_local_date(out, date);
            out.push_str(", ");
            push_local_time(out, date)
        }
        // As in Segment, both are parts of the year's text, whatever its length and sign.
        b'C' => {
            push_number(out, date.year, 0);
            out.truncate(2);
            let century = out.parse().unwrap_or(0);
            out.clear();
            push_number(out, century, 0);
            ""
        }
        b'y' => {
            push_number(out, date.year, 0);
            out.truncate(4);
            out.drain(..out.len().min(2));
            ""
        }
        b'N' => {
            let width = repetitions(directive.width_or(9.0), context)?;
            push_number(out, date.milli, 3);
            out.truncate(width);
            out.extend(std::iter::repeat_n('0', width - out.len()));
            ""
        }
        b'Z' if date.zone.is_some() => date.zone.unwrap_or_default(),
        b'z' | b'Z' => {
            push_offset(out, date, directive);
            ""
        }
        _ => return Ok(false),
    };
    out.push_str(text);
    Ok(true)
}

/// Adds a whole number with zeros in front up to a width.
#[inline(never)]
fn push_number(out: &mut String, number: i64, width: usize) {
    // Writing to a string can't fail.
    let _ = write!(out, "{number:0width$}");
}

/// Adds a date as JavaScript does for the United States.
fn push_local_date(out: &mut String, date: &Fields<'_>) {
    // The years before the year 1 are counted backwards.
    let year = if date.year > 0 {
        date.year
    } else {
        1 - date.year
    };
    push_number(out, date.month, 0);
    out.push('/');
    push_number(out, date.day, 0);
    out.push('/');
    push_number(out, year, 0);
}

/// Adds a time without its half of the day, which it gives.
fn push_local_time(out: &mut String, date: &Fields<'_>) -> &'static str {
    push_number(out, hour_of_twelve(date), 0);
    for part in [date.minute, date.second] {
        out.push(':');
        push_number(out, part, 2);
    }
    out.push(' ');
    half(date)
}

const fn hour_of_twelve(date: &Fields<'_>) -> i64 {
    (date.hour + 11) % 12 + 1
}

const fn half(date: &Fields<'_>) -> &'static str {
    if date.hour < 12 { "AM" } else { "PM" }
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

/// Adds hours and minutes from UTC: `+0100`.
fn push_offset(out: &mut String, date: &Fields<'_>, directive: &Directive<'_>) {
    let minutes = date.offset.abs();
    out.push(if date.offset > 0.0 { '-' } else { '+' });
    push_two_digits(out, (minutes / 60.0).floor());
    if directive.has(b':') {
        out.push(':');
    }
    push_two_digits(out, minutes % 60.0);
}

fn push_two_digits(out: &mut String, number: f64) {
    let start = out.len();
    Number::Value(number).write_text(out);
    if out.len() == start + 1 {
        out.insert(start, '0');
    }
}
