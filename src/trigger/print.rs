//! The printer of our dialect. Every tree has a text, and the text reads back as the same tree in its normal form.

use std::fmt;

use super::field::{Field, Root, Scope};
use super::lex::{Keyword, is_word, is_word_start};
use super::operator::Operator;
use super::pattern::around;
use super::tree::{Comparison, Condition, Connective, Group, Operand, Scalar};
use crate::json::{Arena, Number, Text, TextBuf};

/// The condition in our dialect, in its [normal form](Condition::normal).
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_condition(self, Scope::Event))
    }
}

/// A condition in our dialect, as it reads in a scope.
pub(super) fn print_condition(condition: &Condition, scope: Scope) -> String {
    let out = String::new();
    let mut printer = Printer { out, scope };
    printer.open(&condition.normal());
    printer.out
}

/// A field in our dialect.
pub(super) fn print_field(field: &Field, scope: Scope) -> String {
    let out = String::new();
    let mut printer = Printer { out, scope };
    printer.field(field);
    printer.out
}

struct Printer {
    out: String,
    scope: Scope,
}

impl Printer {
    fn str(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A condition that parentheses, or the ends of the trigger, surround.
    fn open(&mut self, condition: &Condition) {
        match condition {
            Condition::Group(group) if !group.children.is_empty() => self.group(group),
            other => self.closed(other),
        }
    }

    /// A condition beside others.
    fn closed(&mut self, condition: &Condition) {
        match condition {
            Condition::Group(group) if group.children.is_empty() => {
                let is_true = group.connective == Connective::And;
                self.str(if is_true { "true" } else { "false" });
            }
            Condition::Group(group) => {
                self.str("(");
                self.group(group);
                self.str(")");
            }
            Condition::Not(inner) => {
                self.str("!(");
                self.open(inner);
                self.str(")");
            }
            Condition::Any(any) => {
                self.str("any(");
                self.field(&any.list);
                self.str(", ");
                let scope = std::mem::replace(&mut self.scope, Scope::Element);
                self.open(&any.condition);
                self.scope = scope;
                self.str(")");
            }
            Condition::Comparison(comparison) => self.comparison(comparison),
            Condition::Nothing => self.str("false"),
        }
    }

    fn group(&mut self, group: &Group) {
        for (place, child) in group.children.iter().enumerate() {
            if place > 0 {
                self.str(" ");
                self.str(group.connective.as_str());
                self.str(" ");
            }
            self.closed(child);
        }
    }

    fn comparison(&mut self, comparison: &Comparison) {
        let field = &comparison.field;
        let value = &comparison.value;
        let text = || TextBuf::from(value.to_text(&Arena::new()));
        match &comparison.operator {
            Operator::Contains => self.call("contains(", field, &text()),
            Operator::NotContains => self.call("!contains(", field, &text()),
            Operator::StartsWith => self.call("match(", field, &around(false, &text(), true)),
            Operator::NotStartsWith => self.call("!match(", field, &around(false, &text(), true)),
            Operator::EndsWith => self.call("match(", field, &around(true, &text(), false)),
            Operator::NotEndsWith => self.call("!match(", field, &around(true, &text(), false)),
            Operator::Matches => self.call("match(", field, &text()),
            Operator::NotMatches => self.call("!match(", field, &text()),
            operator => {
                self.field(field);
                self.str(match operator {
                    Operator::NotEquals | Operator::NumberNotEquals => " != ",
                    Operator::Less => " < ",
                    Operator::AtMost => " <= ",
                    Operator::Greater => " > ",
                    Operator::AtLeast => " >= ",
                    Operator::Exists => " != null",
                    Operator::NotExists => " = null",
                    Operator::IsTrue => " = true",
                    Operator::IsFalse => " = false",
                    Operator::IsNotTrue => " != true",
                    Operator::IsNotFalse => " != false",
                    Operator::In => " in ",
                    Operator::NotIn => " not in ",
                    // The normal form has no others.
                    _ => " = ",
                });
                self.operand(value);
            }
        }
    }

    fn call(&mut self, name: &str, field: &Field, argument: &TextBuf) {
        self.str(name);
        self.field(field);
        self.str(", ");
        self.text(argument.as_text());
        self.str(")");
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::None => {}
            Operand::One(scalar) => self.scalar(scalar),
            Operand::List(scalars) => {
                self.str("[");
                for (place, scalar) in scalars.iter().enumerate() {
                    if place > 0 {
                        self.str(", ");
                    }
                    self.scalar(scalar);
                }
                self.str("]");
            }
        }
    }

    fn scalar(&mut self, scalar: &Scalar) {
        match scalar {
            Scalar::Text(text) => self.text(text.as_text()),
            Scalar::Bool(value) => self.str(if *value { "true" } else { "false" }),
            // Read back, this is too large for a number and becomes infinite.
            Scalar::Number(number) if number.is_infinite() => {
                self.str(if *number > 0.0 { "1e999" } else { "-1e999" });
            }
            Scalar::Number(number) => Number::Value(*number).write_text(&mut self.out),
        }
    }

    /// A text in quotes; the escapes are those of JSON.
    fn text(&mut self, text: Text<'_>) {
        text.write_json(&mut self.out);
    }

    fn field(&mut self, field: &Field) {
        let Field::Path(root, path) = field else {
            return self.str(field.start());
        };
        let keys = path.keys();
        let mut rest = keys.as_slice();
        match (self.scope, rest) {
            (Scope::Element, [TextBuf::Str(first), after @ ..])
                if *root == Root::It && is_plain_start(first) =>
            {
                self.str(first);
                rest = after;
            }
            _ => self.str(root.name()),
        }
        for key in rest {
            match key {
                TextBuf::Str(key) if !key.is_empty() && key.chars().all(is_word) => {
                    self.str(".");
                    self.str(key);
                }
                key => {
                    self.str("[");
                    self.text(key.as_text());
                    self.str("]");
                }
            }
        }
    }
}

/// Whether a key can stand for itself at the start of a path inside of `any`.
fn is_plain_start(key: &str) -> bool {
    key.starts_with(is_word_start)
        && key.chars().all(is_word)
        && key != Root::It.name()
        && Keyword::from_name(key).is_none()
}
