//! Filters for dates.
//!
//! DIFFERENCE: Segment shows dates in the time zone of the process that maps. Here that zone is always UTC.

use super::super::date::{Fields, clip, parse, strftime};
use super::super::error::LiquidError;
use super::super::value::{UNDEFINED, Val};
use super::{Call, Function};
use crate::instant::Millis;
use crate::json::{Text, TextBuilder, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("date", |call| {
        let zone = call.argument(1);
        match call.argument(0).plain() {
            format if format.is_nullish() => {
                show(call, Text::Str("%A, %B %-e, %Y at %-l:%M %P %z"), zone);
            }
            format => {
                let format = call.text_of(Val::Plain(format));
                show(call, format, zone);
            }
        }
    }),
    Function::new("date_to_long_string", |call| {
        day(call, ["%d %B %Y", "%-d%q %B %Y", "%B %-d%q, %Y"]);
    }),
    Function::new("date_to_rfc822", |call| {
        show(call, Text::Str("%a, %d %b %Y %H:%M:%S %z"), UNDEFINED);
    }),
    Function::new("date_to_string", |call| {
        day(call, ["%d %b %Y", "%-d%q %b %Y", "%b %-d%q, %Y"]);
    }),
    Function::new("date_to_xmlschema", |call| {
        show(call, Text::Str("%Y-%m-%dT%H:%M:%S%:z"), UNDEFINED);
    }),
];

/// Shows the value as a date in this format. What is no date stays as it is.
fn show<'a>(call: &mut Call<'_, 'a>, format: Text<'_>, zone: Val<'a>) {
    if let Some(fields) = fields(call, zone) {
        let result = strftime(&fields, &format.to_units(), call.context);
        let text = call.check(result, TextBuilder::new());
        call.give_text(text);
    }
}

/// Shows the value as day, month and year in words: plainly, as `ordinal`, or so for the `US`.
fn day(call: &mut Call<'_, '_>, [plain, ordinal, us]: [&str; 3]) {
    let is = |place, word| matches!(call.argument(place), Val::Plain(given) if given == Value::text(word));
    let format = match is(0, "ordinal") {
        true if is(1, "US") => us,
        true => ordinal,
        false => plain,
    };
    show(call, Text::Str(format), UNDEFINED);
}

/// The date that a value is, in a time zone.
fn fields<'a>(call: &mut Call<'_, 'a>, zone: Val<'a>) -> Option<Fields<'a>> {
    let millis = match call.value.plain() {
        value if value.is_nullish() => return None,
        Value::Text(Text::Str("now" | "today")) => {
            if call.context.scope.now.is_none() {
                call.fail(LiquidError::Now);
            }
            millis_to_f64(call.context.scope.now?)
        }
        Value::Number(seconds) => seconds.to_f64() * 1000.0,
        Value::Bool(value) => f64::from(u8::from(value)),
        value @ Value::Text(Text::Str(digits)) if is_digits(digits) => {
            call.number_of(value) * 1000.0
        }
        value => {
            let text = call.js_text(Val::Plain(value));
            parse(&text.to_units())?
        }
    };
    let millis = clip(millis)?;
    let (offset, name) = match zone {
        // No zone at all is the zone of the process.
        Val::Plain(Value::Undefined | Value::Null) => (0.0, Some("UTC")),
        // DIFFERENCE: Segment knows every time zone that has a name.
        Val::Plain(Value::Text(name)) => match name {
            Text::Str(name) if is_utc(name) => (0.0, Some(name)),
            _ => {
                call.fail(LiquidError::TimeZone);
                return None;
            }
        },
        minutes => (call.number_of(minutes.plain()), None),
    };
    let shown = clip(millis - offset * 60_000.0)?;
    Some(Fields::new(shown, offset, name))
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
