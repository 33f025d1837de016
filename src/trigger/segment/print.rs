//! Segment's printer: the tree as its `generateFql` writes it, hazards included.

use crate::json::{Arena, Number, Text, TextBuf};
use crate::trigger::error::PrintError;
use crate::trigger::field::{Field, Member, Root, Scope};
use crate::trigger::operator::Operator;
use crate::trigger::print::print_field;
use crate::trigger::tree::{Comparison, Condition, Group, Operand, Scalar};
use crate::trigger::units::text_of;

/// Writes a tree in Segment's dialect. As in Segment, not every text reads back as the same tree: quotes in values are
/// not escaped, deep groups are not understood.
///
/// # Errors
///
/// A [`PrintError`] when the tree holds what Segment has no text for.
pub(in super::super) fn print(root: &Condition) -> Result<TextBuf, PrintError> {
    let mut printer = Printer::default();
    match root {
        Condition::Group(group) => printer.group(group)?,
        other => printer.condition(other)?,
    }
    let units = printer.units.as_slice();
    let is = |unit: Option<&u16>, byte: u8| unit == Some(&u16::from(byte));
    let is_parenthesis = |unit: &&u16| is(Some(*unit), b'(') || is(Some(*unit), b')');
    let is_wrapped = is(units.first(), b'(') && is(units.last(), b')');
    Ok(match units {
        [_, inner @ .., _] if is_wrapped && units.iter().filter(is_parenthesis).count() == 2 => {
            text_of(inner)
        }
        units => text_of(units),
    })
}

#[derive(Default)]
struct Printer {
    units: Vec<u16>,
}

impl Printer {
    fn str(&mut self, text: &str) {
        self.units.extend(text.encode_utf16());
    }

    fn text(&mut self, text: Text<'_>) {
        match text {
            Text::Str(text) => self.str(text),
            Text::Units(units) => self.units.extend_from_slice(units),
        }
    }

    fn condition(&mut self, condition: &Condition) -> Result<(), PrintError> {
        match condition {
            Condition::Group(group) => {
                self.str("(");
                self.group(group)?;
                self.str(")");
                Ok(())
            }
            Condition::Comparison(comparison) => self.comparison(comparison),
            Condition::Not(_) => Err(PrintError::Not),
            Condition::Any(_) => Err(PrintError::Any),
            Condition::Nothing => Err(PrintError::Nothing),
        }
    }

    fn group(&mut self, group: &Group) -> Result<(), PrintError> {
        for (place, child) in group.children.iter().enumerate() {
            if place > 0 {
                self.str(" ");
                self.str(group.connective.as_str());
                self.str(" ");
            }
            self.condition(child)?;
        }
        Ok(())
    }

    fn comparison(&mut self, comparison: &Comparison) -> Result<(), PrintError> {
        let Comparison {
            field,
            operator,
            value,
        } = comparison;
        if !operator.is_segment() {
            return Err(PrintError::Operator(operator.name().to_string()));
        }
        match operator {
            Operator::Contains => self.call("contains(", field, "", value, ""),
            Operator::NotContains => self.call("!contains(", field, "", value, ""),
            Operator::StartsWith => self.call("match(", field, "", value, "*"),
            Operator::NotStartsWith => self.call("!match(", field, "", value, "*"),
            Operator::EndsWith => self.call("match(", field, "*", value, ""),
            Operator::NotEndsWith => self.call("!match(", field, "*", value, ""),
            _ => {
                self.field(field)?;
                match operator {
                    Operator::Exists => self.str(" != null"),
                    Operator::NotExists => self.str(" = null"),
                    Operator::IsTrue => self.str(" = true"),
                    Operator::IsFalse => self.str(" = false"),
                    Operator::NumberEquals => self.number(" = ", value),
                    Operator::NumberNotEquals => self.number(" != ", value),
                    Operator::Less => self.number(" < ", value),
                    Operator::AtMost => self.number(" <= ", value),
                    Operator::Greater => self.number(" > ", value),
                    Operator::AtLeast => self.number(" >= ", value),
                    operator => {
                        self.str(" ");
                        self.text(operator.name());
                        self.str(" ");
                        self.value(value);
                    }
                }
                Ok(())
            }
        }
    }

    /// A function; `before` and `after` surround the value inside its quotes, which a pattern always has.
    fn call(
        &mut self,
        name: &str,
        field: &Field,
        before: &str,
        value: &Operand,
        after: &str,
    ) -> Result<(), PrintError> {
        self.str(name);
        self.field(field)?;
        self.str(", ");
        if before.is_empty() && after.is_empty() {
            self.value(value);
        } else {
            self.str("\"");
            self.str(before);
            self.text(value.to_text(&Arena::new()));
            self.str(after);
            self.str("\"");
        }
        self.str(")");
        Ok(())
    }

    fn number(&mut self, operator: &str, value: &Operand) {
        let mut text = String::from(operator);
        Number::Value(value.to_number()).write_text(&mut text);
        self.str(&text);
    }

    /// Text in quotes, which are not escaped; numbers and booleans bare.
    fn value(&mut self, value: &Operand) {
        let arena = Arena::new();
        let text = value.to_text(&arena);
        if matches!(value, Operand::One(Scalar::Number(_) | Scalar::Bool(_))) {
            return self.text(text);
        }
        self.str("\"");
        self.text(text);
        self.str("\"");
    }

    fn field(&mut self, field: &Field) -> Result<(), PrintError> {
        match field {
            Field::Member(Member::Type | Member::Event | Member::Name | Member::UserId) => {
                self.str(field.start());
                Ok(())
            }
            Field::Path(Root::Properties | Root::Traits | Root::Context, path) => {
                let name = path
                    .name()
                    .ok_or_else(|| PrintError::Path(print_field(field, Scope::Event)))?;
                self.str(field.start());
                self.str(".");
                for unit in name.to_units() {
                    let is_plain = u8::try_from(unit).is_ok_and(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
                    });
                    if !is_plain {
                        self.str("\\");
                    }
                    self.units.push(unit);
                }
                Ok(())
            }
            _ => Err(PrintError::Field(field.start())),
        }
    }
}
