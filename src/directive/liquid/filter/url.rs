//! Filters for URLs.

use std::borrow::Cow;

use super::super::error::LiquidError;
use super::super::units::{digits, is};
use super::encode::push_hex;
use super::{Call, Function};
use crate::json::{Text, TextBuilder};

pub(super) const FILTERS: &[Function] = &[
    Function::new("cgi_escape", |call| encode(call, "-_.~", "+")),
    Function::new("uri_escape", |call| {
        encode(call, "-_.~!*'();/?:@&=+$,#[]", "%20");
    }),
    Function::new("url_decode", decode),
    Function::new("url_encode", |call| encode(call, "-_.~!*'()", "+")),
];

/// Percent escapes for all but letters, digits and `kept`.
fn encode(call: &mut Call<'_, '_>, kept: &str, space: &str) {
    let Text::Str(text) = call.text() else {
        return call.fail(LiquidError::Uri);
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
}

/// Percent escapes as what they stand for, then every `+` as a space.
fn decode(call: &mut Call<'_, '_>) {
    let units = call.units();
    let mut builder = TextBuilder::new();
    let mut escaped = Vec::new();
    let mut rest = units.as_slice();
    while let Some((unit, behind)) = rest.split_first() {
        rest = behind;
        if is(*unit, b'%') {
            let (byte, digits) = digits(rest, 16, 2);
            if digits < 2 {
                return call.fail(LiquidError::Uri);
            }
            escaped.extend(u8::try_from(byte));
            rest = rest.get(2..).unwrap_or_default();
            continue;
        }
        push_decoded(call, &mut escaped, &mut builder);
        builder.push_unit(if is(*unit, b'+') { b' '.into() } else { *unit });
    }
    push_decoded(call, &mut escaped, &mut builder);
    call.give_text(builder);
}

fn push_decoded(call: &mut Call<'_, '_>, escaped: &mut Vec<u8>, builder: &mut TextBuilder) {
    for byte in &mut *escaped {
        if *byte == b'+' {
            *byte = b' ';
        }
    }
    match String::from_utf8_lossy(escaped) {
        Cow::Borrowed(decoded) => builder.push_str(decoded),
        Cow::Owned(_) => call.fail(LiquidError::Uri),
    }
    escaped.clear();
}
