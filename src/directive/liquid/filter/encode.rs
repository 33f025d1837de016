//! Filters for base64 and digests.

use sha2::{Digest as _, Sha256};

use super::super::value::Val;
use super::{Call, Function};

pub(super) const FILTERS: &[Function] = &[
    Function::new("base64_decode", |call| {
        let decoded = decode(&call.units());
        call.give_str(&String::from_utf8_lossy(&decoded));
    }),
    Function::new("base64_encode", |call| {
        let encoded = encode(&utf8(call, call.value));
        call.give_str(&encoded);
    }),
    Function::new("hmac_sha256", |call| {
        let (key, text) = (utf8(call, call.argument(0)), utf8(call, call.value));
        give_hex(call, &hmac(key, text));
    }),
    Function::new("sha256", |call| {
        let text = utf8(call, call.value);
        give_hex(call, &sha256(&text));
    }),
];

/// The text of a value in UTF-8, with U+FFFD in place of lone surrogates.
#[inline(never)]
fn utf8<'a>(call: &mut Call<'_, 'a>, value: Val<'a>) -> Vec<u8> {
    call.text_of(value).to_str_lossy().into_owned().into_bytes()
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut encoded = String::new();
    for group in bytes.chunks(3) {
        let mut bits = 0;
        for place in 0..3 {
            bits = bits << 8 | u32::from(group.get(place).copied().unwrap_or(0));
        }
        for place in 0..4 {
            let digit = DIGITS.get((bits >> (18 - 6 * place) & 0x3f) as usize);
            let digit = digit.filter(|_| place <= group.len());
            encoded.push(digit.map_or('=', |digit| char::from(*digit)));
        }
    }
    encoded
}

/// Reads base64 as Node's `Buffer` does: both alphabets, whatever is no digit is skipped, `=` ends it, and of each UTF-16
/// unit only the lower byte is looked at.
fn decode(text: &[u16]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut bits = 0_usize;
    let mut held = 0;
    for unit in text {
        let byte = match unit.to_le_bytes()[0] {
            b'=' => break,
            b'-' => b'+',
            b'_' => b'/',
            byte => byte,
        };
        let Some(digit) = DIGITS.iter().position(|digit| *digit == byte) else {
            continue;
        };
        bits = (bits << 6 | digit) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held).to_le_bytes()[0]);
        }
    }
    bytes
}

#[inline(never)]
fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// HMAC of RFC 2104 with SHA-256.
fn hmac(mut key: Vec<u8>, mut text: Vec<u8>) -> Vec<u8> {
    const BLOCK: usize = 64;
    if key.len() > BLOCK {
        key = sha256(&key);
    }
    while key.len() < BLOCK {
        key.push(0);
    }
    for pad in [0x36, 0x5c] {
        let mut padded = key.clone();
        for byte in &mut padded {
            *byte ^= pad;
        }
        padded.append(&mut text);
        text = sha256(&padded);
    }
    text
}

fn give_hex(call: &mut Call<'_, '_>, bytes: &[u8]) {
    let mut hex = String::new();
    for byte in bytes {
        push_hex(*byte, &mut hex);
    }
    call.give_str(&hex);
}

/// Adds the two digits of a byte.
pub(super) fn push_hex(byte: u8, out: &mut String) {
    for digit in [byte >> 4, byte & 0xf] {
        out.extend(char::from_digit(digit.into(), 16));
    }
}
