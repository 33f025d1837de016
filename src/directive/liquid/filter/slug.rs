//! `slugify`.

use super::super::units::character;
use super::super::value::Val;
use super::{Call, Function};
use crate::json::{Text, Value, is_js_whitespace};
use crate::letters::{is_word, to_lowercase};

pub(super) const FILTERS: &[Function] = &[Function::new("slugify", slugify)];

const DASH: u16 = b'-' as u16;

fn slugify(call: &mut Call<'_, '_>) {
    let text = call.text();
    let mode = call.js_text(call.argument_or(0, Val::text(Text::Str("default"))));
    let is_kept: Option<fn(char) -> bool> = match mode {
        Text::Str("raw") => Some(|character| !is_js_whitespace(character)),
        Text::Str("default" | "latin") => Some(is_word),
        Text::Str("pretty") => {
            Some(|character| is_word(character) || "._~!$&'()+,;=@".contains(character))
        }
        Text::Str("ascii") => Some(|character| character.is_ascii_alphanumeric()),
        _ => None,
    };
    call.give(Value::Text(text));
    if let Some(is_kept) = is_kept {
        let slug = dashed(&text.to_units(), is_kept, mode == Text::Str("latin"));
        let slug = slug.strip_prefix(&[DASH]).unwrap_or(&slug);
        call.give_units(slug.strip_suffix(&[DASH]).unwrap_or(slug));
    }
    if call.argument(1).is_truthy() {
        return;
    }
    super::text::change(call, to_lowercase);
}

/// The text with a dash for each run of characters that are not kept.
fn dashed(text: &[u16], is_kept: fn(char) -> bool, latin: bool) -> Vec<u16> {
    let mut slug = Vec::new();
    let mut in_run = false;
    let mut rest = text;
    // Half a character is no word, and what takes its place here is none either.
    while let Some((character, units, behind)) = character(rest) {
        rest = behind;
        let plain = latin.then(|| without_accent(character)).flatten();
        let kept = plain.is_some() || is_kept(character);
        match plain {
            Some(plain) => {
                for letter in plain.bytes() {
                    slug.push(letter.into());
                }
            }
            None if kept => slug.extend_from_slice(units),
            None if !in_run => slug.push(DASH),
            None => {}
        }
        in_run = !kept;
    }
    slug
}

fn without_accent(character: char) -> Option<&'static str> {
    let mut rows = ACCENTS.iter();
    let row = rows.find(|(accented, _)| accented.contains(character));
    row.map(|(_, plain)| *plain)
}

const ACCENTS: [(&str, &str); 16] = [
    ("àáâãäå", "a"),
    ("æ", "ae"),
    ("ç", "c"),
    ("èéêë", "e"),
    ("ìíîï", "i"),
    ("ð", "d"),
    ("ñ", "n"),
    ("òóôõöø", "o"),
    ("ùúûü", "u"),
    ("ýÿ", "y"),
    ("ß", "ss"),
    ("œ", "oe"),
    ("þ", "th"),
    ("ẞ", "SS"),
    ("Œ", "OE"),
    ("Þ", "TH"),
];
