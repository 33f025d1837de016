//! Strings with JavaScript's content: UTF-16 that need not be well formed.

use std::borrow::Cow;
use std::fmt;

use super::{Arena, Number, Object, Value};

/// A borrowed JavaScript string.
///
/// Almost every string is well formed and a plain `str`. JSON can spell halves of surrogate pairs (`"\ud83d"`) and
/// taking a character out of a string can leave one; those strings are kept as UTF-16. The form is canonical: a string
/// that can be a `str` is one, so comparing forms compares content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Text<'a> {
    /// A well-formed string.
    Str(&'a str),
    /// A string with at least one lone surrogate, in UTF-16 code units.
    Units(&'a [u16]),
}

impl<'a> Text<'a> {
    /// The string of UTF-16 code units.
    pub fn from_units(units: &[u16], arena: &'a Arena) -> Self {
        match String::from_utf16(units) {
            Ok(text) => Self::Str(arena.text(&text)),
            Err(_) => Self::Units(arena.units(units)),
        }
    }

    /// Whether there is no character.
    pub const fn is_empty(self) -> bool {
        matches!(self, Self::Str(text) if text.is_empty())
    }

    /// The length as JavaScript counts it, in UTF-16 code units.
    pub fn len_utf16(self) -> usize {
        match self {
            Self::Str(text) if text.is_ascii() => text.len(),
            Self::Str(text) => text.chars().map(char::len_utf16).sum(),
            Self::Units(units) => units.len(),
        }
    }

    /// The length in Unicode code points; a lone surrogate counts as one.
    pub fn len_characters(self) -> usize {
        match self {
            Self::Str(text) => text.chars().count(),
            Self::Units(units) => char::decode_utf16(units.iter().copied()).count(),
        }
    }

    /// Whether the string starts with an ASCII character.
    pub fn starts_with(self, character: char) -> bool {
        match self {
            Self::Str(text) => text.starts_with(character),
            Self::Units(units) => units.first().copied().map(u32::from) == Some(character.into()),
        }
    }

    /// The string with `U+FFFD` in place of lone surrogates.
    pub fn to_str_lossy(self) -> Cow<'a, str> {
        match self {
            Self::Str(text) => Cow::Borrowed(text),
            Self::Units(units) => Cow::Owned(String::from_utf16_lossy(units)),
        }
    }

    /// The UTF-16 code units.
    pub fn to_units(self) -> Vec<u16> {
        match self {
            Self::Str(text) => text.encode_utf16().collect(),
            Self::Units(units) => units.to_vec(),
        }
    }

    /// The string of one UTF-16 code unit, as `text[index]` gives it in JavaScript.
    pub fn unit_at(self, index: usize, arena: &'a Arena) -> Option<Text<'a>> {
        let unit = match self {
            Self::Str(text) if text.is_ascii() => return text.get(index..=index).map(Text::Str),
            Self::Str(text) => text.encode_utf16().nth(index)?,
            Self::Units(units) => *units.get(index)?,
        };
        Some(Self::from_units(&[unit], arena))
    }
}

/// Shows the string with `U+FFFD` in place of lone surrogates.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_str_lossy())
    }
}

/// An owned [`Text`], for what outlives the JSON it was read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextBuf {
    /// A well-formed string.
    Str(Box<str>),
    /// A string with at least one lone surrogate, in UTF-16 code units.
    Units(Box<[u16]>),
}

impl TextBuf {
    /// The string, borrowed.
    pub const fn as_text(&self) -> Text<'_> {
        match self {
            Self::Str(text) => Text::Str(text),
            Self::Units(units) => Text::Units(units),
        }
    }

    /// A string from UTF-16 code units.
    pub fn from_units(units: &[u16]) -> Self {
        match String::from_utf16(units) {
            Ok(text) => Self::Str(text.into()),
            Err(_) => Self::Units(units.into()),
        }
    }
}

impl From<Text<'_>> for TextBuf {
    fn from(text: Text<'_>) -> Self {
        match text {
            Text::Str(text) => Self::Str(text.into()),
            Text::Units(units) => Self::Units(units.into()),
        }
    }
}

impl From<&str> for TextBuf {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

/// Joins strings, code units and numbers; halves of a surrogate pair that meet become one character.
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: String,
    /// Everything so far, once a lone surrogate made `text` too narrow.
    units: Option<Vec<u16>>,
}

impl TextBuilder {
    /// A builder without content.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much memory the content takes, in bytes.
    pub fn bytes(&self) -> usize {
        let units = self.units.as_ref();
        units.map_or(self.text.len(), |units| size_of_val(units.as_slice()))
    }

    /// Adds a string.
    pub fn push(&mut self, text: Text<'_>) {
        match text {
            Text::Str(text) => self.push_str(text),
            Text::Units(units) => self.as_units().extend_from_slice(units),
        }
    }

    /// Adds a well-formed string.
    pub fn push_str(&mut self, text: &str) {
        match &mut self.units {
            None => self.text.push_str(text),
            Some(units) => units.extend(text.encode_utf16()),
        }
    }

    /// Adds one character.
    pub fn push_char(&mut self, character: char) {
        self.push_str(character.encode_utf8(&mut [0; 4]));
    }

    /// Adds one UTF-16 code unit.
    pub fn push_unit(&mut self, unit: u16) {
        match (char::from_u32(u32::from(unit)), &mut self.units) {
            (Some(character), None) => self.text.push(character),
            _ => self.as_units().push(unit),
        }
    }

    /// Adds a number as JavaScript prints it.
    pub fn push_number(&mut self, number: Number<'_>) {
        if self.units.is_none() {
            number.write_text(&mut self.text);
        } else {
            let mut text = String::new();
            number.write_text(&mut text);
            self.push_str(&text);
        }
    }

    /// Adds a value as JavaScript's `String(value)` prints it, with nothing for a missing value or `null`.
    pub fn push_value(&mut self, value: Value<'_>) {
        match value {
            Value::Undefined | Value::Null => {}
            Value::Bool(value) => self.push_str(if value { "true" } else { "false" }),
            Value::Number(number) => self.push_number(number),
            Value::Text(text) => self.push(text),
            Value::Array(values) => {
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        self.push_str(",");
                    }
                    self.push_value(*value);
                }
            }
            Value::Object(Object { .. }) => self.push_str("[object Object]"),
        }
    }

    /// The finished string.
    pub fn finish(self, arena: &Arena) -> Text<'_> {
        match self.units {
            None => Text::Str(arena.text(&self.text)),
            Some(units) => Text::from_units(&units, arena),
        }
    }

    fn as_units(&mut self) -> &mut Vec<u16> {
        let text = &self.text;
        self.units
            .get_or_insert_with(|| text.encode_utf16().collect())
    }
}

impl<'a> Value<'a> {
    /// JavaScript's `String(value)`, with `""` for a missing value or `null`.
    ///
    /// ```
    /// use friendbuy_edge_json::{Arena, parse};
    /// let arena = Arena::new();
    /// let list = parse(r#"[1, "x", null, [2, 3], {"q": 1}]"#, &arena)?;
    /// assert_eq!(list.to_text(&arena).to_string(), "1,x,,2,3,[object Object]");
    /// # Ok::<(), friendbuy_edge_json::JsonError>(())
    /// ```
    pub fn to_text(self, arena: &'a Arena) -> Text<'a> {
        if let Value::Text(text) = self {
            return text;
        }
        let mut builder = TextBuilder::new();
        builder.push_value(self);
        builder.finish(arena)
    }
}

/// What JavaScript's `trim` removes: tab, line and page breaks, the byte order mark and Unicode's space separators.
pub const fn is_js_whitespace(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n'
            | '\u{b}'
            | '\u{c}'
            | '\r'
            | ' '
            | '\u{a0}'
            | '\u{feff}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// JavaScript's `trim`.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_js_whitespace)
}
