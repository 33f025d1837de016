//! Filters for dates.
//!
//! DIFFERENCE: Segment shows dates in the time zone of the process that maps. Here that zone is always UTC.

use super::super::context::Context;
use super::super::date::{Fields, clip, parse, strftime};
use super::super::error::LiquidError;
use super::super::value::{Result, Val, js_text, length, number};
use super::{Arguments, Function};
use crate::instant::Millis;
use crate::json::{Text, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("date", |context, value, arguments| {
        let format = match arguments.get(0).plain() {
            format if format.is_nullish() => Text::Str("%A, %B %-e, %Y at %-l:%M %P %z"),
            format => context.text(Val::Plain(format))?,
        };
        formatted(context, value, format, arguments.get(1))
    }),
    Function::new("date_to_long_string", |context, value, arguments| {
        day(context, value, arguments, "%B")
    }),
    Function::new("date_to_rfc822", |context, value, _| {
        let format = Text::Str("%a, %d %b %Y %H:%M:%S %z");
        formatted(context, value, format, super::UNDEFINED)
    }),
    Function::new("date_to_string", |context, value, arguments| {
        day(context, value, arguments, "%b")
    }),
    Function::new("date_to_xmlschema", |context, value, _| {
        let format = Text::Str("%Y-%m-%dT%H:%M:%S%:z");
        formatted(context, value, format, super::UNDEFINED)
    }),
];

/// The value as a date in this format, or as it is when it is no date.
fn formatted<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    format: Text<'a>,
    zone: Val<'a>,
) -> Result<Val<'a>> {
    let Some(fields) = fields(context, value, zone)? else {
        return Ok(value);
    };
    context.work(length(format.len_utf16()))?;
    let text = strftime(&fields, &format.to_units(), context)?;
    Ok(Val::text(text.finish(context.arena())))
}

/// Day, month and year in words: `05 Mar 2024`; `ordinal` and `US` change how.
fn day<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
    month: &str,
) -> Result<Val<'a>> {
    let is = |place, word| {
        let argument = arguments.get(place);
        matches!(argument, Val::Plain(given) if given == Value::text(word))
    };
    let format = match (is(0, "ordinal"), is(1, "US")) {
        (true, true) => format!("{month} %-d%q, %Y"),
        (true, false) => format!("%-d%q {month} %Y"),
        (false, _) => format!("%d {month} %Y"),
    };
    let format = Text::Str(context.arena().text(&format));
    formatted(context, value, format, super::UNDEFINED)
}

/// The date that a value is, in a time zone.
fn fields<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    zone: Val<'a>,
) -> Result<Option<Fields<'a>>> {
    let arena = context.arena();
    let value = value.plain();
    if value.is_nullish() {
        return Ok(None);
    }
    let millis = match value {
        Value::Text(Text::Str("now" | "today")) => {
            millis_to_f64(context.scope.now.ok_or(LiquidError::Now)?)
        }
        Value::Number(seconds) => seconds.to_f64() * 1000.0,
        Value::Bool(value) => f64::from(u8::from(value)),
        Value::Text(Text::Str(digits)) if is_digits(digits) => number(value, arena)? * 1000.0,
        value => {
            let text = js_text(value, arena)?;
            context.work(length(text.len_utf16()))?;
            parse(&text.to_units()).unwrap_or(f64::NAN)
        }
    };
    let Some(millis) = clip(millis) else {
        return Ok(None);
    };
    let (offset, name) = match zone.plain() {
        // No zone at all is the zone of the process.
        Value::Undefined => (0.0, Some("UTC")),
        Value::Null if matches!(zone, Val::Plain(_)) => (0.0, Some("UTC")),
        // DIFFERENCE: Segment knows every time zone that has a name.
        Value::Text(Text::Str(name)) if is_utc(name) => (0.0, Some(name)),
        Value::Text(_) if matches!(zone, Val::Plain(_)) => {
            return Err(LiquidError::TimeZone.into());
        }
        minutes => (number(minutes, arena)?, None),
    };
    Ok(clip(millis - offset * 60_000.0).map(|shown| Fields::new(shown, offset, name)))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "beyond 2^53 there is no JavaScript time"
)]
const fn millis_to_f64(millis: Millis) -> f64 {
    millis as f64
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_utc(name: &str) -> bool {
    let names = ["UTC", "GMT", "Etc/UTC", "Etc/GMT"];
    names.iter().any(|utc| utc.eq_ignore_ascii_case(name))
}
