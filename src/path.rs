//! Dotted paths: split once, followed often.

use std::borrow::Cow;

use crate::diagnostic::Pointer;
use crate::json::{Arena, Number, Text, TextBuf, Value};

/// A path into an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pieces: Box<[Piece]>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    key: TextBuf,
    /// The key as a list index, if it spells one.
    index: Option<u32>,
}

impl Path {
    /// The path of an `@path` or `@arrayPath` directive.
    ///
    /// As in Segment, the first `$.` is dropped wherever it stands, and the rest is read as in
    /// [`Path::from_placeholder`].
    pub fn from_directive(text: Text<'_>) -> Self {
        match text {
            Text::Str(text) => Self::split_mapping(&text.replacen("$.", "", 1)),
            Text::Units(units) => Self::single(Text::Units(units)),
        }
    }

    /// The path of a template placeholder.
    ///
    /// Pieces are parted by dots and by brackets around a digit or a quote; empty pieces and quotes vanish. A path
    /// without pieces is the whole event.
    pub fn from_placeholder(text: Text<'_>) -> Self {
        match text {
            Text::Str(text) => Self::split_mapping(text),
            Text::Units(units) => Self::single(Text::Units(units)),
        }
    }

    /// A path from names that need no splitting.
    pub fn from_keys<'k>(keys: impl IntoIterator<Item = Text<'k>>) -> Self {
        Self {
            pieces: keys.into_iter().map(Piece::new).collect(),
        }
    }

    fn single(text: Text<'_>) -> Self {
        Self::from_keys([text])
    }

    fn split_mapping(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_quote_or_digit =
            |byte: Option<&u8>| matches!(byte, Some(b'"' | b'\'' | b'0'..=b'9'));
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut at = 0;
        let mut piece = |start: usize, end: usize| {
            let raw = text.get(start..end).unwrap_or("");
            if !raw.is_empty() {
                let unquoted: Cow<'_, str> = if raw.contains(['"', '\'']) {
                    raw.replace(['"', '\''], "").into()
                } else {
                    raw.into()
                };
                pieces.push(Piece::new(Text::Str(&unquoted)));
            }
        };
        while let Some(byte) = bytes.get(at) {
            let length = match byte {
                b'.' => 1,
                b'[' if is_quote_or_digit(bytes.get(at + 1)) => 1,
                b']' if at > 0 && is_quote_or_digit(bytes.get(at - 1)) => {
                    let run = bytes.iter().skip(at);
                    run.take_while(|byte| **byte == b']').count()
                }
                _ => 0,
            };
            if length == 0 {
                at += 1;
            } else {
                piece(start, at);
                at += length;
                start = at;
            }
        }
        piece(start, bytes.len());
        Self {
            pieces: pieces.into(),
        }
    }

    /// Follows the path. As in Segment, a value that is JavaScript-false (`null`, `0`, `false`, `""`, missing) ends
    /// the way and is the result.
    pub fn get<'a>(&self, root: Value<'a>, arena: &'a Arena) -> Value<'a> {
        let mut value = root;
        for piece in &self.pieces {
            if !value.is_truthy() {
                return value;
            }
            value = piece.step(value, arena);
        }
        value
    }

    /// The place this path leads to, for messages.
    pub fn pointer(&self) -> Pointer {
        self.pieces.iter().fold(Pointer::root(), |pointer, piece| {
            pointer.key(&piece.key.as_text().to_string())
        })
    }

    /// Whether the path has no step and so leads to the whole event.
    pub fn is_root(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl Piece {
    fn new(key: Text<'_>) -> Self {
        let index = match key {
            Text::Str(key) => crate::json::canonical_index(key),
            Text::Units(_) => None,
        };
        Self {
            key: key.into(),
            index,
        }
    }

    /// A member of an object, an element of a list, a character of a string, or a length.
    ///
    /// DIFFERENCE: JavaScript also finds inherited members (`constructor`, `toString`), which are functions. Here
    /// they are missing.
    fn step<'a>(&self, value: Value<'a>, arena: &'a Arena) -> Value<'a> {
        let index = self.index.and_then(|index| usize::try_from(index).ok());
        let found = match value {
            Value::Object(object) => object.get_text(self.key.as_text()),
            Value::Array(values) => match index {
                Some(index) => values.get(index).copied(),
                None => self.length(values.len()),
            },
            Value::Text(text) => match index {
                Some(index) => text.unit_at(index, arena).map(Value::Text),
                None => self.length(text.len_utf16()),
            },
            _ => None,
        };
        found.unwrap_or(Value::Undefined)
    }

    #[expect(clippy::cast_precision_loss, reason = "no length comes near 2^53")]
    fn length<'a>(&self, length: usize) -> Option<Value<'a>> {
        let is_length = self.key.as_text() == Text::Str("length");
        is_length.then_some(Value::Number(Number::Value(length as f64)))
    }
}
