//! Calls on triggers by themselves.
//!
//! A trigger comes as JSON: a string, or a [tree](crate::trigger::Condition::to_json). The dialect is `segment` or
//! `documented`. Answers are, beside their `status`:
//!
//! | Call | Answer |
//! |---|---|
//! | [`parse()`] | `tree`; `text`, the tree in our dialect; `diagnostics`, what is worth a warning; `readings`, where the dialects differ |
//! | [`format()`] | `text` in the dialect |
//! | [`matches()`] | `matches` |
//! | [`explain()`] | `matches` and the `explanation`, as explaining an event has it |
//!
//! `readings` has the members `segment` and `documented`: the trigger's meaning in our dialect, in which no text has two
//! meanings; `null` where the dialect can't read it.

use super::explain::write_trigger;
use super::{answer, failure, write_diagnostics};
use crate::destination::parse_event;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, Severity, Source};
use crate::json::{Arena, ObjectWriter, Text, Value, parse as parse_json};
use crate::trigger::{Dialect, Reading, Trigger, difference};

/// Reads a trigger into its tree.
///
/// ```
/// use friendbuy_edge::wire::trigger::parse;
/// let answer = parse(r#""event = \"Signed Up\"""#, "documented");
/// assert_eq!(answer, r#"{"status":"success","tree":{"type":"group","operator":"and","children":[{"type":"event","operator":"=","value":"Signed Up"}]},"text":"event = \"Signed Up\"","diagnostics":[]}"#);
/// ```
pub fn parse(trigger: &str, dialect: &str) -> String {
    with_trigger(trigger, dialect, |given| {
        let warnings = given.trigger.warnings().iter();
        let warnings = warnings.map(|warning| Diagnostic {
            severity: Severity::Warning,
            ..warning.to_diagnostic(Pointer::root())
        });
        let warnings: Vec<_> = warnings.collect();
        let arena = Arena::new();
        let tree = given.trigger.condition().to_json(&arena);
        answer(|answer| {
            tree.write_json(answer.member("tree"));
            answer.text("text", &given.trigger.condition().to_string());
            write_diagnostics(&warnings, trigger, answer);
            if let Some(text) = given.text
                && let Some(difference) = difference(text)
            {
                let mut readings = ObjectWriter::new(answer.member("readings"));
                for (dialect, reading) in Dialect::ALL
                    .into_iter()
                    .zip([&difference.segment, &difference.documented])
                {
                    match reading {
                        Reading::Condition(text) => readings.text(dialect.as_str(), text),
                        Reading::Refused(_) => readings.member(dialect.as_str()).push_str("null"),
                    }
                }
                readings.finish();
            }
        })
    })
}

/// Prints a trigger.
pub fn format(trigger: &str, dialect: &str) -> String {
    with_trigger(trigger, dialect, |given| {
        match given.trigger.print(given.dialect) {
            Ok(text) => answer(|answer| text.as_text().write_json(answer.member("text"))),
            Err(error) => {
                let problem = Diagnostic::new(Code::TriggerSyntax, error.to_string());
                failure(&[problem.at(Location::document(Pointer::root()))], trigger)
            }
        }
    })
}

/// Says whether a trigger matches an event.
pub fn matches(trigger: &str, dialect: &str, event: &str) -> String {
    over_event(trigger, dialect, event, |given, event, arena| {
        let matches = given.trigger.matches(event, arena);
        answer(|answer| answer.flag("matches", matches))
    })
}

/// Says why a trigger matches an event, or does not.
pub fn explain(trigger: &str, dialect: &str, event: &str) -> String {
    over_event(trigger, dialect, event, |given, event, arena| {
        let explanation = given.trigger.explain(event, arena);
        answer(|answer| {
            answer.flag("matches", given.trigger.matches(event, arena));
            let text = given.text.unwrap_or_default();
            write_trigger(&explanation, text, answer.member("explanation"));
        })
    })
}

/// A trigger as it was given.
struct Given<'a> {
    trigger: Trigger,
    dialect: Dialect,
    /// The text, if it was one.
    text: Option<&'a str>,
}

fn with_trigger(trigger: &str, dialect: &str, work: impl FnOnce(Given<'_>) -> String) -> String {
    let arena = Arena::new();
    match read(trigger, dialect, &arena) {
        Ok(given) => work(given),
        Err(problems) => failure(&problems, trigger),
    }
}

fn over_event(
    trigger: &str,
    dialect: &str,
    event: &str,
    work: impl for<'a> FnOnce(&Given<'_>, Value<'a>, &'a Arena) -> String,
) -> String {
    with_trigger(trigger, dialect, |given| {
        let arena = Arena::new();
        match parse_event(event, &arena) {
            Ok(parsed) => work(&given, parsed.value(), &arena),
            Err(problem) => failure(&[*problem], event),
        }
    })
}

fn read<'a>(
    trigger: &'a str,
    dialect: &str,
    arena: &'a Arena,
) -> Result<Given<'a>, Vec<Diagnostic>> {
    let Some(dialect) = Dialect::from_name(dialect) else {
        let message = format!("`{dialect}` is no dialect");
        let problem = Diagnostic::new(Code::UnknownMode, message);
        return Err(vec![problem.help("dialects: segment, documented")]);
    };
    let value = parse_json(trigger, arena)
        .map_err(|error| vec![Diagnostic::not_json(error, trigger, Source::Document)])?;
    let (trigger, text) = match value {
        Value::Text(text) => {
            let compiled = Trigger::compile_text(text, dialect).map_err(|errors| {
                let errors = errors.iter();
                let errors = errors.map(|error| error.to_diagnostic(Pointer::root()));
                errors.collect::<Vec<_>>()
            })?;
            let text = match text {
                Text::Str(text) => Some(text),
                Text::Units(_) => None,
            };
            (compiled, text)
        }
        tree => (Trigger::from_json(tree, dialect, &Pointer::root())?, None),
    };
    Ok(Given {
        trigger,
        dialect,
        text,
    })
}
