//! Dotted paths: split once, followed often.

use crate::diagnostic::Pointer;
use crate::json::{Arena, Number, Plan, Planned, Slot, Text, TextBuf, Value, canonical_index};

/// `$.`, which stands for the event.
const ROOT_PREFIX: [u16; 2] = [b'$' as u16, b'.' as u16];

/// A path into an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pieces: Box<[Piece]>,
    /// Where an event that was parsed by a plan has the value.
    slot: Option<Slot>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    key: TextBuf,
    /// The key as a list index, if it spells one.
    index: Option<u32>,
}

/// Where a path led to.
#[derive(Debug)]
pub(crate) struct Way<'p, 'a> {
    /// The keys to the value, or to the value that it is a part of.
    pub(crate) keys: Vec<Text<'p>>,
    /// The value.
    pub(crate) value: Value<'a>,
    /// Whether the value is a character or a length of the value that the keys lead to.
    pub(crate) is_part: bool,
}

impl Path {
    /// The path of an `@path` or `@arrayPath` directive.
    ///
    /// As in Segment, the first `$.` is dropped wherever it stands, and the rest is read as in
    /// [`Path::from_placeholder`].
    pub fn from_directive(text: Text<'_>) -> Self {
        let mut units = text.to_units();
        if let Some(at) = units.windows(2).position(|pair| pair == ROOT_PREFIX) {
            units.drain(at..at + ROOT_PREFIX.len());
        }
        Self::split(&units)
    }

    /// The path of a template placeholder.
    ///
    /// Pieces are parted by dots and by brackets around a digit or a quote; empty pieces and quotes vanish. A path
    /// without pieces is the whole event.
    pub fn from_placeholder(text: Text<'_>) -> Self {
        Self::split(&text.to_units())
    }

    /// A path from names that need no splitting.
    pub fn from_keys<'k>(keys: impl IntoIterator<Item = Text<'k>>) -> Self {
        let keys = keys.into_iter().map(TextBuf::from);
        Self {
            pieces: keys.map(Piece::new).collect(),
            slot: None,
        }
    }

    fn split(units: &[u16]) -> Self {
        let mut pieces = Vec::new();
        let mut piece = units;
        let mut at = 0;
        let mut before = None;
        while let Some((unit, rest)) = piece.get(at..).and_then(<[u16]>::split_first) {
            let separator = match u8::try_from(*unit) {
                Ok(b'.') => 1,
                Ok(b'[') if is_quote_or_digit(rest.first()) => 1,
                Ok(b']') if is_quote_or_digit(before) => {
                    1 + rest.iter().take_while(|next| *next == unit).count()
                }
                _ => 0,
            };
            before = Some(unit);
            if separator == 0 {
                at += 1;
                continue;
            }
            pieces.extend(piece.get(..at).and_then(Piece::from_units));
            piece = piece.get(at + separator..).unwrap_or_default();
            at = 0;
        }
        pieces.extend(Piece::from_units(piece));
        Self {
            pieces: pieces.into(),
            slot: None,
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

    /// Follows the path and keeps the keys on the way.
    pub(crate) fn follow<'a>(&self, root: Value<'a>, arena: &'a Arena) -> Way<'_, 'a> {
        let mut way = Way {
            keys: Vec::with_capacity(self.pieces.len()),
            value: root,
            is_part: false,
        };
        for piece in &self.pieces {
            if !way.value.is_truthy() {
                break;
            }
            way.is_part |= match way.value {
                Value::Object(_) => false,
                Value::Array(_) => piece.index.is_none(),
                _ => true,
            };
            if !way.is_part {
                way.keys.push(piece.key.as_text());
            }
            way.value = piece.step(way.value, arena);
        }
        way
    }

    /// The same in an event, which may have been parsed by the plan that was asked for the path.
    pub fn get_planned<'a>(&self, event: Planned<'a>, arena: &'a Arena) -> Value<'a> {
        let kept = self.slot.and_then(|slot| event.get(slot));
        kept.unwrap_or_else(|| self.get(event.root, arena))
    }

    /// Asks a plan for the value at the end of the path.
    pub fn ask(&mut self, plan: &mut Plan) {
        self.slot = plan.add(self.keys());
    }

    /// The place this path leads to, for messages.
    pub fn pointer(&self) -> Pointer {
        Pointer::to(self.pieces.iter().map(|piece| piece.key.as_text()))
    }

    /// The keys of all steps.
    pub(crate) fn keys(&self) -> Vec<Text<'_>> {
        self.pieces
            .iter()
            .map(|piece| piece.key.as_text())
            .collect()
    }

    /// Whether the path has no step and so leads to the whole event.
    pub fn is_root(&self) -> bool {
        self.pieces.is_empty()
    }
}

impl Piece {
    fn new(key: TextBuf) -> Self {
        let index = match &key {
            TextBuf::Str(key) => canonical_index(key),
            TextBuf::Units(_) => None,
        };
        Self { key, index }
    }

    /// A piece as it stands between two separators; an empty one is none. Quotes around (and in) it vanish.
    fn from_units(units: &[u16]) -> Option<Self> {
        if units.is_empty() {
            return None;
        }
        let unquoted = units.iter().copied().filter(|unit| !is_quote(*unit));
        Some(Self::new(TextBuf::from_units(
            &unquoted.collect::<Vec<_>>(),
        )))
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

fn is_quote(unit: u16) -> bool {
    unit == u16::from(b'"') || unit == u16::from(b'\'')
}

fn is_quote_or_digit(unit: Option<&u16>) -> bool {
    let is_digit = |unit: u16| (u16::from(b'0')..=u16::from(b'9')).contains(&unit);
    unit.is_some_and(|unit| is_quote(*unit) || is_digit(*unit))
}
