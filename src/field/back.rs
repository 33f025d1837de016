//! From a place in a body back to the place in the value it came from, for explanations.

use super::convert::ProductMember;
use super::{Convert, Field, FieldType, Reading, convert, is_empty, read};
use crate::json::{Arena, Text, Value};

/// From a place in a converted value back to the place before. `before` is the value before; nothing when the value
/// there is the converter's own.
pub(crate) fn before_convert<'a>(
    change: Convert,
    before: Value<'a>,
    way: &[Text<'a>],
    arena: &'a Arena,
) -> Option<Vec<Text<'a>>> {
    match (change, before, way) {
        // A date that already was an object stays one.
        (Convert::Date, Value::Text(_), _) => Some(Vec::new()),
        (Convert::Products, _, [index, name, rest @ ..]) => {
            let ProductMember {
                key,
                convert: change,
                ..
            } = ProductMember::sent_as(*name)?;
            let item = before.child(*index);
            let nested = item.member(ATTRIBUTES_KEY);
            let mut way = vec![*index];
            let own = item.member(key);
            let value = if own == Value::Undefined {
                way.push(Text::Str(ATTRIBUTES_KEY));
                nested.member(key)
            } else {
                own
            };
            let is_used = convert(*change, value, arena).is_some_and(|value| !is_empty(value));
            way.push(Text::Str(key));
            way.extend_from_slice(rest);
            is_used.then_some(way)
        }
        _ => Some(way.to_vec()),
    }
}

const ATTRIBUTES_KEY: &str = "friendbuyAttributes";

/// From a place in a value that was `read` back to the place in the value it was read from.
pub(crate) fn before_read<'a>(
    field: &'static Field,
    (raw, done): (Value<'a>, Value<'a>),
    reading: Reading,
    way: &[Text<'a>],
    arena: &'a Arena,
) -> Vec<Text<'a>> {
    if !field.multiple {
        return before_one(field, raw, way);
    }
    let (Value::Array(values), Some((index, rest))) = (raw, way.split_first()) else {
        return before_one(field, raw, way.get(1..).unwrap_or_default());
    };
    // What could not be used was left out, so the element need not have kept its place.
    let is_kept = |value: &Value<'a>| {
        let alone = Value::Array(arena.array(&[*value]));
        match read(field, alone, reading, arena, &mut Vec::new()) {
            Value::Array(kept) => !kept.is_empty(),
            _ => false,
        }
    };
    let wanted = match index {
        Text::Str(index) => index.parse::<usize>().unwrap_or(usize::MAX),
        Text::Units(_) => usize::MAX,
    };
    if matches!(done, Value::Array(done) if done.len() == values.len()) {
        let mut before = vec![*index];
        before.extend(before_one(field, raw.child(*index), rest));
        return before;
    }
    let mut kept = values
        .iter()
        .enumerate()
        .filter(|(_, value)| is_kept(value));
    let Some((place, value)) = kept.nth(wanted) else {
        return Vec::new();
    };
    let mut before = vec![Text::Str(arena.text(&place.to_string()))];
    before.extend(before_one(field, *value, rest));
    before
}

/// The same for a single value.
fn before_one<'a>(field: &'static Field, raw: Value<'a>, way: &[Text<'a>]) -> Vec<Text<'a>> {
    match (field.kind, way) {
        (FieldType::Object, _) => way.to_vec(),
        (FieldType::Shape(members), [key, rest @ ..]) => {
            let mut before = vec![*key];
            if let Some(member) = members.iter().find(|member| Text::Str(member.key) == *key) {
                before.extend(before_one(member, raw.child(*key), rest));
            }
            before
        }
        (FieldType::Shape(_), []) => Vec::new(),
        // A list of one stands for its element.
        _ => match raw {
            Value::Array([_]) => vec![Text::Str("0")],
            _ => Vec::new(),
        },
    }
}
