//! Why a mapping could not be applied to an event.

use super::liquid::LiquidError;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::json::Text;
use crate::limits::{MAX_MAPPED_BYTES, MAX_MAPPED_DEPTH};

/// A directive met something that it can't use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct ResolveError {
    /// What is wrong.
    pub kind: ResolveErrorKind,
    /// Where in the mapping.
    pub pointer: Pointer,
    /// The value of the event it comes from, if it is one value.
    pub event: Option<Pointer>,
}

/// What can go wrong when a mapping is applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveErrorKind {
    /// A directive that does not exist, where Segment does not check: `[{"@pth": "$.a"}]`.
    #[error("`{0}` is not a directive")]
    UnknownDirective(Box<str>),
    /// A directive whose argument is no text, or a directive that gave none: `{"@path": {"@path": "$.missing"}}`.
    #[error("`{directive}` needs a string, but its argument gave {found}")]
    NotText {
        /// The directive.
        directive: &'static str,
        /// What it got.
        found: &'static str,
    },
    /// An argument of another kind, where Segment does not check: `[{"@if": 5}]`.
    #[error("`{directive}` needs {expected}, but got {found}")]
    Argument {
        /// The directive.
        directive: &'static str,
        /// What it needs.
        expected: &'static str,
        /// What it got.
        found: &'static str,
    },
    /// An option that is absent, or `""`, `0`, `false` or `null`: `{"@json": {"mode": "encode", "value": 0}}`.
    #[error("`{directive}` needs the option `{option}`, and not empty, zero, false or null")]
    MissingOption {
        /// The directive.
        directive: &'static str,
        /// The option.
        option: &'static str,
    },
    /// An `@if` without a test: `{"@if": {"then": 1}}`.
    #[error("`@if` has nothing to test")]
    NothingToTest,
    /// An operator of `@case` that is none: `{"@case": {"operator": "title", "value": {"@path": "$.name"}}}`.
    #[error("the operator of `@case` is neither `lower` nor `upper`")]
    CaseOperator,
    /// An option of `@replace` that is too long, where Segment does not check: `pattern2` with 11 characters.
    #[error("`{option}` of `@replace` has more than {limit} characters")]
    TooLong {
        /// The option.
        option: &'static str,
        /// The most UTF-16 code units it may have.
        limit: usize,
    },
    /// Data that is no object: an event that is a list, or `@transform` over the items of a list of strings.
    #[error("only an object can be mapped, not {0}")]
    DataType(&'static str),
    /// `apply` of `@transform` is no mapping, where Segment does not check before.
    #[error("`apply` of `@transform` can't be used: {0}")]
    Apply(Box<str>),
    /// A text of `@liquid` that can't be read or rendered: `{"@liquid": "{{ list | map: 'id' }}"}`.
    #[error("`@liquid`: {0}")]
    Liquid(#[from] LiquidError),
    /// An object that JavaScript can't make text of, because it has a member named `toString`:
    /// `{"@template": "{{o}}"}` for the event `{"o": {"toString": 1}}`.
    #[error("an object with a member `toString` can't become text")]
    NoText,
    /// A result beyond [`MAX_MAPPED_BYTES`]: `@replace` of every letter of a long text by the text itself.
    #[error("the result is larger than {} MiB", MAX_MAPPED_BYTES / 1024 / 1024)]
    TooLarge,
    /// A result beyond [`MAX_MAPPED_DEPTH`], or `@json` text that nests too deeply.
    #[error("the result is nested deeper than {MAX_MAPPED_DEPTH} levels")]
    TooDeep,
}

/// The error as it goes from directive to directive: in one word, as it is rare and every result has room for it.
pub(super) type Failure = Box<ResolveError>;

impl From<ResolveErrorKind> for Failure {
    #[cold]
    #[inline(never)]
    fn from(kind: ResolveErrorKind) -> Self {
        Box::new(ResolveError {
            kind,
            pointer: Pointer::root(),
            event: None,
        })
    }
}

impl From<LiquidError> for Failure {
    #[cold]
    #[inline(never)]
    fn from(error: LiquidError) -> Self {
        ResolveErrorKind::Liquid(error).into()
    }
}

impl ResolveError {
    /// The error as a finding about a mapping that stands at `mapping` in its document.
    pub fn to_diagnostic(&self, mapping: &Pointer) -> Diagnostic {
        let location = Location::document(mapping.join(&self.pointer));
        let problem = Diagnostic::new(Code::MappingFailed, self.kind.to_string()).at(location);
        problem.maybe_help(self.kind.help())
    }
}

impl ResolveErrorKind {
    /// What to do about it.
    pub(super) fn help(&self) -> Option<String> {
        let help = match self {
            Self::UnknownDirective(name) => {
                let names = super::specs().map(|spec| spec.name);
                return super::check::did_you_mean(name, names);
            }
            Self::NotText { .. } => "give it a string, or test with `@if` that the value is there",
            Self::NothingToTest => "add `exists` or `blank` with a value, usually a `@path`",
            Self::NoText => "take the members you need by path",
            Self::DataType(_)
            | Self::Liquid(_)
            | Self::Argument { .. }
            | Self::MissingOption { .. }
            | Self::CaseOperator
            | Self::TooLong { .. }
            | Self::Apply(_)
            | Self::TooLarge
            | Self::TooDeep => return None,
        };
        Some(help.to_owned())
    }
}

/// Says where in the mapping an error was, from the inside out.
pub(super) trait At {
    /// The error was in a member of this.
    fn at(self, key: &str) -> Self;

    /// The error was in a member of this.
    fn at_text(self, key: Text<'_>) -> Self;

    /// The error was in an element of this.
    fn at_index(self, index: usize) -> Self;
}

impl<T> At for Result<T, Failure> {
    fn at(self, key: &str) -> Self {
        self.map_err(|error| within(error, &Pointer::root().key(key)))
    }

    fn at_text(self, key: Text<'_>) -> Self {
        self.map_err(|error| within(error, &Pointer::root().key(&key.to_str_lossy())))
    }

    fn at_index(self, index: usize) -> Self {
        self.map_err(|error| within(error, &Pointer::root().index(index)))
    }
}

#[cold]
#[expect(clippy::unnecessary_box_returns, reason = "it was in a box before")]
fn within(mut error: Failure, outer: &Pointer) -> Failure {
    error.pointer = outer.join(&error.pointer);
    error
}
