//! Filters for dates.
//!
//! DIFFERENCE: Segment shows dates in the time zone of the process that maps. Here that zone is always UTC.

use super::super::date::{Fields, clip, parse, strftime};
use super::super::error::LiquidError;
use super::super::value::{Result, UNDEFINED, Val, js_text, length, number};
use super::{Call, Function};
use crate::instant::Millis;
use crate::json::{Text, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("date", |call| {
        let zone = call.argument(1);
        match call.argument(0).plain() {
            format if format.is_nullish() => {
                show(call, Text::Str("%A, %B %-e, %Y at %-l:%M %P %z"), zone)
            }
            format => {
                let format = call.context.text(Val::Plain(format))?;
                show(call, format, zone)
            }
        }
    }),
    Function::new("date_to_long_string", |call| {
        day(call, ["%d %B %Y", "%-d%q %B %Y", "%B %-d%q, %Y"])
    }),
    Function::new("date_to_rfc822", |call| {
        show(call, Text::Str("%a, %d %b %Y %H:%M:%S %z"), UNDEFINED)
    }),
    Function::new("date_to_string", |call| {
        day(call, ["%d %b %Y", "%-d%q %b %Y", "%b %-d%q, %Y"])
    }),
    Function::new("date_to_xmlschema", |call| {
        show(call, Text::Str("%Y-%m-%dT%H:%M:%S%:z"), UNDEFINED)
    }),
];

/// Shows the value as a date in this format. What is no date stays as it is.
fn show<'a>(call: &mut Call<'_, 'a>, format: Text<'_>, zone: Val<'a>) -> Result<()> {
    if let Some(fields) = fields(call, zone)? {
        let format = format.to_units();
        call.context.work(length(format.len()))?;
        let text = strftime(&fields, &format, call.context)?;
        call.give_text(text);
    }
    Ok(())
}

/// Shows the value as day, month and year in words: plainly, as `ordinal`, or so for the `US`.
fn day(call: &mut Call<'_, '_>, [plain, ordinal, us]: [&str; 3]) -> Result<()> {
    let is = |place, word| matches!(call.argument(place), Val::Plain(given) if given == Value::text(word));
    let format = match is(0, "ordinal") {
        true if is(1, "US") => us,
        true => ordinal,
        false => plain,
    };
    show(call, Text::Str(format), UNDEFINED)
}

/// The date that a value is, in a time zone.
fn fields<'a>(call: &mut Call<'_, 'a>, zone: Val<'a>) -> Result<Option<Fields<'a>>> {
    let arena = call.arena();
    let value = call.value.plain();
    if value.is_nullish() {
        return Ok(None);
    }
    let millis = match value {
        Value::Text(Text::Str("now" | "today")) => {
            millis_to_f64(call.context.scope.now.ok_or(LiquidError::Now)?)
        }
        Value::Number(seconds) => seconds.to_f64() * 1000.0,
        Value::Bool(value) => f64::from(u8::from(value)),
        Value::Text(Text::Str(digits)) if is_digits(digits) => number(value, arena)? * 1000.0,
        value => {
            let text = js_text(value, arena)?;
            call.context.work(length(text.len_utf16()))?;
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
