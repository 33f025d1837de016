//! The three modes, and everything in which they differ.

use crate::field::Reading;

/// How an event becomes a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What Segment's code does, for migrating and comparing.
    Segment,
    /// What Segment's and Friendbuy's documentation say. A bad optional value costs that value, not the event.
    #[default]
    Documented,
    /// The same, but what `documented` warns about refuses the event: for tests.
    Strict,
}

/// What a mode does.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a row of the table of modes, independent of the others"
)]
pub struct Rules {
    /// How values are read and converted.
    pub reading: Reading,
    /// Whether a value that can't be used refuses the event, or is dropped with a warning.
    pub misfits_refuse: bool,
    /// Whether values that Friendbuy has no place for are checked all the same.
    pub checks_what_is_never_sent: bool,
    /// Whether additional properties obey Friendbuy's limits: texts only, ten, 128 characters each.
    pub limits_additional: bool,
    /// Whether custom attributes and event properties are what they are: under a field's name read like the field, and
    /// under the names of the objects they came in like any other.
    pub reads_inner_values: bool,
    /// Whether a missing name is made of first and last name.
    pub uses_fallbacks: bool,
    /// Whether notes and advice are given beside refusals.
    pub advises: bool,
    /// Whether every root field that Friendbuy documents for custom events is sent at the root.
    pub uses_documented_roots: bool,
}

const SEGMENT: Rules = Rules {
    reading: Reading::Segment,
    misfits_refuse: true,
    checks_what_is_never_sent: true,
    limits_additional: false,
    reads_inner_values: false,
    uses_fallbacks: false,
    advises: false,
    uses_documented_roots: false,
};

const DOCUMENTED: Rules = Rules {
    reading: Reading::Plain,
    misfits_refuse: false,
    checks_what_is_never_sent: false,
    limits_additional: true,
    reads_inner_values: true,
    uses_fallbacks: true,
    advises: true,
    uses_documented_roots: true,
};

const STRICT: Rules = Rules {
    misfits_refuse: true,
    ..DOCUMENTED
};

impl Mode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Segment, Self::Documented, Self::Strict];

    /// `segment`, `documented` or `strict`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Documented => "documented",
            Self::Strict => "strict",
        }
    }

    /// The mode of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }

    /// What the mode does.
    pub const fn rules(self) -> &'static Rules {
        match self {
            Self::Segment => &SEGMENT,
            Self::Documented => &DOCUMENTED,
            Self::Strict => &STRICT,
        }
    }
}
