//! Dates in a format like `%Y-%m-%d`.

use super::super::context::Context;
use super::super::error::LiquidError;
use super::super::value::{Result, length};
use super::calendar::Fields;
use crate::json::{Number, TextBuilder, from_decimal};
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
struct Directive {
    flags: Vec<u8>,
    /// Digits, as a number; zero for none.
    width: f64,
    letter: u8,
}

impl Directive {
    fn has(&self, flag: u8) -> bool {
        self.flags.contains(&flag)
    }

    /// Reads what follows a `%`: the directive, if it is a known one, and how many units it takes.
    fn read(units: &[u16]) -> (Option<Self>, usize) {
        let ascii = |at: usize| units.get(at).and_then(|unit| u8::try_from(*unit).ok());
        let mut at = 0;
        let mut flags = Vec::new();
        while let Some(flag @ (b'-' | b'_' | b'0' | b'^' | b'#' | b':')) = ascii(at) {
            flags.push(flag);
            at += 1;
        }
        let mut digits = String::new();
        while let Some(digit @ b'0'..=b'9') = ascii(at) {
            digits.push(char::from(digit));
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
            width: from_decimal(&digits).unwrap_or(0.0),
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
    directive: &Directive,
    context: &mut Context<'_>,
    out: &mut TextBuilder,
) -> Result<bool> {
    let Some(mut text) = convert(date, directive, context)? else {
        return Ok(false);
    };
    if directive.has(b'^') {
        text = text.to_uppercase();
    } else if directive.has(b'#') {
        text = if text.contains(|letter: char| letter.is_ascii_lowercase()) {
            text.to_uppercase()
        } else {
            text.to_lowercase()
        };
    }
    let usual_width = match directive.letter {
        b'd' | b'e' | b'H' | b'I' | b'k' | b'l' | b'm' | b'M' | b'S' | b'U' | b'W' => 2.0,
        b'j' | b'L' => 3.0,
        _ => 0.0,
    };
    let width = if directive.has(b'-') {
        0.0
    } else if directive.width > 0.0 {
        directive.width
    } else {
        usual_width
    };
    let is_spaced = b"aAbBceklpP".contains(&directive.letter) && !directive.has(b'0');
    let pad = if directive.has(b'_') || is_spaced {
        ' '
    } else {
        '0'
    };
    let missing = width - length(text.encode_utf16().count());
    for _ in 0..repetitions(missing, context)? {
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

/// What a letter stands for, before it is padded.
fn convert(
    date: &Fields<'_>,
    directive: &Directive,
    context: &mut Context<'_>,
) -> Result<Option<String>> {
    let hour12 = (date.hour + 11) % 12 + 1;
    let half = usize::from(date.hour >= 12);
    let short = |name: &str| name.chars().take(3).collect::<String>();
    let month = name(&MONTHS, date.month - 1);
    let weekday = name(&DAYS, date.weekday);
    let year = date.year.to_string();
    // JavaScript's local form counts the years before the year 1 backwards.
    let local_year = if date.year > 0 {
        date.year
    } else {
        1 - date.year
    };
    let local_date = || format!("{}/{}/{local_year}", date.month, date.day);
    let local_time = || {
        let (minute, second) = (date.minute, date.second);
        let half = name(&["AM", "PM"], i64::from(date.hour >= 12));
        format!("{hour12}:{minute:02}:{second:02} {half}")
    };
    let week = |start| {
        date.week_of_year(start)
            .map_or("NaN".to_owned(), |week| week.to_string())
    };
    Ok(Some(match directive.letter {
        b'a' => short(weekday),
        b'A' => weekday.to_owned(),
        b'b' | b'h' => short(month),
        b'B' => month.to_owned(),
        b'c' => format!("{}, {}", local_date(), local_time()),
        b'C' => {
            let century: String = year.chars().take(2).collect();
            century.parse::<i64>().unwrap_or(0).to_string()
        }
        b'd' | b'e' => date.day.to_string(),
        b'H' | b'k' => date.hour.to_string(),
        b'I' | b'l' => hour12.to_string(),
        b'j' => date.day_of_year().to_string(),
        b'L' => date.milli.to_string(),
        b'm' => date.month.to_string(),
        b'M' => date.minute.to_string(),
        b'N' => {
            let width = if directive.width > 0.0 {
                directive.width
            } else {
                9.0
            };
            let width = repetitions(width, context)?;
            let digits = format!("{:03}", date.milli);
            let digits: String = digits.chars().take(width).collect();
            format!("{digits:0<width$}")
        }
        b'p' => ["AM", "PM"]
            .get(half)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        b'P' => ["am", "pm"]
            .get(half)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        b'q' => ordinal(date.day).to_owned(),
        b's' => number((date.millis / 1000.0 + 0.5).floor()),
        b'S' => date.second.to_string(),
        b'u' => ((date.weekday + 6) % 7 + 1).to_string(),
        b'U' => week(0),
        b'w' => date.weekday.to_string(),
        b'W' => week(1),
        b'x' => local_date(),
        b'X' => local_time(),
        b'y' => year.chars().skip(2).take(2).collect(),
        b'Y' => year,
        b'z' => offset(date, directive),
        b'Z' => date
            .zone
            .map_or_else(|| offset(date, directive), |zone| zone.to_string()),
        b't' => "\t".to_owned(),
        b'n' => "\n".to_owned(),
        b'%' => "%".to_owned(),
        _ => return Ok(None),
    }))
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

/// Hours and minutes from UTC: `+0100`.
fn offset(date: &Fields<'_>, directive: &Directive) -> String {
    let minutes = date.offset.abs();
    let sign = if date.offset > 0.0 { '-' } else { '+' };
    let colon = if directive.has(b':') { ":" } else { "" };
    let hours = number((minutes / 60.0).floor());
    let minutes = number(minutes % 60.0);
    format!("{sign}{hours:0>2}{colon}{minutes:0>2}")
}

fn number(number: f64) -> String {
    let mut text = String::new();
    Number::Value(number).write_text(&mut text);
    text
}
