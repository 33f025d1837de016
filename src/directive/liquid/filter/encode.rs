//! Filters for base64 and digests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::super::context::Context;
use super::super::value::{Result, Val};
use super::Function;
use super::text::input;
use crate::json::Text;

pub(super) const FILTERS: &[Function] = &[
    Function::new("base64_decode", |context, value, _| {
        let decoded = decode(&input(context, value)?.to_units());
        Ok(finish(context, &String::from_utf8_lossy(&decoded)))
    }),
    Function::new("base64_encode", |context, value, _| {
        let text = utf8(context, value)?;
        Ok(finish(context, &STANDARD.encode(text)))
    }),
    Function::new("hmac_sha256", |context, value, arguments| {
        let text = utf8(context, value)?;
        let key = utf8(context, arguments.get(0))?;
        Ok(finish(
            context,
            &hex(&hmac(key.as_bytes(), text.as_bytes())),
        ))
    }),
    Function::new("sha256", |context, value, _| {
        let text = utf8(context, value)?;
        Ok(finish(context, &hex(&Sha256::digest(text))))
    }),
];

/// The text with U+FFFD in place of lone surrogates.
fn utf8<'a>(context: &mut Context<'a>, value: Val<'a>) -> Result<String> {
    Ok(input(context, value)?.to_string())
}

fn finish<'a>(context: &Context<'a>, text: &str) -> Val<'a> {
    Val::text(Text::Str(context.arena().text(text)))
}

/// Reads base64 as Node's `Buffer` does: both alphabets, whatever is no digit is skipped, `=` ends it, and of each UTF-16
/// unit only the lower byte is looked at.
fn decode(text: &[u16]) -> Vec<u8> {
    let bytes = text.iter().map(|unit| unit.to_le_bytes()[0]);
    let digits = bytes.take_while(|byte| *byte != b'=');
    let digits = digits.filter_map(|byte| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    });
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits: u32 = 0;
    let mut held = 0;
    for digit in digits {
        bits = (bits << 6 | u32::from(digit)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// HMAC of RFC 2104 with SHA-256.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 64;
    let mut block = if key.len() > BLOCK {
        Sha256::digest(key).to_vec()
    } else {
        key.to_vec()
    };
    block.resize(BLOCK, 0);
    let padded = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<_>>();
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text);
    let outer = Sha256::new().chain_update(padded(0x5c));
    outer.chain_update(inner.finalize()).finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let digits = digits.filter_map(|digit| char::from_digit(digit.into(), 16));
    digits.collect()
}
