//! Filters for texts.

use super::super::super::case::change_case;
use super::super::context::Context;
use super::super::error::LiquidError;
use super::super::search::Searchable;
use super::super::value::{Result, Val, compare, length, number, place};
use super::{Arguments, Function};
use crate::json::{Text, TextBuilder, Value, is_js_whitespace, to_lowercase, to_uppercase};
use crate::limits::MAX_MAPPED_BYTES;

pub(super) const FILTERS: &[Function] = &[
    Function::new("append", |context, value, arguments| {
        joined(context, "append", value, arguments, false)
    }),
    Function::new("capitalize", capitalize),
    Function::new("downcase", |context, value, _| {
        let text = input(context, value)?;
        Ok(Val::text(change_case(text, to_lowercase, context.scope)))
    }),
    Function::new("lstrip", |context, value, arguments| {
        strip(context, value, arguments, true, false)
    }),
    Function::new("normalize_whitespace", normalize_whitespace),
    Function::new("number_of_words", number_of_words),
    Function::new("prepend", |context, value, arguments| {
        joined(context, "prepend", value, arguments, true)
    }),
    Function::new("remove", |context, value, arguments| {
        replace(context, value, arguments.get(0), Text::Str(""))
    }),
    Function::new("remove_first", |context, value, arguments| {
        replace_once(context, value, arguments.get(0), Text::Str(""), false)
    }),
    Function::new("remove_last", |context, value, arguments| {
        replace_once(context, value, arguments.get(0), Text::Str(""), true)
    }),
    Function::new("replace", |context, value, arguments| {
        let by = context.text(arguments.get(1))?;
        replace(context, value, arguments.get(0), by)
    }),
    Function::new("replace_first", |context, value, arguments| {
        let by = context.text(arguments.get(1))?;
        replace_once(context, value, arguments.get(0), by, false)
    }),
    Function::new("replace_last", |context, value, arguments| {
        let by = context.text(arguments.get(1))?;
        replace_once(context, value, arguments.get(0), by, true)
    }),
    Function::new("rstrip", |context, value, arguments| {
        strip(context, value, arguments, false, true)
    }),
    Function::new("split", split),
    Function::new("strip", |context, value, arguments| {
        strip(context, value, arguments, true, true)
    }),
    Function::new("strip_newlines", strip_newlines),
    Function::new("truncate", truncate),
    Function::new("truncatewords", truncatewords),
    Function::new("upcase", |context, value, _| {
        let text = input(context, value)?;
        Ok(Val::text(change_case(text, to_uppercase, context.scope)))
    }),
];

/// The text of a filter's value, with the work it takes to go through it.
pub(super) fn input<'a>(context: &mut Context<'a>, value: Val<'a>) -> Result<Text<'a>> {
    let text = context.text(value)?;
    context.work(length(text.len_utf16()))?;
    Ok(text)
}

fn finish<'a>(context: &Context<'a>, units: &[u16]) -> Val<'a> {
    Val::text(Text::from_units(units, context.arena()))
}

fn joined<'a>(
    context: &mut Context<'a>,
    name: &'static str,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
    before: bool,
) -> Result<Val<'a>> {
    let [other] = arguments.0 else {
        return Err(LiquidError::OneArgument(name).into());
    };
    let text = input(context, value)?;
    let other = input(context, *other)?;
    let mut builder = TextBuilder::new();
    let (first, second) = if before { (other, text) } else { (text, other) };
    builder.push(first);
    builder.push(second);
    Ok(Val::text(builder.finish(context.arena())))
}

fn capitalize<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    _: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let (first, rest) = units.split_at(units.len().min(1));
    let first = Text::from_units(first, context.arena());
    let rest = Text::from_units(rest, context.arena());
    let mut builder = TextBuilder::new();
    builder.push(change_case(first, to_uppercase, context.scope));
    builder.push(change_case(rest, to_lowercase, context.scope));
    Ok(Val::text(builder.finish(context.arena())))
}

fn is_space(unit: u16) -> bool {
    char::from_u32(unit.into()).is_some_and(is_js_whitespace)
}

/// Without white space, or the characters of the first argument, at the start or the end.
fn strip<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
    start: bool,
    end: bool,
) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let characters = arguments.get(0);
    let set = if characters.is_truthy() {
        let mut set = vec![false; usize::from(u16::MAX) + 1];
        for decoded in char::decode_utf16(input(context, characters)?.to_units()) {
            // A character of two units is looked for as a whole, and so never found.
            let single = match decoded {
                Ok(character) => u32::from(character) as usize,
                Err(lone) => lone.unpaired_surrogate().into(),
            };
            if let Some(is_in) = set.get_mut(single) {
                *is_in = true;
            }
        }
        Some(set)
    } else {
        None
    };
    let is_kept = |unit: &u16| match &set {
        Some(set) => set.get(usize::from(*unit)) != Some(&true),
        None => !is_space(*unit),
    };
    let first = units.iter().position(is_kept).unwrap_or(units.len());
    let last = units.iter().rposition(is_kept).map_or(0, |last| last + 1);
    let from = if start { first } else { 0 };
    let to = if end { last } else { units.len() };
    Ok(finish(context, units.get(from..to).unwrap_or_default()))
}

fn normalize_whitespace<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    _: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let mut units = input(context, value)?.to_units();
    for unit in &mut units {
        if is_space(*unit) {
            *unit = u16::from(b' ');
        }
    }
    units.dedup_by(|one, two| *one == u16::from(b' ') && one == two);
    Ok(finish(context, &units))
}

fn strip_newlines<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    _: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let text = input(context, value)?;
    let without = |context: &mut Context<'a>, text, newline| {
        replace(
            context,
            Val::text(text),
            Val::text(Text::Str(newline)),
            Text::Str(""),
        )
    };
    let text = without(context, text, "\r\n")?;
    let text = context.text(text)?;
    without(context, text, "\n")
}

fn number_of_words<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let is_mode =
        |mode| matches!(arguments.get(0), Val::Plain(given) if given == Value::text(mode));
    let decoded = char::decode_utf16(units.iter().copied());
    let characters = decoded.map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER));
    // A character of Chinese, Japanese or Korean is a word, and ends the word before it.
    let mut ideographs = 0;
    let mut words = Runs::default();
    let mut others = Runs::default();
    for character in characters {
        let is_ideograph = matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
        let is_space = is_js_whitespace(character);
        ideographs += usize::from(is_ideograph);
        words.add(!is_space);
        others.add(!is_space && !is_ideograph);
    }
    let counts_ideographs = is_mode("cjk") || is_mode("auto") && ideographs > 0;
    Ok(Val::number(length(if counts_ideographs {
        ideographs + others.count
    } else {
        words.count
    })))
}

/// Counts runs of what belongs together.
#[derive(Default)]
struct Runs {
    count: usize,
    is_inside: bool,
}

impl Runs {
    fn add(&mut self, belongs: bool) {
        self.count += usize::from(belongs && !self.is_inside);
        self.is_inside = belongs;
    }
}

fn replace<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    pattern: Val<'a>,
    by: Text<'a>,
) -> Result<Val<'a>> {
    let text = input(context, value)?;
    let pattern = context.text(pattern)?;
    let mut builder = TextBuilder::new();
    let mut push = |part: Text<'_>, is_first: bool| {
        if !is_first {
            builder.push(by);
        }
        builder.push(part);
        if builder.bytes() > MAX_MAPPED_BYTES {
            return Err(LiquidError::Limit);
        }
        Ok(())
    };
    if pattern.is_empty() {
        for (at, unit) in text.to_units().into_iter().enumerate() {
            push(Text::from_units(&[unit], context.arena()), at == 0)?;
        }
    } else {
        let searchable = Searchable::new(text, pattern);
        for (at, part) in searchable.split().enumerate() {
            push(part.text(context.arena()), at == 0)?;
        }
    }
    context.work(length(builder.bytes()))?;
    Ok(Val::text(builder.finish(context.arena())))
}

fn replace_once<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    pattern: Val<'a>,
    by: Text<'a>,
    last: bool,
) -> Result<Val<'a>> {
    let text = input(context, value)?;
    let pattern = input(context, pattern)?;
    let searchable = Searchable::new(text, pattern);
    let Some((before, behind)) = searchable.split_once(last) else {
        return Ok(Val::text(text));
    };
    let mut builder = TextBuilder::new();
    builder.push(before.text(context.arena()));
    builder.push(by);
    builder.push(behind.text(context.arena()));
    Ok(Val::text(builder.finish(context.arena())))
}

/// The parts between the occurrences of the argument, without empty ones at the end.
fn split<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let text = input(context, value)?;
    let by = context.text(arguments.get(0))?;
    let mut parts = Vec::new();
    let mut push = |part: Text<'a>| {
        parts.push(Value::Text(part));
        if size_of_val(parts.as_slice()) > MAX_MAPPED_BYTES {
            return Err(LiquidError::Limit);
        }
        Ok(())
    };
    if by.is_empty() {
        for unit in text.to_units() {
            push(Text::from_units(&[unit], context.arena()))?;
        }
    } else {
        for part in Searchable::new(text, by).split() {
            push(part.text(context.arena()))?;
        }
    }
    while parts.pop_if(|part| *part == Value::text("")).is_some() {}
    Ok(Val::list(&parts, context.arena()))
}

fn truncate<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let text = input(context, value)?;
    let most = arguments.get_or(0, Val::number(50.0)).plain();
    let end = input(context, arguments.get_or(1, Val::text(Text::Str("..."))))?;
    let units = text.to_units();
    let fits = compare(Value::from(length(units.len())), most, context.arena())?;
    if fits.is_some_and(std::cmp::Ordering::is_le) {
        return Ok(value);
    }
    let kept = number(most, context.arena())? - length(end.len_utf16());
    let kept = place(kept.max(0.0), units.len());
    let mut builder = TextBuilder::new();
    builder.push(Text::from_units(
        units.get(..kept).unwrap_or_default(),
        context.arena(),
    ));
    builder.push(end);
    Ok(Val::text(builder.finish(context.arena())))
}

fn truncatewords<'a>(
    context: &mut Context<'a>,
    value: Val<'a>,
    arguments: Arguments<'_, 'a>,
) -> Result<Val<'a>> {
    let units = input(context, value)?.to_units();
    let mut most = arguments.get_or(0, Val::number(15.0)).plain();
    let end = input(context, arguments.get_or(1, Val::text(Text::Str("..."))))?;
    let words = words(&units);
    if compare(most, Value::from(0.0), context.arena())?.is_some_and(std::cmp::Ordering::is_le) {
        most = Value::from(1.0);
    }
    let kept = place(number(most, context.arena())?, words.len());
    let mut builder = TextBuilder::new();
    for (at, word) in words.iter().take(kept).enumerate() {
        if at > 0 {
            builder.push_char(' ');
        }
        builder.push(Text::from_units(word, context.arena()));
    }
    let is_cut = compare(Value::from(length(words.len())), most, context.arena())?;
    if is_cut.is_some_and(std::cmp::Ordering::is_ge) {
        builder.push(end);
    }
    Ok(Val::text(builder.finish(context.arena())))
}

/// What is between runs of white space; with white space at the start or the end, something empty there.
fn words(units: &[u16]) -> Vec<&[u16]> {
    let mut words = Vec::new();
    let mut rest = units;
    while let Some(space) = rest.iter().position(|unit| is_space(*unit)) {
        let (word, behind) = rest.split_at_checked(space).unwrap_or_default();
        let spaces = behind.iter().take_while(|unit| is_space(**unit)).count();
        words.push(word);
        rest = behind.get(spaces..).unwrap_or_default();
    }
    words.push(rest);
    words
}
