//! Making a value into what its field takes.

use super::convert::is_plain_integer;
use super::format::{is_date, is_date_time, is_email, is_uri};
use super::{Convert, Field, FieldType, Format};
use crate::diagnostic::Pointer;
use crate::json::{Arena, Member, Number, Object, Text, Value, number_from_text, trim};

/// How values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As Segment's validation converts them: with all of JavaScript's conversions (`" "` and `null` are the number 0,
    /// `true` is 1, `"0x10"` is 16), items of a list need their required members, formats only Segment knows.
    Segment,
    /// As people write them: a number is a number or decimal text, `null` is no value, members of an item are as good
    /// as they are, a plain date will do for a date with a time, email addresses and choices are checked.
    Plain,
}

/// Something wrong with a value.
#[derive(Debug)]
pub struct Finding {
    /// Where, below the field's value.
    pub pointer: Pointer,
    /// The label of the field, or of the member of an item.
    pub label: &'static str,
    /// What.
    pub problem: Problem,
}

/// What can be wrong with a value.
#[derive(Clone, Copy, Debug)]
pub enum Problem {
    /// It is of a type that can't be converted.
    Type {
        /// What the field takes.
        expected: FieldType,
        /// What is there.
        found: &'static str,
    },
    /// It does not have the field's format.
    Format(Format),
    /// An item lacks a member it has to have.
    Missing {
        /// The member's key.
        key: &'static str,
    },
}

/// Reads a field's value: what fits comes back, what does not is reported and left out.
///
/// Nothing at all comes back as [`Value::Undefined`].
pub fn read<'a>(
    field: &'static Field,
    value: Value<'a>,
    reading: Reading,
    arena: &'a Arena,
    findings: &mut Vec<Finding>,
) -> Value<'a> {
    let mut reader = Reader {
        reading,
        arena,
        findings,
    };
    // At the root of a mapping Segment drops null and empty text, whatever the type.
    if value.is_nullish() || value.is_empty_text() {
        return Value::Undefined;
    }
    if field.multiple {
        reader.list(field, value)
    } else {
        reader.one(field, value, Place::Root)
    }
}

/// A place below the field's value; most are never spelled out, because nothing is wrong there.
#[derive(Clone, Copy)]
enum Place<'p> {
    Root,
    Element(usize),
    Member(&'p Place<'p>, &'static str),
}

impl Place<'_> {
    fn pointer(self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Element(index) => Pointer::root().index(index),
            Self::Member(item, key) => item.pointer().key(key),
        }
    }
}

struct Reader<'f, 'a> {
    reading: Reading,
    arena: &'a Arena,
    findings: &'f mut Vec<Finding>,
}

impl<'a> Reader<'_, 'a> {
    fn report(&mut self, field: &'static Field, place: Place<'_>, problem: Problem) {
        self.findings.push(Finding {
            pointer: place.pointer(),
            label: field.label,
            problem,
        });
    }

    /// A list of values; a single value is a list of one.
    fn list(&mut self, field: &'static Field, value: Value<'a>) -> Value<'a> {
        let single = [value];
        let (values, is_list) = match value {
            Value::Array(values) => (values, true),
            _ => (single.as_slice(), false),
        };
        let is_text = matches!(field.kind, FieldType::Text);
        let mut read = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate() {
            // Segment makes an item of what has nothing in it.
            let is_nothing = match value {
                Value::Object(object) => object.is_empty() && self.reading == Reading::Plain,
                _ => value.is_nullish() || (value.is_empty_text() && !is_text),
            };
            if is_nothing {
                continue;
            }
            let place = if is_list {
                Place::Element(at)
            } else {
                Place::Root
            };
            let value = self.one(field, *value, place);
            if !value.is_undefined() {
                read.push(value);
            }
        }
        Value::Array(self.arena.array(&read))
    }

    fn one(&mut self, field: &'static Field, value: Value<'a>, place: Place<'_>) -> Value<'a> {
        // Segment checks a number and then sends it as Friendbuy's integer.
        let kind = match (field.convert, self.reading) {
            (Convert::Integer, Reading::Plain) => FieldType::Integer,
            _ => field.kind,
        };
        // Most values are what their field takes.
        let converted = match (kind, value) {
            (FieldType::Text, Value::Text(_)) => Some(value),
            _ => self.convert(kind, value),
        };
        let Some(converted) = converted else {
            let problem = Problem::Type {
                expected: kind,
                found: match (kind, value) {
                    (FieldType::Number | FieldType::Integer, Value::Number(number)) => {
                        if number.is_finite() {
                            "a number with a fraction"
                        } else {
                            "a number beyond all that can be sent"
                        }
                    }
                    _ => value.kind(),
                },
            };
            self.report(field, place, problem);
            return Value::Undefined;
        };
        if let FieldType::Shape(members) = kind {
            return self.shape(members, converted, place);
        }
        // Segment lets `[""]` and `[null]` pass for a required text.
        if self.reading == Reading::Plain && converted.is_empty_text() {
            return Value::Undefined;
        }
        let Some(format) = field.format else {
            return converted;
        };
        let text = converted.as_str().unwrap_or("");
        let (fits, is_kept) = match (format, self.reading) {
            (Format::Date, _) => (is_date(text), false),
            (Format::DateTime, Reading::Segment) => (is_date_time(text), false),
            (Format::DateTime, Reading::Plain) => (is_date_time(text) || is_date(text), false),
            (Format::Uri, _) => (is_uri(text), false),
            (Format::Email | Format::Choice(_), Reading::Segment) => (true, true),
            // Friendbuy may know better what an address is: it is sent, and the merchant told.
            (Format::Email, Reading::Plain) => (is_email(text), true),
            (Format::Choice(words), Reading::Plain) => (words.contains(&text), false),
        };
        if !fits {
            self.report(field, place, Problem::Format(format));
        }
        if fits || is_kept {
            converted
        } else {
            Value::Undefined
        }
    }

    fn shape(
        &mut self,
        members: &'static [Field],
        value: Value<'a>,
        place: Place<'_>,
    ) -> Value<'a> {
        let mut read = Vec::with_capacity(members.len());
        for member in members {
            let value = value.member(member.key);
            let is_absent = match self.reading {
                Reading::Segment => value.is_undefined(),
                Reading::Plain => value.is_nullish() || value.is_empty_text(),
            };
            if is_absent {
                if member.required && self.reading == Reading::Segment {
                    self.report(member, place, Problem::Missing { key: member.key });
                }
                continue;
            }
            let value = self.one(member, value, Place::Member(&place, member.key));
            if !value.is_undefined() {
                read.push(Member {
                    key: Text::Str(member.key),
                    value,
                });
            }
        }
        Value::Object(Object::from_unique(self.arena.members(&read)))
    }

    /// Converts to a type; `None` where that is not possible.
    fn convert(&self, kind: FieldType, value: Value<'a>) -> Option<Value<'a>> {
        if let FieldType::Object | FieldType::Shape(_) = kind {
            return value.as_object().map(Value::Object);
        }
        // A list of one stands for its element.
        let value = match value {
            Value::Array([single]) => *single,
            other => other,
        };
        match (kind, value) {
            (FieldType::Text, Value::Text(_) | Value::Number(_) | Value::Bool(_)) => {
                Some(Value::Text(value.to_text(self.arena)))
            }
            // Segment's conversion of null stops short of what is not there at all: `[{"@path": "missing"}]`.
            (FieldType::Text, Value::Undefined) if self.reading == Reading::Segment => None,
            (FieldType::Text, Value::Null | Value::Undefined) => Some(Value::text("")),
            (FieldType::Number | FieldType::Integer, _) => {
                let number = self.number(value)?;
                let is_integer = match number {
                    Value::Number(number) => number.is_integer(),
                    _ => false,
                };
                (is_integer || matches!(kind, FieldType::Number)).then_some(number)
            }
            (FieldType::Boolean, Value::Bool(_)) => Some(value),
            (FieldType::Boolean, Value::Text(Text::Str("true"))) => Some(Value::Bool(true)),
            (FieldType::Boolean, Value::Text(Text::Str("false"))) => Some(Value::Bool(false)),
            (FieldType::Boolean, Value::Number(number)) => match number.to_index() {
                Some(0) => Some(Value::Bool(false)),
                Some(1) => Some(Value::Bool(true)),
                _ => None,
            },
            (FieldType::Boolean, Value::Null) if self.reading == Reading::Segment => {
                Some(Value::Bool(false))
            }
            _ => None,
        }
    }

    fn number(&self, value: Value<'a>) -> Option<Value<'a>> {
        match (value, self.reading) {
            (Value::Number(number), _) => number.is_finite().then_some(value),
            (Value::Bool(value), Reading::Segment) => Some(Value::from(f64::from(value))),
            (Value::Null, Reading::Segment) => Some(Value::from(0.0)),
            (Value::Text(Text::Str(text)), Reading::Segment) if !text.is_empty() => {
                number_from_text(text).map(Value::from)
            }
            (Value::Text(Text::Str(text)), Reading::Plain) => decimal(trim(text)),
            _ => None,
        }
    }
}

/// Text that spells a decimal number, sign and exponent allowed, hexadecimal digits and infinities not.
fn decimal(text: &str) -> Option<Value<'_>> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c));
    let is_decimal = starts_well && !text.contains(['x', 'X', 'o', 'O', 'b', 'B', 'I']);
    let number = number_from_text(text).filter(|number| is_decimal && number.is_finite())?;
    // An integer keeps its digits as if it were no text.
    Some(if is_plain_integer(text) {
        Value::Number(Number::Literal(text))
    } else {
        Value::from(number)
    })
}
