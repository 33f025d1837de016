//! `slugify`.

use super::super::super::case::change_case;
use super::super::context::Context;
use super::super::value::{Result, Val, js_text};
use super::text::input;
use super::{Arguments, Function};
use crate::json::{Text, is_js_whitespace, is_word, to_lowercase};

pub(super) const FILTERS: &[Function] = &[Function::new("slugify", slugify)];

const DASH: u16 = b'-' as u16;

fn slugify<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let text = input(context, value)?;
    let mode = arguments.get_or(0, Val::text(Text::Str("default")));
    let mode = match mode {
        Val::Plain(mode) => js_text(mode, context.arena())?,
        _ => Text::Str(""),
    };
    let is_kept: Option<fn(char) -> bool> = match mode {
        Text::Str("raw") => Some(|character| !is_js_whitespace(character)),
        Text::Str("default" | "latin") => Some(is_word),
        Text::Str("pretty") => {
            Some(|character| is_word(character) || "._~!$&'()+,;=@".contains(character))
        }
        Text::Str("ascii") => Some(|character| character.is_ascii_alphanumeric()),
        _ => None,
    };
    let text = match is_kept {
        Some(is_kept) => {
            let is_latin = mode == Text::Str("latin");
            let slug = dashed(&text.to_units(), is_kept, is_latin);
            let slug = slug.strip_prefix(&[DASH]).unwrap_or(&slug);
            let slug = slug.strip_suffix(&[DASH]).unwrap_or(slug);
            Text::from_units(slug, context.arena())
        }
        None => text,
    };
    Ok(Val::text(if arguments.get(1).is_truthy() {
        text
    } else {
        change_case(text, to_lowercase, context.scope)
    }))
}

/// The text with a dash for each run of characters that are not kept.
fn dashed(text: &[u16], is_kept: fn(char) -> bool, latin: bool) -> Vec<u16> {
    let mut slug = Vec::with_capacity(text.len());
    let mut in_run = false;
    let mut rest = text;
    while let Some(decoded) = char::decode_utf16(rest.iter().copied()).next() {
        // Half a character is no word, and what takes its place here is none either.
        let character = decoded.unwrap_or(char::REPLACEMENT_CHARACTER);
        let (units, behind) = rest
            .split_at_checked(character.len_utf16())
            .unwrap_or_default();
        let plain = latin.then(|| without_accent(character)).flatten();
        let kept = plain.is_some() || is_kept(character);
        match plain {
            Some(plain) => slug.extend(plain.encode_utf16()),
            None if kept => slug.extend_from_slice(units),
            None if !in_run => slug.push(DASH),
            None => {}
        }
        in_run = !kept;
        rest = behind;
    }
    slug
}

fn without_accent(character: char) -> Option<&'static str> {
    Some(match character {
        'à'..='å' => "a",
        'æ' => "ae",
        'ç' => "c",
        'è'..='ë' => "e",
        'ì'..='ï' => "i",
        'ð' => "d",
        'ñ' => "n",
        'ò'..='ö' | 'ø' => "o",
        'ù'..='ü' => "u",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        'œ' => "oe",
        'þ' => "th",
        'ẞ' => "SS",
        'Œ' => "OE",
        'Þ' => "TH",
        _ => return None,
    })
}
