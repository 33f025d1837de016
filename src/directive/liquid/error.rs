//! What can be wrong with a Liquid text.

/// What is wrong with a Liquid text, or with what its filters are given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LiquidError {
    /// Any text, in a build without the feature `liquid`.
    #[cfg(not(feature = "liquid"))]
    #[error("this build leaves Liquid out")]
    LeftOut,
    /// More characters than Segment takes.
    #[error("the text has {found} characters; at most {limit} are allowed")]
    TooLong {
        /// How many UTF-16 code units there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// An output or a tag that just stops: `{{ name`.
    #[error("{0} is not closed")]
    NotClosed(&'static str),
    /// A tag without a name: `{% %}`.
    #[error("expected the name of a tag")]
    TagName,
    /// A tag that does not exist, or stands where it can't: `{% endif %}`.
    #[error("there is no tag `{0}` here")]
    UnknownTag(Box<str>),
    /// A tag of Liquid that Segment does not allow: `{% for item in list %}`.
    #[error("the tag `{0}` is disabled")]
    DisabledTag(Box<str>),
    /// A tag whose end is missing: `{% if name %}`.
    #[error("the tag `{0}` is not closed")]
    OpenTag(Box<str>),
    /// Something else than what has to stand here: `{{ }}`, `{% assign name %}`.
    #[error("expected {0}")]
    Expected(&'static str),
    /// An `elsif` or another `else` behind `else`.
    #[error("`else` has to be the last part of `if`")]
    AfterElse,
    /// A comment of which a line does not start with `#`.
    #[error("every line of a `#` comment has to start with `#`")]
    Comment,
    /// A string that stops in the middle of a `\u` escape.
    #[error("unfinished escape in a string")]
    Escape,
    /// Brackets or ranges inside each other, too many times.
    #[error("nested too deeply")]
    Depth,
    /// A filter of Liquid that Segment does not allow: `{{ list | map: "id" }}`.
    #[error("the filter `{0}` is disabled")]
    DisabledFilter(&'static str),
    /// `append` or `prepend` without, or with more than, one text.
    #[error("the filter `{0}` takes exactly one argument")]
    OneArgument(&'static str),
    /// A third argument of `default` that is neither `allow_false` nor a pair.
    #[error("the filter `default` only takes `allow_false: true` besides the default")]
    DefaultArgument,
    /// A percent escape, or half a character, that can't be part of a URL.
    #[error("the text can't be part of a URL, or has a malformed percent escape")]
    Uri,
    /// `now` or `today` where nobody said what time it is.
    #[error("`now` is not known here")]
    Now,
    /// A time zone that is neither UTC nor a number of minutes.
    #[error("time zones other than UTC are only known as a number of minutes west of it")]
    TimeZone,
    /// More work or memory than a text may take: `{{ (1..1000000000) }}`.
    #[error("the text takes too much time or memory")]
    Limit,
}
