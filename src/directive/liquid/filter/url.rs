//! Filters for URLs.

use super::super::error::LiquidError;
use super::super::units::is;
use super::super::value::Result;
use super::encode::push_hex;
use super::{Call, Function};
use crate::json::{Text, TextBuilder};

pub(super) const FILTERS: &[Function] = &[
    Function::new("cgi_escape", |call| encode(call, "-_.~", "+")),
    Function::new("uri_escape", |call| {
        encode(call, "-_.~!*'();/?:@&=+$,#[]", "%20")
    }),
    Function::new("url_decode", decode),
    Function::new("url_encode", |call| encode(call, "-_.~!*'()", "+")),
];

/// Percent escapes for all but letters, digits and `kept`.
fn encode(call: &mut Call<'_, '_>, kept: &str, space: &str) -> Result<()> {
    let Text::Str(text) = call.text()? else {
        return Err(LiquidError::Uri.into());
    };
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte == b' ' {
            encoded.push_str(space);
        } else if byte.is_ascii_alphanumeric() || kept.bytes().any(|kept| kept == byte) {
            encoded.push(char::from(byte));
        } else {
            let mut digits = String::new();
            push_hex(byte, &mut digits);
            digits.make_ascii_uppercase();
            encoded.push('%');
            encoded.push_str(&digits);
        }
    }
    call.give_str(&encoded);
    Ok(())
}

/// Percent escapes as what they stand for, then every `+` as a space.
fn decode(call: &mut Call<'_, '_>) -> Result<()> {
    let units = call.units()?;
    let mut builder = TextBuilder::new();
    let mut escaped = Vec::new();
    let mut rest = units.as_slice();
    while let Some((unit, behind)) = rest.split_first() {
        rest = behind;
        if is(*unit, b'%') {
            let digit = |place: usize| {
                let digit = char::from_u32((*rest.get(place)?).into())?.to_digit(16)?;
                u8::try_from(digit).ok()
            };
            let (Some(high), Some(low)) = (digit(0), digit(1)) else {
                return Err(LiquidError::Uri.into());
            };
            escaped.push(high << 4 | low);
            rest = rest.get(2..).unwrap_or_default();
            continue;
        }
        push_decoded(&mut escaped, &mut builder)?;
        builder.push_unit(if is(*unit, b'+') { b' '.into() } else { *unit });
    }
    push_decoded(&mut escaped, &mut builder)?;
    call.give_text(builder);
    Ok(())
}

fn push_decoded(escaped: &mut Vec<u8>, builder: &mut TextBuilder) -> Result<()> {
    for byte in &mut *escaped {
        if *byte == b'+' {
            *byte = b' ';
        }
    }
    let decoded = std::str::from_utf8(escaped).map_err(|_| LiquidError::Uri)?;
    builder.push_str(decoded);
    escaped.clear();
    Ok(())
}
