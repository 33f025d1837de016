//! Triggers: which events a mapping is for.
//!
//! A trigger is one text, such as `type = "track" and event = "Order Completed"`. It is read in one of two
//! [dialects](Dialect) into the same [tree](Condition), tells for every event whether it [matches](Trigger::matches),
//! and [explains](Trigger::explain) why. Trees print back as text and go through JSON, for editors.
//!
//! # Our dialect
//!
//! | Condition | True when |
//! |---|---|
//! | `field = "text"`, `field != "text"` | the value is that text; is anything else, or missing |
//! | `field = 5`, `field != 5` | the value is a number equal to 5; is another number |
//! | `field < 5`, `<=`, `>`, `>=` | the value is a number, and compares like that |
//! | `field = true`, `field != true` | the value is the boolean; is anything else, or missing |
//! | `field = null`, `field != null` | there is no value, or it is `null`; there is one |
//! | `field in ["a", 5, true]`, `field not in […]` | the value is one of them; is none of them, or missing |
//! | `contains(field, "text")`, `!contains(…)` | the value is a text with the other in it; is a text without it |
//! | `match(field, "text*")`, `!match(…)` | the value is a text of that pattern; is a text of another one |
//! | `any(field, condition)` | the value is a list, and the condition is true for one of its elements |
//! | `!(condition)`, `not (condition)` | the condition is false |
//! | `true`, `false` | always, never |
//!
//! Conditions are joined by `and` and `or`; `and` binds tighter, parentheses nest. Values compare without conversion:
//! the text `"5"` is not the number `5`. In patterns `*` is any text, `?` one character, and a backslash takes the next
//! character as it is. Texts stand in double or single quotes and know the escapes of JSON.
//!
//! | Field | |
//! |---|---|
//! | `type`, `event`, `name`, `userId`, `anonymousId`, … | the [members](Member) of an event that are texts. Values are compared as text: `userId = 5` asks for `"5"` |
//! | `properties.total`, `traits.…`, `context.…`, `integrations.…` | a path below one of the event's objects |
//! | `properties.products[0].sku`, `properties.products.0.sku` | an element of a list |
//! | `properties["unit price"]`, `properties["a.b"]` | a key that is no plain word |
//! | `it.version` | any other member of the event |
//!
//! Inside of `any`, names are members of the element, and `it` is the element:
//! `any(properties.products, category = "gift" and price > 20)`, `any(traits.tags, it = "vip")`.
//!
//! What can't be read is an error with its place, and [all of them](Trigger::compile) are told at once.
//!
//! # Segment's dialect
//!
//! Literally what Segment's code does, so that stored triggers keep their meaning: one connective for each group (the last
//! one counts), one level of parentheses, texts without escapes, unknown fields ignored. Where our dialect reads the same
//! text differently, [`difference`] shows both readings.
//!
//! Exceptions are marked `DIFFERENCE`: members that JavaScript objects inherit are not there, and where Segment's
//! evaluation crashes, the trigger does not match and has a [warning](Trigger::warnings).

mod difference;
mod error;
mod eval;
mod explain;
mod field;
mod lex;
mod normal;
mod operator;
mod parse;
mod pattern;
mod print;
mod reference;
mod segment;
#[cfg(test)]
mod tests;
mod tree;
mod units;
mod wire;

pub use difference::{Difference, Reading, difference};
pub use error::{PrintError, TriggerError, TriggerErrorKind};
pub use explain::Explanation;
pub use field::{Field, FieldPath, Member, Root};
pub use operator::Operator;
pub use reference::{CONDITIONS, Form};
pub use tree::{Any, Comparison, Condition, Connective, Group, Operand, Scalar};

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Pointer};
use crate::json::{Arena, Plan, Text, TextBuf, Value};
use crate::limits::MAX_TRIGGER_BYTES;

/// How a trigger is read and printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As Segment's own code reads it, quirks included, so that stored triggers keep their meaning.
    Segment,
    /// As the language is documented: what is written is what counts, and what can't be read is an error.
    Documented,
}

/// A compiled trigger.
#[derive(Clone, Debug)]
pub struct Trigger {
    condition: Condition,
    warnings: Vec<TriggerError>,
    /// Where in the text the single conditions are, in the tree's order.
    spans: Box<[Range<usize>]>,
}

/// Two triggers are equal when they say the same, however their texts are laid out.
impl PartialEq for Trigger {
    fn eq(&self, other: &Self) -> bool {
        self.condition == other.condition && self.warnings == other.warnings
    }
}

impl Dialect {
    /// Both dialects.
    pub const ALL: [Self; 2] = [Self::Segment, Self::Documented];

    /// `segment` or `documented`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Documented => "documented",
        }
    }

    /// The dialect of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.as_str() == name)
    }
}

impl Trigger {
    /// Reads a trigger.
    ///
    /// # Errors
    ///
    /// Every [`TriggerError`] that can be told in one go.
    ///
    /// ```
    /// use friendbuy_edge::json::{Arena, parse};
    /// use friendbuy_edge::trigger::{Dialect, Trigger};
    ///
    /// let trigger = Trigger::compile(r#"type = "track" and properties.total > 50"#, Dialect::Documented).unwrap();
    /// let arena = Arena::new();
    /// let event = parse(r#"{"type": "track", "properties": {"total": 72.5}}"#, &arena)?;
    /// assert!(trigger.matches(event, &arena));
    /// # Ok::<(), friendbuy_edge::json::JsonError>(())
    /// ```
    pub fn compile(text: &str, dialect: Dialect) -> Result<Self, Vec<TriggerError>> {
        Self::compile_text(Text::Str(text), dialect)
    }

    /// Reads a trigger that need not be well-formed Unicode, as JSON can spell it. In spans, half a surrogate pair counts
    /// three bytes.
    ///
    /// # Errors
    ///
    /// Every [`TriggerError`] that can be told in one go.
    pub fn compile_text(text: Text<'_>, dialect: Dialect) -> Result<Self, Vec<TriggerError>> {
        let shown = text.to_string();
        // DIFFERENCE: Segment limits the single token, not the trigger.
        if shown.len() > MAX_TRIGGER_BYTES {
            let span = MAX_TRIGGER_BYTES..shown.len();
            return Err(vec![TriggerError::new(TriggerErrorKind::TooLong, span)]);
        }
        let (condition, warnings, spans) = match (dialect, text) {
            (Dialect::Segment, text) => {
                let parsed = segment::parse(text).map_err(|error| vec![error])?;
                (parsed.condition, parsed.warnings, parsed.spans)
            }
            (Dialect::Documented, Text::Str(text)) => {
                let (condition, spans) = parse::parse(text)?;
                (condition, Vec::new(), spans)
            }
            (Dialect::Documented, Text::Units(units)) => return Err(vec![lone_surrogate(units)]),
        };
        Ok(Self {
            condition,
            warnings,
            spans: spans.into(),
        })
    }

    /// Reads a trigger from the JSON form of its tree, as [`Condition::to_json`] writes it. `at` is where it stands in its
    /// document.
    ///
    /// # Errors
    ///
    /// Every problem, with a pointer to its place.
    pub fn from_json(
        value: Value<'_>,
        dialect: Dialect,
        at: &Pointer,
    ) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self {
            condition: Condition::from_json(value, dialect, at)?,
            warnings: Vec::new(),
            spans: Box::default(),
        })
    }

    /// What the trigger says. The root is always a group.
    pub const fn condition(&self) -> &Condition {
        &self.condition
    }

    /// Problems that are none for Segment's parser, but for its evaluation.
    pub fn warnings(&self) -> &[TriggerError] {
        &self.warnings
    }

    /// Whether the trigger is true for an event.
    ///
    /// DIFFERENCE: Segment's evaluation crashes on some trees and on an event that is `null`; here they do not match.
    pub fn matches<'a>(&self, event: Value<'a>, arena: &'a Arena) -> bool {
        !event.is_nullish() && self.condition.holds(event, arena) == Some(true)
    }

    /// Asks a plan for whatever the trigger looks at.
    pub fn ask(&self, plan: &mut Plan) {
        self.condition.ask(plan);
    }

    /// Why the trigger matches an event, or does not: every condition, what it saw, and what it came to.
    pub fn explain<'a>(&self, event: Value<'a>, arena: &'a Arena) -> Explanation<'_, 'a> {
        let mut explanation = self.condition.explain(event, arena);
        explanation.locate(&mut self.spans.iter().cloned());
        explanation
    }

    /// The trigger as text.
    ///
    /// Our dialect has a text for every tree. Segment's is printed as Segment prints it; the text need not read back as
    /// the same tree.
    ///
    /// # Errors
    ///
    /// A [`PrintError`] when the tree holds what Segment has no text for.
    pub fn print(&self, dialect: Dialect) -> Result<TextBuf, PrintError> {
        match dialect {
            Dialect::Segment => segment::print(&self.condition),
            Dialect::Documented => Ok(self.condition.to_string().as_str().into()),
        }
    }
}

/// Our dialect has escapes for what is no Unicode, so a trigger as a whole need not contain it.
fn lone_surrogate(units: &[u16]) -> TriggerError {
    let decoded = char::decode_utf16(units.iter().copied());
    let before = decoded.map_while(Result::ok).map(char::len_utf8).sum();
    let kind = TriggerErrorKind::Character(char::REPLACEMENT_CHARACTER);
    let span = before..before + char::REPLACEMENT_CHARACTER.len_utf8();
    TriggerError::new(kind, span).help("write half a surrogate pair as an escape: `\"\\ud83d\"`")
}
