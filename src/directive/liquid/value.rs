//! Values in a Liquid text, and how JavaScript turns them into one another.

use std::cmp::Ordering;

use super::super::error::Failure;
use super::super::eval::check_text;
use crate::json::{Arena, Number, Object, Text, TextBuilder, Value, is_js_whitespace};

/// A value in a Liquid text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Val<'a> {
    Plain(Value<'a>),
    /// The word `nil`. Equal to null and to a missing value.
    Nil,
    /// The word `empty`. Equal to texts, lists and objects without content.
    Empty,
    /// The word `blank`. Equal to what `empty` is, to white space, false and nil.
    Blank,
    /// `block` in a `block` tag.
    Block,
}

/// No value.
pub(super) const UNDEFINED: Val<'static> = Val::Plain(Value::Undefined);

pub(super) type Result<T> = std::result::Result<T, Failure>;

impl<'a> Val<'a> {
    pub(super) const fn text(text: Text<'a>) -> Self {
        Self::Plain(Value::Text(text))
    }

    pub(super) const fn number(number: f64) -> Self {
        Self::Plain(Value::Number(Number::Value(number)))
    }

    #[inline(never)]
    pub(super) fn list(values: &[Value<'a>], arena: &'a Arena) -> Self {
        Self::Plain(Value::Array(arena.array(values)))
    }

    /// The JSON value behind it.
    #[inline(never)]
    pub(super) const fn plain(self) -> Value<'a> {
        match self {
            Self::Plain(value) => value,
            Self::Nil => Value::Null,
            Self::Empty | Self::Blank => Value::text(""),
            Self::Block => Value::Object(Object::EMPTY),
        }
    }

    /// Whether it is one of the words that say what a value is.
    pub(super) const fn is_word(self) -> bool {
        matches!(self, Self::Nil | Self::Empty | Self::Blank)
    }

    /// Liquid's truth: everything but false, null and a missing value.
    #[inline(never)]
    pub(super) const fn is_true(self) -> bool {
        !matches!(
            self.plain(),
            Value::Undefined | Value::Null | Value::Bool(false)
        )
    }

    /// JavaScript's truth, for which the special words are objects.
    pub(super) fn is_truthy(self) -> bool {
        match self {
            Self::Plain(value) => value.is_truthy(),
            _ => true,
        }
    }

    /// Whether two values are equal, by `==` of Liquid.
    ///
    /// Objects are equal to themselves only. DIFFERENCE: an object without members is equal to any other such one.
    pub(super) fn equals(self, other: Self) -> bool {
        match (self, other) {
            (Self::Plain(one), Self::Plain(two)) => match (one, two) {
                (Value::Array(one), Value::Array(two)) => {
                    let mut pairs = one.iter().zip(two);
                    one.len() == two.len()
                        && pairs.all(|(one, two)| Self::Plain(*one).equals(Self::Plain(*two)))
                }
                (Value::Object(one), Value::Object(two)) => {
                    std::ptr::eq(one.members(), two.members()) || one.is_empty() && two.is_empty()
                }
                _ => one == two,
            },
            (Self::Block, Self::Block) => true,
            (Self::Plain(_) | Self::Block, word) => word.is_word_for(self),
            (word, other) => word.is_word_for(other),
        }
    }

    /// Whether `nil`, `empty` or `blank` says what a value is.
    fn is_word_for(self, value: Self) -> bool {
        let is_empty = |value| match value {
            Value::Text(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            Value::Object(object) => object.is_empty(),
            _ => false,
        };
        let is_word = matches!(value, Self::Empty | Self::Blank);
        match (self, value.plain()) {
            _ if matches!(value, Self::Block) => false,
            (Self::Nil, value) => value.is_nullish(),
            (Self::Blank, Value::Undefined | Value::Null | Value::Bool(false)) => true,
            (Self::Blank, Value::Text(Text::Str(text))) if !is_word => {
                text.chars().all(is_js_whitespace)
            }
            (Self::Empty | Self::Blank, value) => !is_word && is_empty(value),
            _ => false,
        }
    }
}

/// The text that Liquid prints: nothing for null, the elements of a list one after the other.
pub(super) fn text<'a>(value: Val<'a>, arena: &'a Arena) -> Result<Text<'a>> {
    let value = value.plain();
    if let Value::Text(text) = value {
        return Ok(text);
    }
    check_text(value)?;
    let mut builder = TextBuilder::new();
    push_text(value, &mut builder);
    Ok(builder.finish(arena))
}

fn push_text(value: Value<'_>, builder: &mut TextBuilder) {
    match value {
        Value::Array(values) => {
            for value in values {
                push_text(*value, builder);
            }
        }
        value => builder.push_value(value),
    }
}

/// JavaScript's `String(value)`.
pub(super) fn js_text<'a>(value: Value<'a>, arena: &'a Arena) -> Result<Text<'a>> {
    check_text(value)?;
    Ok(match value {
        Value::Undefined => Text::Str("undefined"),
        Value::Null => Text::Str("null"),
        value => value.to_text(arena),
    })
}

/// JavaScript's `Number(value)`.
pub(super) fn number(value: Value<'_>, arena: &Arena) -> Result<f64> {
    Ok(match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(value)),
        Value::Number(number) => number.to_f64(),
        Value::Text(Text::Str(text)) => crate::json::number_from_text(text).unwrap_or(f64::NAN),
        Value::Undefined | Value::Text(Text::Units(_)) => f64::NAN,
        Value::Array(_) | Value::Object(_) => {
            return number(Value::Text(js_text(value, arena)?), arena);
        }
    })
}

/// What JavaScript compares and adds: lists and objects as their text.
fn primitive<'a>(value: Value<'a>, arena: &'a Arena) -> Result<Value<'a>> {
    match value {
        Value::Array(_) | Value::Object(_) => Ok(Value::Text(js_text(value, arena)?)),
        other => Ok(other),
    }
}

/// JavaScript's order of two values; `None` where neither is less.
pub(super) fn compare<'a>(
    one: Value<'a>,
    two: Value<'a>,
    arena: &'a Arena,
) -> Result<Option<Ordering>> {
    let (one, two) = (primitive(one, arena)?, primitive(two, arena)?);
    if let (Value::Text(one), Value::Text(two)) = (one, two) {
        return Ok(Some(one.to_units().cmp(&two.to_units())));
    }
    Ok(number(one, arena)?.partial_cmp(&number(two, arena)?))
}

/// A number as a place in something of a length, as JavaScript's `slice` takes it: negative ones count from the end.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the number is brought into the range of the length first"
)]
pub(super) fn place(number: f64, length: usize) -> usize {
    let most = length as f64;
    let number = if number.is_nan() { 0.0 } else { number.trunc() };
    let from_start = if number < 0.0 { most + number } else { number };
    // Not `clamp`: what it would say about limits in the wrong order takes 20 kB of code.
    from_start.max(0.0).min(most) as usize
}

/// A length as a number.
#[expect(clippy::cast_precision_loss, reason = "no length comes near 2^53")]
pub(super) const fn length(length: usize) -> f64 {
    length as f64
}
