//! JSON as JavaScript sees it, borrowed from its own text.
//!
//! An event is parsed once. Strings without escapes and all numbers stay slices of the text; lists and objects are
//! slices in an [`Arena`] that is freed as a whole. A [`Value`] is therefore [`Copy`]: taking a member out of an event,
//! keeping it in a payload or building a new object around it copies a few words, never content.
//!
//! Every byte of every event passes through here, so this is a crate of its own: it is compiled to be fast, all else to be
//! small.
//!
//! Where JSON and JavaScript leave room, JavaScript's behaviour is kept, because mappings were written against it:
//! member order ([`ObjectBuilder`]), number text ([`Number`]), lone surrogates ([`Text`]), conversion to text
//! ([`Value::to_text`]).

mod arena;
mod decimal;
mod mark;
mod number;
mod object;
mod parse;
mod plan;
mod scan;
mod text;
mod write;

pub use arena::Arena;
pub use decimal::from_decimal;
pub use mark::{Mark, Marks};
pub use number::{Number, number_from_text};
pub use object::{Index, canonical_index};
pub use object::{Member, Object, ObjectBuilder};
pub use parse::{JsonError, JsonErrorKind, parse};
pub use plan::{Plan, Planned, Slot};
pub use text::{Text, TextBuf, TextBuilder, is_js_whitespace, trim};
pub use write::{ObjectWriter, write_list};

/// How deep JSON may nest.
///
/// Parsing and writing recurse once a level, so this bounds the stack.
pub const MAX_DEPTH: usize = 256;

/// One JavaScript value that came from JSON, or was made from such values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// No value at all: a path that leads nowhere. Never comes out of [`parse`].
    Undefined,
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number<'a>),
    /// A string.
    Text(Text<'a>),
    /// A list.
    Array(&'a [Value<'a>]),
    /// An object.
    Object(Object<'a>),
}

impl<'a> Value<'a> {
    /// A string value.
    pub const fn text(text: &'a str) -> Self {
        Self::Text(Text::Str(text))
    }

    /// Whether there is no value at all.
    pub const fn is_undefined(self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// Whether this is the empty string.
    pub const fn is_empty_text(self) -> bool {
        matches!(self, Self::Text(text) if text.is_empty())
    }

    /// `true` for [`Value::Undefined`] and [`Value::Null`].
    pub const fn is_nullish(self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// JavaScript's truth of a value: no value, `null`, `false`, zero, NaN and `""` are false.
    pub fn is_truthy(self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(value) => value,
            Self::Number(number) => {
                let number = number.to_f64();
                number != 0.0 && !number.is_nan()
            }
            Self::Text(text) => !text.is_empty(),
            Self::Array(_) | Self::Object(_) => true,
        }
    }

    /// The object, if this is one.
    pub const fn as_object(self) -> Option<Object<'a>> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The string, if this is one without lone surrogates.
    pub const fn as_str(self) -> Option<&'a str> {
        match self {
            Self::Text(Text::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// The member of an object; [`Value::Undefined`] for anything else and for a member that is not there.
    pub fn member(self, key: &str) -> Value<'a> {
        self.as_object()
            .and_then(|object| object.get(key))
            .unwrap_or(Self::Undefined)
    }

    /// The member or element of a key; [`Value::Undefined`] where there is none.
    pub fn child(self, key: Text<'_>) -> Value<'a> {
        let found = match (self, key) {
            (Self::Object(object), _) => object.get_text(key),
            (Self::Array(values), Text::Str(key)) => canonical_index(key)
                .and_then(|index| usize::try_from(index).ok())
                .and_then(|index| values.get(index))
                .copied(),
            _ => None,
        };
        found.unwrap_or(Self::Undefined)
    }

    /// The value without members that are [`Value::Undefined`], at every depth. List elements stay.
    pub fn without_undefined(self, arena: &'a Arena) -> Value<'a> {
        if !self.has_undefined_member() {
            return self;
        }
        match self {
            Self::Array(values) => {
                let values: Vec<_> = values
                    .iter()
                    .map(|value| value.without_undefined(arena))
                    .collect();
                Self::Array(arena.array(&values))
            }
            Self::Object(object) => {
                let present = object
                    .members()
                    .iter()
                    .filter(|member| !member.value.is_undefined());
                let members: Vec<_> = present
                    .map(|member| Member {
                        value: member.value.without_undefined(arena),
                        ..*member
                    })
                    .collect();
                Self::Object(Object::from_unique(arena.members(&members)))
            }
            other => other,
        }
    }

    fn has_undefined_member(self) -> bool {
        match self {
            Self::Array(values) => values.iter().any(|value| value.has_undefined_member()),
            Self::Object(object) => object
                .members()
                .iter()
                .any(|member| member.value.is_undefined() || member.value.has_undefined_member()),
            _ => false,
        }
    }

    /// What kind of value this is, with its article, for messages: `a string`, `an object`, `null`.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Undefined => "missing",
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}
