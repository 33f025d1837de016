//! Whether a trigger means the same in both dialects.

use super::error::TriggerError;
use super::tree::{Any, Condition, Connective, Group};
use super::{Dialect, Trigger};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer};

/// The two meanings of one trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// What Segment makes of it.
    pub segment: Reading,
    /// What our dialect makes of it.
    pub documented: Reading,
}

/// What one dialect makes of a trigger.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// This condition, in our dialect, in which no text has two meanings.
    Condition(String),
    /// Nothing.
    Refused(Vec<TriggerError>),
}

/// Both readings of a trigger, if its meaning is not the same in both dialects.
///
/// Readings are compared by their form, without regard to superfluous parentheses and the like. A trigger that neither
/// dialect can read has no difference.
///
/// ```
/// use friendbuy_edge::trigger::{Reading, difference};
///
/// assert_eq!(difference(r#"type = "track" and event = "Signed Up""#), None);
/// let found = difference(r#"type = "page" or type = "track" and event = "Signed Up""#).unwrap();
/// let segment = r#"type = "page" and type = "track" and event = "Signed Up""#;
/// assert_eq!(found.segment, Reading::Condition(segment.into()));
/// let documented = r#"type = "page" or (type = "track" and event = "Signed Up")"#;
/// assert_eq!(found.documented, Reading::Condition(documented.into()));
/// ```
pub fn difference(text: &str) -> Option<Difference> {
    let segment = Trigger::compile(text, Dialect::Segment);
    let documented = Trigger::compile(text, Dialect::Documented);
    let is_same = match (&segment, &documented) {
        (Ok(segment), Ok(documented)) => {
            let is_safe = segment.warnings.is_empty();
            is_safe
                && segment.condition.normal().meaning() == documented.condition.normal().meaning()
        }
        (Err(_), Err(_)) => true,
        _ => false,
    };
    (!is_same).then(|| Difference {
        segment: segment.into(),
        documented: documented.into(),
    })
}

impl From<Result<Trigger, Vec<TriggerError>>> for Reading {
    fn from(compiled: Result<Trigger, Vec<TriggerError>>) -> Self {
        match compiled {
            Ok(trigger) => Self::Condition(trigger.condition.to_string()),
            Err(errors) => Self::Refused(errors),
        }
    }
}

impl Difference {
    /// The difference as a finding about the trigger at `pointer` of a document.
    pub fn to_diagnostic(&self, pointer: Pointer) -> Diagnostic {
        let message = match (&self.segment, &self.documented) {
            (Reading::Condition(segment), Reading::Condition(documented)) if segment == "false" => {
                format!(
                    "for Segment this trigger is never true, as documented it means `{documented}`"
                )
            }
            (Reading::Condition(segment), Reading::Condition(documented)) => {
                format!(
                    "Segment reads this trigger as `{segment}`, as documented it means `{documented}`"
                )
            }
            (Reading::Refused(errors), Reading::Condition(documented)) => {
                let why = first(errors);
                format!(
                    "Segment can't read this trigger ({why}), as documented it means `{documented}`"
                )
            }
            (Reading::Condition(segment), Reading::Refused(errors)) => {
                let why = first(errors);
                format!(
                    "Segment reads this trigger as `{segment}`, as documented it can't be read ({why})"
                )
            }
            (Reading::Refused(_), Reading::Refused(_)) => "nobody can read this trigger".into(),
        };
        Diagnostic::new(Code::TriggerReadsDifferently, message).at(Location::document(pointer))
    }
}

fn first(errors: &[TriggerError]) -> String {
    errors.first().map(ToString::to_string).unwrap_or_default()
}

impl Condition {
    /// The condition without what makes no difference: groups in groups of the same connective, constants that decide
    /// nothing, double negation.
    fn meaning(self) -> Condition {
        match self {
            Self::Group(Group {
                connective,
                children,
            }) => {
                let decisive = connective == Connective::Or;
                let mut flat = Vec::new();
                for child in children.into_iter().map(Self::meaning) {
                    if child == Self::constant(decisive) {
                        return child;
                    }
                    match child {
                        // A constant that does not decide is an empty group of this connective.
                        Self::Group(inner) if inner.connective == connective => {
                            flat.extend(inner.children);
                        }
                        child => flat.push(child),
                    }
                }
                match flat.pop() {
                    Some(only) if flat.is_empty() => only,
                    last => {
                        flat.extend(last);
                        Self::Group(Group {
                            connective,
                            children: flat,
                        })
                    }
                }
            }
            Self::Not(inner) => match inner.meaning() {
                Self::Not(twice) => *twice,
                inner => inner.not(),
            },
            Self::Any(any) => Self::Any(Any {
                list: any.list,
                condition: Box::new(any.condition.meaning()),
            }),
            other @ (Self::Comparison(_) | Self::Nothing) => other,
        }
    }
}
