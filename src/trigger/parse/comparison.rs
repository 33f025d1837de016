//! Conditions on one value: comparisons, lists of choices, searches in texts.

use super::Parser;
use crate::json::{Arena, Text, TextBuf, number_from_text, trim};
use crate::trigger::error::{TriggerError, TriggerErrorKind, shorten};
use crate::trigger::field::Field;
use crate::trigger::lex::{Keyword, TokenKind};
use crate::trigger::operator::Operator;
use crate::trigger::pattern;
use crate::trigger::tree::{Comparison, Condition, Operand, Scalar};

/// A value as it is written.
enum Literal {
    Null,
    Constant(Scalar),
}

impl Parser<'_> {
    /// `field operator value`, `field in [ … ]`, `field not in [ … ]`.
    pub(super) fn comparison(&mut self, keys: &[TextBuf]) -> Option<Condition> {
        let field = self.field(keys);
        let (operator, value) = match (self.peek(), self.peek_at(1)) {
            (Some(TokenKind::Compare(operator)), _) => {
                self.at += 1;
                self.compare(field.as_ref(), operator)?
            }
            (Some(TokenKind::Keyword(Keyword::In)), _) => {
                self.at += 1;
                (Operator::In, self.list(field.as_ref())?)
            }
            (
                Some(TokenKind::Bang | TokenKind::Keyword(Keyword::Not)),
                Some(TokenKind::Keyword(Keyword::In)),
            ) => {
                self.at += 2;
                (Operator::NotIn, self.list(field.as_ref())?)
            }
            _ => {
                // Whoever wrote an unknown name need not have meant one.
                if field.is_some() {
                    self.no_operator();
                }
                return None;
            }
        };
        Some(comparison(field, operator, value))
    }

    fn no_operator(&mut self) {
        let name = match self.peek() {
            Some(TokenKind::Word(keys)) => match keys.as_slice() {
                [TextBuf::Str(name)] => name.to_ascii_lowercase(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        let help = match name.as_str() {
            "like" | "match" | "matches" | "startswith" | "starts_with" | "endswith"
            | "ends_with" => "write `match(field, \"start*\")`",
            "contains" | "includes" | "has" => "write `contains(field, \"text\")`",
            "exists" => "write `field != null`",
            "is" | "equals" | "eq" => "write `=`",
            "in" => "write `in`",
            _ => "the operators are `=`, `!=`, `<`, `<=`, `>`, `>=`, `in` and `not in`",
        };
        self.expected("an operator", Some(help.into()));
    }

    /// Takes a value.
    fn value(&mut self) -> Option<Literal> {
        let literal = match self.peek() {
            Some(TokenKind::Text(text)) => Literal::Constant(Scalar::Text(text.clone())),
            Some(TokenKind::Number(number)) => Literal::Constant(Scalar::Number(*number)),
            Some(TokenKind::Keyword(Keyword::True)) => Literal::Constant(Scalar::Bool(true)),
            Some(TokenKind::Keyword(Keyword::False)) => Literal::Constant(Scalar::Bool(false)),
            Some(TokenKind::Keyword(Keyword::Null)) => Literal::Null,
            Some(TokenKind::Word(_) | TokenKind::Bare) => {
                self.unquoted();
                self.at += 1;
                return None;
            }
            _ => {
                self.expected("a value", None);
                return None;
            }
        };
        self.at += 1;
        Some(literal)
    }

    fn unquoted(&mut self) {
        let span = self.span();
        let found = self.text.get(span.clone()).unwrap_or("");
        let lower = found.to_ascii_lowercase();
        let help = match lower.as_str() {
            "null" | "true" | "false" => format!("write `{lower}`"),
            "nil" | "none" | "undefined" => "write `null`".into(),
            _ if found.contains(['.', '[']) && !found.starts_with(|c: char| c.is_ascii_digit()) => {
                "a member is compared with a fixed value: text in quotes, a number, `true`, `false` or `null`"
                    .into()
            }
            _ => format!("put quotes around it: `\"{}\"`", shorten(found)),
        };
        let kind = TriggerErrorKind::Unquoted(shorten(found));
        self.report(TriggerError::new(kind, span).help(help));
    }

    /// Takes a value that is not `null`.
    fn constant(&mut self) -> Option<Scalar> {
        let span = self.span();
        match self.value()? {
            Literal::Constant(scalar) => Some(scalar),
            Literal::Null => {
                let help = "put quotes around it for the text `null`; `field = null` is true without a value";
                self.report(TriggerError::new(TriggerErrorKind::Null, span).help(help));
                None
            }
        }
    }

    /// Takes `[ value, … ]`.
    fn list(&mut self, field: Option<&Field>) -> Option<Operand> {
        let mut scalars = Vec::new();
        if !self.take(&TokenKind::ListOpen) {
            let help = "write `field in [\"one\", \"two\"]`";
            self.expected("a list in brackets", Some(help.into()));
            return None;
        }
        let mut is_whole = true;
        while !self.take(&TokenKind::ListClose) {
            match self.constant() {
                Some(scalar) => scalars.push(as_member(field, scalar)),
                None => is_whole = false,
            }
            if self.peek() != Some(&TokenKind::ListClose) && !self.take(&TokenKind::Comma) {
                if is_whole {
                    self.expected("a comma or `]`", None);
                }
                return None;
            }
        }
        is_whole.then(|| Operand::List(scalars.into()))
    }

    fn compare(
        &mut self,
        field: Option<&Field>,
        operator: &Operator,
    ) -> Option<(Operator, Operand)> {
        let is_equals = match operator {
            Operator::Equals => true,
            Operator::NotEquals => false,
            _ => return self.compare_sizes(operator),
        };
        let either = |yes, no| if is_equals { yes } else { no };
        let scalar = match self.value()? {
            Literal::Null => {
                return Some((either(Operator::NotExists, Operator::Exists), Operand::None));
            }
            Literal::Constant(scalar) => as_member(field, scalar),
        };
        Some(match scalar {
            Scalar::Text(_) => (operator.clone(), Operand::One(scalar)),
            Scalar::Number(_) => (
                either(Operator::NumberEquals, Operator::NumberNotEquals),
                Operand::One(scalar),
            ),
            Scalar::Bool(true) => (either(Operator::IsTrue, Operator::IsNotTrue), Operand::None),
            Scalar::Bool(false) => (
                either(Operator::IsFalse, Operator::IsNotFalse),
                Operand::None,
            ),
        })
    }

    /// `<`, `<=`, `>` and `>=` compare numbers; as in Segment, a text that spells one counts.
    fn compare_sizes(&mut self, operator: &Operator) -> Option<(Operator, Operand)> {
        let number = match self.peek() {
            Some(TokenKind::Number(number)) => Some(*number),
            Some(TokenKind::Text(TextBuf::Str(text))) if !trim(text).is_empty() => {
                number_from_text(text)
            }
            Some(
                TokenKind::Text(_)
                | TokenKind::Word(_)
                | TokenKind::Bare
                | TokenKind::Keyword(Keyword::True | Keyword::False | Keyword::Null),
            ) => None,
            _ => {
                self.expected("a number", None);
                return None;
            }
        };
        let span = self.span();
        self.at += 1;
        if let Some(number) = number {
            let value = Operand::One(Scalar::Number(number + 0.0));
            return Some((operator.clone(), value));
        }
        let operator = match operator {
            Operator::Less => "<",
            Operator::AtMost => "<=",
            Operator::Greater => ">",
            _ => ">=",
        };
        let found = format!("`{}`", shorten(self.text.get(span.clone()).unwrap_or("")));
        let kind = TriggerErrorKind::NotANumber { operator, found };
        let help = "write a number without quotes; texts and dates have no order here";
        self.report(TriggerError::new(kind, span).help(help));
        None
    }

    /// The arguments of `contains(field, value)` and `match(field, "pattern")`.
    pub(super) fn search(&mut self, is_match: bool, negated: bool) -> Option<Condition> {
        let name = self.argument()?;
        let field = self.field(name);
        self.comma()?;
        let scalar = self.constant()?;
        if !matches!(self.peek(), None | Some(TokenKind::Close)) {
            self.expected("`)`", None);
            return None;
        }
        let arena = Arena::new();
        let text = scalar.to_text(&arena);
        let (operator, text) = if is_match {
            pattern::simplest(text, negated)
        } else if negated {
            (Operator::NotContains, text.into())
        } else {
            (Operator::Contains, text.into())
        };
        Some(comparison(field, operator, Operand::text(text)))
    }
}

/// A comparison, or anything at all where the field was reported.
fn comparison(field: Option<Field>, operator: Operator, value: Operand) -> Condition {
    field.map_or(Condition::constant(false), |field| {
        Condition::Comparison(Comparison {
            field,
            operator,
            value,
        })
    })
}

/// Members that are texts are compared with texts, as in Segment: `userId = 5` asks for the text `5`.
fn as_member(field: Option<&Field>, scalar: Scalar) -> Scalar {
    match field {
        Some(Field::Member(_)) => {
            let arena = Arena::new();
            let text: Text<'_> = scalar.to_text(&arena);
            Scalar::Text(text.into())
        }
        _ => scalar,
    }
}
