//! Filters for URLs.

use super::super::context::Context;
use super::super::error::LiquidError;
use super::super::value::{Result, Val};
use super::text::input;
use super::{Arguments, Function};
use crate::json::{Text, TextBuilder};

pub(super) const FILTERS: &[Function] = &[
    Function::new("cgi_escape", |context, value, _| {
        encode(context, value, "-_.~", true)
    }),
    Function::new("uri_escape", |context, value, _| {
        encode(context, value, "-_.~!*'();/?:@&=+$,#[]", false)
    }),
    Function::new("url_decode", decode),
    Function::new("url_encode", |context, value, _| {
        encode(context, value, "-_.~!*'()", true)
    }),
];

/// Percent escapes for all but letters, digits and `kept`.
fn encode<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    kept: &str,
    plus: bool,
) -> Result<Val<'a>> {
    let Text::Str(text) = input(context, value)? else {
        return Err(LiquidError::Uri.into());
    };
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        if plus && byte == b' ' {
            encoded.push('+');
        } else if byte.is_ascii_alphanumeric() || byte.is_ascii() && kept.contains(character) {
            encoded.push(character);
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 0xf] {
                let digit = char::from_digit(digit.into(), 16).unwrap_or('0');
                encoded.push(digit.to_ascii_uppercase());
            }
        }
    }
    Ok(Val::text(Text::Str(context.arena().text(&encoded))))
}

/// Percent escapes as what they stand for, then every `+` as a space.
fn decode<'a>(context: &mut Context<'a>, value: Val<'a>, _: Arguments<'_, 'a>) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let mut builder = TextBuilder::new();
    let mut escaped = Vec::new();
    let mut rest = units.as_slice();
    while let Some((unit, behind)) = rest.split_first() {
        if *unit == u16::from(b'%') {
            let digits = behind.get(..2).and_then(|digits| {
                let digits = String::from_utf16(digits).ok()?;
                let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                u8::from_str_radix(&digits, 16).ok().filter(|_| is_hex)
            });
            escaped.push(digits.ok_or(LiquidError::Uri)?);
            rest = behind.get(2..).unwrap_or_default();
            continue;
        }
        push_decoded(&mut escaped, &mut builder)?;
        builder.push_unit(if *unit == u16::from(b'+') {
            b' '.into()
        } else {
            *unit
        });
        rest = behind;
    }
    push_decoded(&mut escaped, &mut builder)?;
    Ok(Val::text(builder.finish(context.arena())))
}

fn push_decoded(escaped: &mut Vec<u8>, builder: &mut TextBuilder) -> Result<()> {
    let decoded = std::str::from_utf8(escaped).map_err(|_| LiquidError::Uri)?;
    builder.push_str(&decoded.replace('+', " "));
    escaped.clear();
    Ok(())
}
