//! Filters for texts.

use super::super::super::case::change_case;
use super::super::error::LiquidError;
use super::super::units::{character, is, is_space, places};
use super::super::value::{Val, length, place};
use super::{Call, Function};
use crate::json::{Text, TextBuilder, Value, is_js_whitespace};
use crate::letters::{to_lowercase, to_uppercase};

pub(super) const FILTERS: &[Function] = &[
    Function::new("append", |call| join(call, false)),
    Function::new("capitalize", capitalize),
    Function::new("downcase", |call| change(call, to_lowercase)),
    Function::new("lstrip", |call| strip(call, true, false)),
    Function::new("normalize_whitespace", |call| {
        let mut kept = Vec::new();
        for mut unit in call.units() {
            if is_space(unit) {
                unit = SPACE;
            }
            if unit != SPACE || kept.last() != Some(&SPACE) {
                kept.push(unit);
            }
        }
        call.give_units(&kept);
    }),
    Function::new("number_of_words", number_of_words),
    Function::new("prepend", |call| join(call, true)),
    Function::new("remove", |call| replace(call, Which::All, false)),
    Function::new("remove_first", |call| replace(call, Which::First, false)),
    Function::new("remove_last", |call| replace(call, Which::Last, false)),
    Function::new("replace", |call| replace(call, Which::All, true)),
    Function::new("replace_first", |call| replace(call, Which::First, true)),
    Function::new("replace_last", |call| replace(call, Which::Last, true)),
    Function::new("rstrip", |call| strip(call, false, true)),
    Function::new("split", split),
    Function::new("strip", |call| strip(call, true, true)),
    Function::new("strip_newlines", |call| {
        let units = call.units();
        let mut kept = Vec::new();
        for (at, unit) in units.iter().enumerate() {
            let is_return =
                is(*unit, b'\r') && units.get(at + 1).is_some_and(|next| is(*next, b'\n'));
            if !is(*unit, b'\n') && !is_return {
                kept.push(*unit);
            }
        }
        call.give_units(&kept);
    }),
    Function::new("truncate", truncate),
    Function::new("truncatewords", truncatewords),
    Function::new("upcase", |call| change(call, to_uppercase)),
];

const SPACE: u16 = b' ' as u16;

/// The value and the argument as one text.
fn join(call: &mut Call<'_, '_>, before: bool) {
    let [other] = call.arguments else {
        return call.fail(LiquidError::OneArgument(call.name));
    };
    let mut parts = [call.text(), call.text_of(*other)];
    if before {
        parts.reverse();
    }
    let mut builder = TextBuilder::new();
    for part in parts {
        builder.push(part);
    }
    call.give_text(builder);
}

/// The value in another case.
pub(super) fn change(call: &mut Call<'_, '_>, change: fn(&str) -> String) {
    let text = call.text();
    call.give(Value::Text(change_case(text, change, call.context.scope)));
}

fn capitalize(call: &mut Call<'_, '_>) {
    let units = call.units();
    let (first, rest) = units.split_at(units.len().min(1));
    let mut builder = TextBuilder::new();
    for (part, case) in [
        (first, to_uppercase as fn(&str) -> String),
        (rest, to_lowercase),
    ] {
        let part = Text::from_units(part, call.arena());
        builder.push(change_case(part, case, call.context.scope));
    }
    call.give_text(builder);
}

/// Without white space, or the characters of the argument, at the start or the end.
fn strip(call: &mut Call<'_, '_>, start: bool, end: bool) {
    let units = call.units();
    let mut set = Vec::new();
    let is_given = call.argument(0).is_truthy();
    if is_given {
        let characters = call.argument_units(0);
        let mut rest = characters.as_slice();
        while let Some((_, character, behind)) = character(rest) {
            // A character of two units is looked for as a whole, and so never found.
            if character.len() == 1 {
                set.extend_from_slice(character);
            }
            rest = behind;
        }
        if !call.work(length(units.len()) * length(set.len())) {
            return;
        }
    }
    let is_kept = |unit: &u16| {
        let is_stripped = if is_given {
            set.iter().any(|other| other == unit)
        } else {
            is_space(*unit)
        };
        !is_stripped
    };
    let first = units.iter().position(is_kept).unwrap_or(units.len());
    let last = units.iter().rposition(is_kept).map_or(0, |last| last + 1);
    let from = if start { first } else { 0 };
    let to = if end { last } else { units.len() };
    call.give_units(units.get(from..to).unwrap_or_default());
}

fn number_of_words(call: &mut Call<'_, '_>) {
    let units = call.units();
    // A character of Chinese, Japanese or Korean is a word, and ends the word before it.
    let mut ideographs = 0;
    let mut words = Runs::default();
    let mut others = Runs::default();
    let mut rest = units.as_slice();
    while let Some((character, _, behind)) = character(rest) {
        rest = behind;
        let is_ideograph = matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
        let is_space = is_js_whitespace(character);
        ideographs += usize::from(is_ideograph);
        words.add(!is_space);
        others.add(!is_space && !is_ideograph);
    }
    let counts_ideographs = match call.argument(0) {
        Val::Plain(Value::Text(Text::Str("cjk"))) => true,
        Val::Plain(Value::Text(Text::Str("auto"))) => ideographs > 0,
        _ => false,
    };
    call.give_number(length(if counts_ideographs {
        ideographs + others.count
    } else {
        words.count
    }));
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

/// Which places of a text are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    First,
    Last,
}

/// The first argument is replaced by the second one or by nothing.
fn replace(call: &mut Call<'_, '_>, which: Which, by: bool) {
    let by = if by {
        call.argument_units(1)
    } else {
        Vec::new()
    };
    let (units, part) = (call.units(), call.argument_units(0));
    let mut replaced = Vec::new();
    for (at, between) in pieces(&units, &part, which).into_iter().enumerate() {
        if at > 0 {
            replaced.extend_from_slice(&by);
        }
        replaced.extend_from_slice(between);
        if !call.has_room(replaced.len()) {
            return;
        }
    }
    call.work(length(replaced.len()));
    call.give_units(&replaced);
}

/// What is between the places of a part; for all places of nothing, every unit.
fn pieces<'u>(units: &'u [u16], part: &[u16], which: Which) -> Vec<&'u [u16]> {
    let most = if which == Which::First { 1 } else { usize::MAX };
    let places = places(units, part, most);
    let last = places.last().copied();
    let mut pieces = Vec::new();
    let mut start = 0;
    for place in places {
        let is_meant = match which {
            Which::All => !part.is_empty() || (1..units.len()).contains(&place),
            Which::First => true,
            Which::Last => Some(place) == last,
        };
        // What overlaps with the place before is none.
        if is_meant && let Some(piece) = units.get(start..place) {
            pieces.push(piece);
            start = place + part.len();
        }
    }
    pieces.push(units.get(start..).unwrap_or_default());
    pieces
}

/// The parts between the occurrences of the argument, without empty ones at the end.
fn split(call: &mut Call<'_, '_>) {
    let (units, by) = (call.units(), call.argument_units(0));
    let mut pieces = pieces(&units, &by, Which::All);
    while pieces.last().is_some_and(|piece| piece.is_empty()) {
        pieces.pop();
    }
    if !call.has_room(pieces.len() * size_of::<Value<'_>>()) {
        return;
    }
    let mut parts = Vec::new();
    for piece in pieces {
        parts.push(Value::Text(Text::from_units(piece, call.arena())));
    }
    call.give_list(&parts);
}

fn truncate(call: &mut Call<'_, '_>) {
    let mut units = call.units();
    let (most, end) = limit(call, 50.0);
    if length(units.len()) <= most {
        return;
    }
    let kept = most - length(end.len());
    units.truncate(place(kept.max(0.0), units.len()));
    units.extend_from_slice(&end);
    call.give_units(&units);
}

/// What there may be, usually so much, and what stands for the rest.
fn limit(call: &mut Call<'_, '_>, usual: f64) -> (f64, Vec<u16>) {
    let most = call.argument_or(0, Val::number(usual)).plain();
    let end = call.text_of(call.argument_or(1, Val::text(Text::Str("..."))));
    (call.number_of(most), end.to_units())
}

/// Words are what is between runs of white space. At the start and the end of the text, there may be nothing.
fn truncatewords(call: &mut Call<'_, '_>) {
    let units = call.units();
    let (most, end) = limit(call, 15.0);
    let most = if most <= 0.0 { 1.0 } else { most };
    let mut words = 1.0;
    let mut in_space = false;
    let mut kept = Vec::new();
    for unit in units {
        let was_in_space = std::mem::replace(&mut in_space, is_space(unit));
        let starts = in_space && !was_in_space;
        words += if starts { 1.0 } else { 0.0 };
        if words <= most && (starts || !in_space) {
            kept.push(if starts { SPACE } else { unit });
        }
    }
    if words >= most {
        kept.extend_from_slice(&end);
    }
    call.give_units(&kept);
}
