//! Which values of the event a text reads. Only kept for explanations.

use super::context::{Context, own};
use super::value::{Val, js_text, length};
use crate::json::{Number, Text, Value};

/// The keys to a value that was read.
pub(super) type Keys<'a> = Vec<Text<'a>>;

/// What a text has read so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads<'a> {
    /// What went into the text, or into the variable that is being made.
    pub(super) used: Vec<Keys<'a>>,
    /// What decided which parts there are.
    pub(super) decided: Vec<Keys<'a>>,
    variables: Vec<(Text<'a>, Vec<Keys<'a>>)>,
}

impl<'a> Reads<'a> {
    /// Everything since then went into a variable.
    pub(super) fn assign(&mut self, name: Text<'a>, since: usize) {
        let used = self.used.split_off(since.min(self.used.len()));
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, used));
    }

    /// A variable is used, and with it what went into it.
    pub(super) fn variable(&mut self, name: Text<'a>) {
        let known = self.variables.iter().find(|(known, _)| *known == name);
        if let Some((_, keys)) = known {
            self.used.extend(keys.iter().cloned());
        }
    }

    /// Everything since then only decided something.
    pub(super) fn decide(&mut self, since: usize) {
        let used = self.used.split_off(since.min(self.used.len()));
        self.decided.extend(used);
    }
}

impl<'a> Context<'a> {
    /// The keys to the value that some keys lead to from the event.
    pub(super) fn keys_to(&self, keys: &[Val<'a>]) -> Keys<'a> {
        let arena = self.arena();
        let mut value = self.scope.data;
        let mut way = Vec::with_capacity(keys.len());
        for key in keys {
            let key = match (value, key.plain()) {
                (Value::Array(values), Value::Text(Text::Str(end @ ("first" | "last")))) => {
                    let last = values.len().saturating_sub(1);
                    place(if end == "last" { last } else { 0 })
                }
                (Value::Array(values), Value::Number(number)) if number.to_f64() < 0.0 => {
                    Value::from(number.to_f64() + length(values.len()))
                }
                (_, key) => key,
            };
            let Ok(key) = js_text(key, arena) else { break };
            match (value, own(value, key, arena)) {
                (Value::Object(_) | Value::Array(_), Some(found)) if key != Text::Str("length") => {
                    way.push(key);
                    value = found;
                }
                _ => break,
            }
        }
        way
    }
}

fn place<'a>(index: usize) -> Value<'a> {
    Value::Number(Number::Value(length(index)))
}
