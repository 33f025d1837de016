//! Values as JSON text, as `JSON.stringify` writes them.

use super::scan::plain_length;
use super::{Object, Text, Value};

impl Value<'_> {
    /// Writes the value as compact JSON. A missing value is left out of objects and is `null` elsewhere.
    pub fn write_json(self, out: &mut String) {
        match self {
            Self::Undefined | Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Self::Number(number) => number.write_json(out),
            Self::Text(text) => text.write_json(out),
            Self::Array(values) => {
                out.push('[');
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    value.write_json(out);
                }
                out.push(']');
            }
            Self::Object(object) => object.write_json(out),
        }
    }

    /// The value as compact JSON.
    pub fn to_json(self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }
}

impl Object<'_> {
    /// Writes the object as compact JSON, without members that have no value.
    pub fn write_json(self, out: &mut String) {
        out.push('{');
        let present = self
            .members()
            .iter()
            .filter(|member| !member.value.is_undefined());
        for (place, member) in present.enumerate() {
            if place > 0 {
                out.push(',');
            }
            member.key.write_json(out);
            out.push(':');
            member.value.write_json(out);
        }
        out.push('}');
    }
}

impl Text<'_> {
    /// Writes the string as a JSON string; lone surrogates as `\ud800`.
    pub fn write_json(self, out: &mut String) {
        match self {
            Self::Str(text) => {
                out.push('"');
                write_escaped(text, out);
                out.push('"');
            }
            Self::Units(units) => {
                out.push('"');
                for decoded in char::decode_utf16(units.iter().copied()) {
                    match decoded {
                        Ok(character) => write_escaped(character.encode_utf8(&mut [0; 4]), out),
                        Err(lone) => write_unit(lone.unpaired_surrogate(), out),
                    }
                }
                out.push('"');
            }
        }
    }
}

fn write_escaped(text: &str, out: &mut String) {
    let mut rest = text;
    loop {
        let (plain, escaped) = rest
            .split_at_checked(plain_length(rest.as_bytes()))
            .unwrap_or((rest, ""));
        out.push_str(plain);
        if escaped.is_empty() {
            return;
        }
        let mut characters = escaped.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(control) => write_unit(u16::try_from(u32::from(control)).unwrap_or(0), out),
            None => {}
        }
        rest = characters.as_str();
    }
}

fn write_unit(unit: u16, out: &mut String) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        let digit = u32::from((unit >> shift) & 0xf);
        out.push(char::from_digit(digit, 16).unwrap_or('0'));
    }
}

/// Writes an object whose members are known in the source, one after the other.
#[derive(Debug)]
pub struct ObjectWriter<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    /// Opens an object.
    pub fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Writes a member's name; its value is for the caller to write. Names are plain words that need no escapes.
    pub fn member(&mut self, name: &'static str) -> &mut String {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
        self.out
    }

    /// Writes a member that is text.
    pub fn text(&mut self, name: &'static str, text: &str) {
        Text::Str(text).write_json(self.member(name));
    }

    /// Writes a member that is a whole number.
    pub fn whole(&mut self, name: &'static str, number: impl Into<i64>) {
        let out = self.member(name);
        out.push_str(&number.into().to_string());
    }

    /// Writes a member that is true or false.
    pub fn flag(&mut self, name: &'static str, value: bool) {
        Value::Bool(value).write_json(self.member(name));
    }

    /// Writes a member that is a list.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(T, &mut String),
    ) {
        write_list(self.member(name), items, write);
    }

    /// Closes the object.
    pub fn finish(self) {
        self.out.push('}');
    }
}

/// Writes a list.
pub fn write_list<T>(
    out: &mut String,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(T, &mut String),
) {
    let mut list = ListWriter::new(out);
    for item in items {
        write(item, list.item());
    }
    list.finish();
}

/// Writes a list, one item after the other.
#[derive(Debug)]
struct ListWriter<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> ListWriter<'o> {
    /// Opens a list.
    fn new(out: &'o mut String) -> Self {
        out.push('[');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Begins an item, which is for the caller to write.
    fn item(&mut self) -> &mut String {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        self.out
    }

    /// Closes the list.
    fn finish(self) {
        self.out.push(']');
    }
}
