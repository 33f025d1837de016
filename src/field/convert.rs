//! How values change on their way into a body: Segment's converters.

use super::Convert;
use crate::json::{
    Arena, Member, Number, Object, ObjectBuilder, Text, Value, from_decimal, number_from_text,
};

/// Converts a value. What a converter is not made for stays as it is.
///
/// `None` is for values on which Segment's code crashes.
/// DIFFERENCE: a crash is a refusal of the event here.
pub fn convert<'a>(convert: Convert, value: Value<'a>, arena: &'a Arena) -> Option<Value<'a>> {
    Some(match convert {
        Convert::Copy => value,
        Convert::Text => match value {
            Value::Number(_) => Value::Text(value.to_text(arena)),
            other => other,
        },
        Convert::Integer => match value {
            Value::Text(Text::Str(text)) if is_plain_integer(text) => to_number(text),
            other => other,
        },
        Convert::Number => match value {
            Value::Text(Text::Str(text)) if is_plain_number(text) => to_number(text),
            other => other,
        },
        Convert::Date => match value {
            Value::Null => return None,
            other => date(other, arena),
        },
        Convert::Products => products(value, arena)?,
    })
}

/// Whether there is something to send: no value, `""`, `[]` and `{}` are nothing, `null`, `0` and `false` are something.
pub(crate) fn is_empty(value: Value<'_>) -> bool {
    match value {
        Value::Undefined => true,
        Value::Text(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn to_number(text: &str) -> Value<'_> {
    number_from_text(text).map_or(Value::Undefined, Value::from)
}

pub(super) fn is_plain_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}

fn is_plain_number(text: &str) -> bool {
    match text.split_once('.') {
        None => is_plain_integer(text),
        Some((integer, fraction)) => {
            is_plain_integer(integer)
                && !fraction.is_empty()
                && fraction.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

/// `[YYYY-]MM-DD`, and behind it nothing or anything that starts with no digit, to `{month, day, year?}`.
///
/// As in Segment the numbers are not checked, and an object that already is such a date passes.
fn date<'a>(value: Value<'a>, arena: &'a Arena) -> Value<'a> {
    if let Value::Object(object) = value {
        let is_number = |key| matches!(object.get(key), Some(Value::Number(_)));
        let fits = is_number("month")
            && is_number("day")
            && (object.get("year").is_none() || is_number("year"));
        return if fits { value } else { Value::Undefined };
    }
    let Some(text) = value.as_str() else {
        return Value::Undefined;
    };
    let (year, rest) =
        match take_digits(text, 4).and_then(|(year, rest)| Some((year, rest.strip_prefix('-')?))) {
            Some((year, rest)) => (Some(year), rest),
            None => (None, text),
        };
    let parts = take_digits(rest, 2).and_then(|(month, rest)| {
        let (day, rest) = take_digits(rest.strip_prefix('-')?, 2)?;
        (!rest.starts_with(|c: char| c.is_ascii_digit())).then_some((month, day))
    });
    let Some((month, day)) = parts else {
        return Value::Undefined;
    };
    let mut date = ObjectBuilder::with_capacity(3);
    date.set(Text::Str("month"), month.into());
    date.set(Text::Str("day"), day.into());
    if let Some(year) = year.filter(|year| *year != 0.0) {
        date.set(Text::Str("year"), year.into());
    }
    Value::Object(date.finish(arena))
}

/// So many digits from the start of a text, as a number, and what follows.
fn take_digits(text: &str, length: usize) -> Option<(f64, &str)> {
    let (digits, rest) = text.split_at_checked(length)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| Some((from_decimal(digits)?, rest)))?
}

/// A member of an item.
pub(super) struct ProductMember {
    /// Its name in the event.
    pub(super) key: &'static str,
    /// Its name at Friendbuy.
    name: &'static str,
    pub(super) convert: Convert,
    /// What is sent without a value.
    default: Option<Value<'static>>,
}

impl ProductMember {
    const fn new(key: &'static str, convert: Convert) -> Self {
        Self {
            key,
            name: key,
            convert,
            default: None,
        }
    }

    const fn or(self, default: Value<'static>) -> Self {
        Self {
            default: Some(default),
            ..self
        }
    }

    const fn renamed(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// The one that is sent under a name.
    pub(super) fn sent_as(name: Text<'_>) -> Option<&'static Self> {
        PRODUCT.iter().find(|member| Text::Str(member.name) == name)
    }
}

/// What is sent of an item.
const PRODUCT: [ProductMember; 8] = [
    ProductMember::new("sku", Convert::Text).or(Value::text("unknown")),
    ProductMember::new("name", Convert::Copy).or(Value::text("unknown")),
    ProductMember::new("quantity", Convert::Integer).or(Value::Number(Number::Literal("1"))),
    ProductMember::new("price", Convert::Number),
    ProductMember::new("description", Convert::Copy),
    ProductMember::new("category", Convert::Copy),
    ProductMember::new("url", Convert::Copy),
    ProductMember::new("image_url", Convert::Copy).renamed("imageUrl"),
];

fn products<'a>(value: Value<'a>, arena: &'a Arena) -> Option<Value<'a>> {
    let Value::Array(items) = value else {
        return None;
    };
    let mut products = Vec::with_capacity(items.len());
    for item in items {
        products.push(product(*item, arena)?);
    }
    Some(Value::Array(arena.array(&products)))
}

/// One item of an order. Members Friendbuy does not know are left out.
fn product<'a>(item: Value<'a>, arena: &'a Arena) -> Option<Value<'a>> {
    if item.is_nullish() {
        return None;
    }
    let item = item.as_object().unwrap_or(Object::EMPTY);
    // Segment's code looks for custom attributes in items too.
    let attributes = item.get("friendbuyAttributes").and_then(Value::as_object);
    let mut product = Vec::with_capacity(PRODUCT.len());
    for member in &PRODUCT {
        let own = item.get(member.key);
        let value = own
            .or_else(|| attributes?.get(member.key))
            .unwrap_or(Value::Undefined);
        let value = Some(convert(member.convert, value, arena)?).filter(|value| !is_empty(*value));
        if let Some(value) = value.or(member.default) {
            product.push(Member {
                key: Text::Str(member.name),
                value,
            });
        }
    }
    Some(Value::Object(Object::from_unique(arena.members(&product))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn converted(change: Convert, json: &str) -> String {
        let arena = Arena::new();
        let value = parse(json, &arena).unwrap();
        match convert(change, value, &arena) {
            Some(Value::Undefined) => "absent".to_owned(),
            Some(value) => value.to_json(),
            None => "crash".to_owned(),
        }
    }

    #[test]
    fn converters_change_what_they_are_made_for() {
        use Convert::{Date, Integer, Number, Products, Text};
        for (change, json, result) in [
            (Text, "5", r#""5""#),
            (Text, "1e21", r#""1e+21""#),
            (Text, "true", "true"),
            (Integer, r#""-5""#, "-5"),
            (Integer, r#""05""#, r#""05""#),
            (Integer, r#""5.0""#, r#""5.0""#),
            (Integer, "5.5", "5.5"),
            (Number, r#""5.50""#, "5.5"),
            (Number, r#"".5""#, r#"".5""#),
            (Number, r#""1e3""#, r#""1e3""#),
            (
                Date,
                r#""2000-01-02T03""#,
                r#"{"month":1,"day":2,"year":2000}"#,
            ),
            (Date, r#""0000-01-02""#, r#"{"month":1,"day":2}"#),
            (Date, r#""01-02""#, r#"{"month":1,"day":2}"#),
            (
                Date,
                r#""2000-13-40""#,
                r#"{"month":13,"day":40,"year":2000}"#,
            ),
            (Date, r#""2000-1-2""#, "absent"),
            (Date, r#""2000-01-021""#, "absent"),
            (Date, r#""-01-02""#, "absent"),
            (Date, "[]", "absent"),
            (Date, "null", "crash"),
            (
                Products,
                "[{\"price\":1,\"brand\":2}]",
                r#"[{"sku":"unknown","name":"unknown","quantity":1,"price":1}]"#,
            ),
            (
                Products,
                "[5]",
                r#"[{"sku":"unknown","name":"unknown","quantity":1}]"#,
            ),
            (Products, "[null]", "crash"),
            (Products, "5", "crash"),
        ] {
            assert_eq!(converted(change, json), result, "{change:?} {json}");
        }
    }
}
