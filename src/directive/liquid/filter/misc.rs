//! Filters for any value.

use super::super::super::clean::clean;
use super::super::context::own;
use super::super::error::LiquidError;
use super::super::value::{Val, place};
use super::{Call, Function};
use crate::json::{Object, Text, TextBuilder, Value};

pub(super) const FILTERS: &[Function] = &[
    Function::new("default", default),
    Function::new("inspect", json),
    Function::new("json", json),
    Function::new("jsonify", json),
    Function::new("raw", |_| {}),
    Function::new("to_integer", |call| {
        let number = call.number_of(call.value.plain());
        call.give_number(number);
    }),
];

fn default(call: &mut Call<'_, '_>) {
    call.give(call.value.plain());
    let is_usable = match call.value.plain() {
        Value::Text(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Bool(false) => allows_false(call),
        _ => call.value.is_true(),
    };
    if !is_usable {
        call.value = call.argument(0);
    }
}

/// Whether `allow_false: true` is among the arguments, which have to be pairs.
fn allows_false(call: &mut Call<'_, '_>) -> bool {
    let mut allows = false;
    for argument in call.arguments.iter().skip(1) {
        let pair = match argument {
            Val::Plain(pair @ (Value::Array(_) | Value::Object(_))) => *pair,
            Val::Plain(_) => {
                call.fail(LiquidError::DefaultArgument);
                return false;
            }
            _ => continue,
        };
        if own(pair, Text::Str("0"), call.arena()) == Some(Value::text("allow_false")) {
            let value = own(pair, Text::Str("1"), call.arena());
            allows = value.is_some_and(Value::is_truthy);
        }
    }
    allows
}

/// JSON text, with line breaks if there is something to indent by.
fn json(call: &mut Call<'_, '_>) {
    let value = match call.value {
        Val::Plain(Value::Undefined) => return,
        Val::Plain(value) => call.check(clean(value, call.arena()), value),
        _ => Value::Object(Object::EMPTY),
    };
    let indent = match call.argument(0) {
        // V8 breaks lines for a fraction of a space, too, where the standard sees nothing to indent by.
        Val::Plain(Value::Number(spaces)) if spaces.to_f64() > 0.0 => {
            let spaces = "          ".get(..place(spaces.to_f64(), 10));
            Some(Text::Str(spaces.unwrap_or_default()))
        }
        Val::Plain(Value::Text(text)) if !text.is_empty() => {
            let mut units = text.to_units();
            units.truncate(10);
            Some(Text::from_units(&units, call.arena()))
        }
        _ => None,
    };
    let mut json = TextBuilder::new();
    match indent {
        Some(indent) => write_indented(call, value, indent, 0, &mut json),
        None => json.push_str(&value.to_json()),
    }
    call.give_text(json);
}

fn write_indented(
    call: &mut Call<'_, '_>,
    value: Value<'_>,
    indent: Text<'_>,
    level: usize,
    out: &mut TextBuilder,
) {
    let (open, close, members) = match value {
        Value::Array(values) if !values.is_empty() => {
            let members = values.iter().map(|value| (None, *value));
            ("[", "]", members.collect::<Vec<_>>())
        }
        Value::Object(object) if !object.is_empty() => {
            let members = object.members().iter();
            let members = members.map(|member| (Some(member.key), member.value));
            ("{", "}", members.collect())
        }
        value => return out.push_str(&value.to_json()),
    };
    let line = |level: usize, out: &mut TextBuilder| {
        out.push_str("\n");
        for _ in 0..level {
            out.push(indent);
        }
    };
    let mut before = open;
    for (key, value) in members {
        out.push_str(before);
        before = ",";
        line(level + 1, out);
        if let Some(key) = key {
            out.push_str(&Value::Text(key).to_json());
            out.push_str(": ");
        }
        write_indented(call, value, indent, level + 1, out);
        if !call.has_room(out.bytes()) {
            return;
        }
    }
    line(level, out);
    out.push_str(close);
}
