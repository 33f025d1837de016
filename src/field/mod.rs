//! The fields of Friendbuy's actions: what they are called, what they take, where their values go.
//!
//! A field is data. The actions' tables are constants; everything that can differ between fields is an enum here.

mod back;
mod coerce;
mod convert;
mod format;

pub(crate) use back::{before_convert, before_read};
pub use coerce::{Finding, Problem, Reading, read};
pub use convert::convert;
pub(crate) use convert::is_empty;
pub use format::is_email;

/// One field of an action, or of an item in a list of objects.
#[derive(Debug)]
pub struct Field {
    /// The key in a mapping; Segment's name.
    pub key: &'static str,
    /// The name people see; Segment's label.
    pub label: &'static str,
    /// What the field is for.
    pub description: &'static str,
    /// What kind of value it takes.
    pub kind: FieldType,
    /// Whether it takes a list of such values.
    pub multiple: bool,
    /// Whether a call can't be made without it.
    pub required: bool,
    /// What the value has to look like.
    pub format: Option<Format>,
    /// Where the value comes from unless the mapping says otherwise.
    pub default: Default,
    /// Where the value goes.
    pub output: Output,
    /// How the value changes on its way.
    pub convert: Convert,
    /// What stands in when there is no value, outside of `segment` mode.
    pub fallback: Option<Fallback>,
    /// Whether Friendbuy's own documentation asks for it although Segment does not.
    pub recommended: bool,
}

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// Text.
    Text,
    /// A number.
    Number,
    /// A number without a fraction.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// An object with any members.
    Object,
    /// An object with these members; others are left out.
    Shape(&'static [Field]),
}

impl FieldType {
    /// Segment's name of the type.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Object | Self::Shape(_) => "object",
        }
    }

    /// The type with its article, for messages.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Number => "a number",
            Self::Integer => "an integer",
            Self::Boolean => "a boolean",
            Self::Object | Self::Shape(_) => "an object",
        }
    }
}

/// What a text has to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `YYYY-MM-DD`, a day of the calendar; the year `0000` means no year.
    Date,
    /// A date with a time. Outside of `segment` mode a plain date will do.
    DateTime,
    /// An absolute URI.
    Uri,
    /// An email address. Segment does not check it.
    Email,
    /// One of a few words. Segment does not check it.
    Choice(&'static [&'static str]),
}

impl Format {
    /// The format with its article, for messages.
    pub fn expected(self) -> String {
        match self {
            Self::Date => "a date as YYYY-MM-DD".to_owned(),
            Self::DateTime => "a date and time as in 2020-01-31T12:00:00Z".to_owned(),
            Self::Uri => "an absolute URI".to_owned(),
            Self::Email => "an email address".to_owned(),
            Self::Choice(words) => format!("one of `{}`", words.join("`, `")),
        }
    }

    /// The format's name in the catalogue of actions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Uri => "uri",
            Self::Email => "email",
            Self::Choice(_) => "choice",
        }
    }
}

/// Where a value comes from unless the mapping says otherwise.
#[derive(Clone, Copy, Debug)]
pub enum Default {
    /// From nowhere.
    None,
    /// From a path of the event.
    Path(&'static str),
    /// From the first of two paths that leads to a value other than null.
    FirstOf(&'static str, &'static str),
}

impl Default {
    /// The mapping, as JSON.
    pub fn to_json(self) -> Option<String> {
        match self {
            Self::None => None,
            Self::Path(path) => Some(format!(r#"{{"@path":"{path}"}}"#)),
            Self::FirstOf(first, second) => Some(format!(
                r#"{{"@if":{{"exists":{{"@path":"{first}"}},"then":{{"@path":"{first}"}},"else":{{"@path":"{second}"}}}}}}"#
            )),
        }
    }
}

/// Where a value goes in the body of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// To the root, under this name.
    Root(&'static str),
    /// To the root, under this name; in `segment` mode to the additional properties, as Segment's code does.
    RootUnlessSegment(&'static str),
    /// To the additional properties, under its own key.
    Additional,
    /// Nowhere: the API has no place for it.
    Never,
    /// Its members are custom attributes.
    Attributes,
    /// Its members are the properties of a custom event.
    Properties,
}

impl Output {
    /// The name at the root of the body; `documented` is any mode but `segment`.
    pub const fn root(self, documented: bool) -> Option<&'static str> {
        match self {
            Self::Root(name) => Some(name),
            Self::RootUnlessSegment(name) if documented => Some(name),
            _ => None,
        }
    }
}

/// How a value changes on its way into the body. As in Segment, a value that does not fit stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convert {
    /// Not at all.
    Copy,
    /// Numbers become text.
    Text,
    /// Text that spells an integer becomes a number.
    Integer,
    /// Text that spells a number becomes one.
    Number,
    /// A date becomes `{month, day, year?}`.
    Date,
    /// Items of an order, with Friendbuy's names and Segment's defaults.
    Products,
}

/// What stands in for a value that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// First and last name, with a space between them.
    FullName,
}

impl Field {
    /// A text field that comes from nowhere, goes nowhere special and is not required: the base of every table row.
    pub const fn text(key: &'static str, label: &'static str, description: &'static str) -> Self {
        Self {
            key,
            label,
            description,
            kind: FieldType::Text,
            multiple: false,
            required: false,
            format: None,
            default: Default::None,
            output: Output::Root(key),
            convert: Convert::Copy,
            fallback: None,
            recommended: false,
        }
    }

    /// The same field with another type.
    pub const fn kind(self, kind: FieldType) -> Self {
        Self { kind, ..self }
    }

    /// The same field, taking a list.
    pub const fn multiple(self) -> Self {
        Self {
            multiple: true,
            ..self
        }
    }

    /// The same field, required.
    pub const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// The same field, wanted by Friendbuy.
    pub const fn recommended(self) -> Self {
        Self {
            recommended: true,
            ..self
        }
    }

    /// The same field with a format.
    pub const fn format(self, format: Format) -> Self {
        Self {
            format: Some(format),
            ..self
        }
    }

    /// The same field, filled from a path.
    pub const fn from(self, path: &'static str) -> Self {
        Self {
            default: Default::Path(path),
            ..self
        }
    }

    /// The same field, filled from the first of two paths.
    pub const fn from_first(self, first: &'static str, second: &'static str) -> Self {
        Self {
            default: Default::FirstOf(first, second),
            ..self
        }
    }

    /// The same field, going elsewhere.
    pub const fn to(self, output: Output) -> Self {
        Self { output, ..self }
    }

    /// The same field, converted.
    pub const fn convert(self, convert: Convert) -> Self {
        Self { convert, ..self }
    }

    /// The same field with something to stand in.
    pub const fn fallback(self, fallback: Fallback) -> Self {
        Self {
            fallback: Some(fallback),
            ..self
        }
    }
}
