//! What can be wrong with a trigger.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::limits::{MAX_TRIGGER_BYTES, MAX_TRIGGER_DEPTH};

/// One problem in a trigger: what it is, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct TriggerError {
    /// What is wrong.
    pub kind: TriggerErrorKind,
    /// Where, in bytes from the start of the trigger.
    pub span: Range<usize>,
    /// What to do about it.
    pub help: Option<String>,
}

impl TriggerError {
    pub(super) const fn new(kind: TriggerErrorKind, span: Range<usize>) -> Self {
        Self {
            kind,
            span,
            help: None,
        }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// The problem as a finding about the string at `pointer` of a document.
    pub fn to_diagnostic(&self, pointer: Pointer) -> Diagnostic {
        Diagnostic::new(Code::TriggerSyntax, self.to_string())
            .at(Location::document(pointer).with_span(self.span.clone()))
            .maybe_help(self.help.clone())
    }
}

/// What can be wrong with a trigger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TriggerErrorKind {
    /// A trigger of more than [`MAX_TRIGGER_BYTES`].
    #[error("trigger is longer than {MAX_TRIGGER_BYTES} bytes")]
    TooLong,
    /// Conditions nested more than [`MAX_TRIGGER_DEPTH`] deep.
    #[error("conditions are nested deeper than {MAX_TRIGGER_DEPTH} levels")]
    TooDeep,
    /// A character that means nothing here, as in `type # "track"`.
    #[error("unexpected character `{}`", visible(*.0))]
    Character(char),
    /// A text without its closing quote, as in `event = "Order`.
    #[error("text is not closed")]
    UnclosedText,
    /// A parenthesis that is never closed, as in `(type = "track"`.
    #[error("parenthesis is not closed")]
    UnclosedParenthesis,
    /// In our dialect: nothing but white space.
    #[error("trigger is empty")]
    Empty,
    /// In our dialect: something missing or out of place, as in `type "track"` or `event =`.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What could stand here.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// In our dialect: a sign or word of another language, as in `type == "track" && event == "Signed Up"`.
    #[error("`{0}` means nothing here")]
    Foreign(String),
    /// In our dialect: quotes that a word processor made, as in `type = “track”`.
    #[error("`{0}` is a typographic quote")]
    SmartQuote(char),
    /// In our dialect: an unknown escape in a text, as in `"C:\data"`.
    #[error("unknown escape `\\{}` in a text", visible(*.0))]
    Escape(char),
    /// In our dialect: a member events do not have, as in `propertes.total > 5`.
    #[error("unknown member `{0}`")]
    UnknownMember(String),
    /// In our dialect: a function that does not exist, as in `contians(event, "x")`.
    #[error("unknown function `{0}`")]
    UnknownFunction(String),
    /// In our dialect: a path below a member that is a text, as in `event.name = "x"`.
    #[error("`{0}` is a text and has no members")]
    TextMember(&'static str),
    /// In our dialect: a member that is a text where a list is needed, as in `any(event, it = "x")`.
    #[error("`{0}` is a text and no list")]
    TextList(&'static str),
    /// In our dialect: text without quotes, as in `type = track`.
    #[error("`{0}` is no value")]
    Unquoted(String),
    /// In our dialect: a comparison by size with a text, as in `properties.total > "high"`.
    #[error("`{operator}` compares numbers, and {found} is none")]
    NotANumber {
        /// The operator.
        operator: &'static str,
        /// What was written.
        found: String,
    },
    /// In our dialect: `null` where only a value can stand, as in `contains(event, null)`.
    #[error("`null` can't stand here")]
    Null,
    /// In our dialect: two conditions side by side, as in `type = "track" event = "Signed Up"`.
    #[error("two conditions without `and` or `or` between them")]
    MissingConnective,
    /// In our dialect: a negation without parentheses, as in `!type = "track"`.
    #[error("`{0}` has to be followed by parentheses or a function")]
    BareNegation(&'static str),
    /// In our dialect: a parenthesis that was never opened, as in `type = "track")`.
    #[error("parenthesis was never opened")]
    UnopenedParenthesis,

    /// In Segment's dialect: a word that runs into something else, as in `properties.a>5`.
    #[error("`{}` directly behind a word", visible(*.0))]
    AfterWord(char),
    /// In Segment's dialect: an exclamation mark before nothing it could negate, as in `type ! "track"`.
    #[error("`!` negates nothing here")]
    LoneBang,
    /// In Segment's dialect: a backslash at the end.
    #[error("`\\` escapes nothing here")]
    LoneBackslash,
    /// In Segment's dialect: a number like `5.` or `1.2.3`.
    #[error("number with a misplaced decimal point")]
    DecimalPoint,
    /// In Segment's dialect: a word, text or number of 100,000 characters.
    #[error("word, text or number is too long")]
    TokenTooLong,
    /// In Segment's dialect: a trigger without a condition on one of its fields, as in `messageId = "x"`.
    #[error("no condition that Segment knows")]
    NoCondition,
    /// In Segment's dialect: parentheses in parentheses, as in `((type = "track"))`.
    #[error("parentheses in parentheses, which Segment does not read")]
    NestedParentheses,
    /// In Segment's dialect: a field without operator and value, as in `type`.
    #[error("field without an operator and a value")]
    MissingValue,
    /// In Segment's dialect: a function without arguments, as in `contains`.
    #[error("function without a {0} argument")]
    MissingArgument(&'static str),
    /// In Segment's dialect: parentheses without a condition on one of its fields, as in
    /// `type = "track" and (messageId = "x")`. Segment fails on events that get here.
    #[error("no condition that Segment knows in these parentheses")]
    Nothing,
    /// In Segment's dialect: a path of nothing but separators, as in `properties.\. = "x"`. Segment fails on events
    /// that get here.
    #[error("path without a name")]
    NamelessPath,
}

/// At most 40 characters of a text on one line, for messages.
pub(super) fn shorten(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(SHOWN).map(visible).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A character as it can stand in a message: line breaks and the like as the symbol for them.
fn visible(character: char) -> char {
    let code = u32::from(character);
    let symbol = (code < 0x20).then(|| char::from_u32(0x2400 + code));
    symbol.flatten().unwrap_or(character)
}

/// Why a tree has no text in Segment's dialect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrintError {
    /// A negated condition, as in `!(type = "track" or type = "page")`.
    #[error("Segment has no negation of conditions")]
    Not,
    /// A condition on the elements of a list, as in `any(properties.products, sku = "x")`.
    #[error("Segment has no conditions on the elements of a list")]
    Any,
    /// Parentheses in which Segment's parser found nothing.
    #[error("Segment found nothing in these parentheses and prints nothing for them")]
    Nothing,
    /// An operator of our dialect, as in `event in ["a", "b"]`.
    #[error("Segment has no operator `{0}`")]
    Operator(String),
    /// A field of our dialect, as in `messageId = "x"`.
    #[error("Segment has no conditions on `{0}`")]
    Field(&'static str),
    /// A path Segment can't spell, as in `properties["a.b"]`.
    #[error("Segment has no name for the path `{0}`")]
    Path(String),
}
