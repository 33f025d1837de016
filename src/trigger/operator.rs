//! How a condition tests a value.

use crate::json::{Text, TextBuf};

/// Declares the operators once: variant, wire name, documentation.
macro_rules! operators {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal;)+) => {
        /// How a value is tested.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Operator {
            $($(#[doc = $doc])+ $variant,)+
            /// Whatever Segment's parser found in the place of an operator, as in `type like "x"`. Never true.
            Other(TextBuf),
        }

        impl Operator {
            /// Every operator that has a name of its own.
            pub const ALL: &[Operator] = &[$(Self::$variant),+];

            /// The name in the tree's JSON form.
            pub const fn name(&self) -> Text<'_> {
                match self {
                    $(Self::$variant => Text::Str($name),)+
                    Self::Other(name) => name.as_text(),
                }
            }

            /// What the value has to be, as the documentation says it.
            pub const fn about(&self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+),)+
                    Self::Other(_) => "",
                }
            }
        }
    };
}

operators! {
    /// The very text.
    Equals = "=";
    /// Anything but the text, also no value at all.
    NotEquals = "!=";
    /// A number equal to it.
    NumberEquals = "number_equals";
    /// A number other than it.
    NumberNotEquals = "number_not_equals";
    /// A smaller number.
    Less = "<";
    /// A number that is not greater.
    AtMost = "<=";
    /// A greater number.
    Greater = ">";
    /// A number that is not smaller.
    AtLeast = ">=";
    /// A text with the given one in it.
    Contains = "contains";
    /// A text without the given one in it.
    NotContains = "not_contains";
    /// A text with the given one at its start.
    StartsWith = "starts_with";
    /// A text without the given one at its start.
    NotStartsWith = "not_starts_with";
    /// A text with the given one at its end.
    EndsWith = "ends_with";
    /// A text without the given one at its end.
    NotEndsWith = "not_ends_with";
    /// Any value but `null`.
    Exists = "exists";
    /// No value, or `null`.
    NotExists = "not_exists";
    /// The boolean `true`.
    IsTrue = "is_true";
    /// The boolean `false`.
    IsFalse = "is_false";
    /// Anything but the boolean `true`, also no value at all.
    IsNotTrue = "is_not_true";
    /// Anything but the boolean `false`, also no value at all.
    IsNotFalse = "is_not_false";
    /// A text of the given pattern.
    Matches = "matches";
    /// A text of another pattern.
    NotMatches = "not_matches";
    /// One of the values of a list.
    In = "in";
    /// None of the values of a list, also no value at all.
    NotIn = "not_in";
}

impl Operator {
    /// How many of [`Operator::ALL`], from its start, are Segment's own.
    const SEGMENT: usize = 18;

    /// The operator of a name in the tree's JSON form.
    pub fn from_name(name: Text<'_>) -> Option<Self> {
        Self::ALL.iter().find(|known| known.name() == name).cloned()
    }

    /// What Segment makes of a token in the place of an operator: also `event contains "x"` works there.
    pub(super) fn from_segment(name: &TextBuf) -> Self {
        let mut known = Self::ALL.iter().take(Self::SEGMENT);
        known
            .find(|known| known.name() == name.as_text())
            .cloned()
            .unwrap_or_else(|| Self::Other(name.clone()))
    }

    /// Whether the operator compares with nothing.
    pub(super) const fn stands_alone(&self) -> bool {
        matches!(
            self,
            Self::Exists
                | Self::NotExists
                | Self::IsTrue
                | Self::IsFalse
                | Self::IsNotTrue
                | Self::IsNotFalse
        )
    }

    /// Whether the operator compares with a number.
    pub(super) const fn is_numeric(&self) -> bool {
        matches!(
            self,
            Self::NumberEquals
                | Self::NumberNotEquals
                | Self::Less
                | Self::AtMost
                | Self::Greater
                | Self::AtLeast
        )
    }

    /// Whether Segment knows the operator, or at least wrote it itself.
    pub(super) fn is_segment(&self) -> bool {
        matches!(self, Self::Other(_))
            || Self::ALL
                .iter()
                .take(Self::SEGMENT)
                .any(|known| known == self)
    }
}
