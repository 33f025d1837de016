//! What Segment's parser makes of a field, the token behind it and the one behind that.

use super::lex::{Token, TokenKind};
use crate::json::{Number, Text, TextBuf, number_from_text};
use crate::trigger::field::{Field, Member};
use crate::trigger::operator::Operator;
use crate::trigger::tree::{Comparison, Condition, Operand, Scalar};
use crate::trigger::units::{starts_with, without_first, without_last};

/// Whether a token has a text, whatever kind it is of.
pub(super) fn is(token: &Token, text: &str) -> bool {
    token.value.as_text() == Text::Str(text)
}

pub(super) fn comparison(field: Field, operator: &Token, value: &Token) -> Condition {
    let (is_equals, is_not_equals) = (is(operator, "="), is(operator, "!="));
    let is_path = matches!(field, Field::Path(..));
    // `type` and `event` are compared as text whatever the value is; `name` knows `null` besides.
    let (knows_null, knows_booleans) = match field {
        Field::Member(Member::Type | Member::Event) => (false, false),
        Field::Member(Member::UserId) | Field::Path(..) => (true, true),
        Field::Member(_) => (true, false),
    };
    let bare = |operator| (operator, Operand::None);
    let constant = || match constant(value) {
        scalar @ Scalar::Text(_) => Operand::One(scalar),
        scalar if is_path => Operand::One(scalar),
        _ => Operand::text(constant_text(value)),
    };
    let (operator, value) = if knows_null && is_not_equals && is(value, "null") {
        bare(Operator::Exists)
    } else if knows_null && is_equals && is(value, "null") {
        bare(Operator::NotExists)
    } else if knows_booleans && is_equals && is(value, "true") {
        bare(Operator::IsTrue)
    } else if knows_booleans && is_equals && is(value, "false") {
        bare(Operator::IsFalse)
    } else if is_path && is_equals && value.kind == TokenKind::Number {
        (Operator::NumberEquals, constant())
    } else if is_path && is_not_equals && value.kind == TokenKind::Number {
        (Operator::NumberNotEquals, constant())
    } else {
        (Operator::from_segment(&operator.value), constant())
    };
    Condition::Comparison(Comparison {
        field,
        operator,
        value,
    })
}

/// The constant in a token; any token is one.
fn constant(token: &Token) -> Scalar {
    match (token.kind, &token.value) {
        (TokenKind::Number, TextBuf::Str(text)) => {
            Scalar::Number(number_from_text(text).unwrap_or(f64::NAN))
        }
        (TokenKind::Ident, TextBuf::Str(text)) if &**text == "true" => Scalar::Bool(true),
        (TokenKind::Ident, TextBuf::Str(text)) if &**text == "false" => Scalar::Bool(false),
        (TokenKind::String, value) => {
            let text = value.as_text();
            // Only double quotes are taken off.
            let is_double = starts_with(text, Text::Str("\""));
            Scalar::Text(if is_double {
                without_first(without_last(text).as_text())
            } else {
                value.clone()
            })
        }
        (_, value) => Scalar::Text(value.clone()),
    }
}

pub(super) fn constant_text(token: &Token) -> TextBuf {
    match constant(token) {
        Scalar::Text(text) => text,
        Scalar::Bool(value) => TextBuf::from(if value { "true" } else { "false" }),
        Scalar::Number(number) => {
            let mut text = String::new();
            Number::Value(number).write_text(&mut text);
            TextBuf::from(text.as_str())
        }
    }
}
