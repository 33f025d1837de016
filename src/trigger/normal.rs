//! The normal form of a tree: one spelling for everything that means the same.
//!
//! Segment's parser makes trees that our dialect would spell otherwise, as `=` with a number, `<` with a text, or an
//! operator that is never true. The normal form has what our dialect can say, and nothing else.

use super::field::{Field, FieldPath, Member, Reach, Root};
use super::operator::Operator;
use super::pattern;
use super::tree::{Any, Comparison, Condition, Group, Operand, Scalar};
use crate::json::{Arena, Text, TextBuf, Value};

impl Condition {
    /// The same condition as our dialect spells it, as the root of a trigger.
    ///
    /// Every event gets the same answer, but for those on which Segment's evaluation crashes: what crashes there is
    /// `false` here.
    pub fn normal(&self) -> Condition {
        self.normalized().into_root()
    }

    fn normalized(&self) -> Condition {
        match self {
            Self::Group(group) => {
                let mut children: Vec<_> = group.children.iter().map(Self::normalized).collect();
                match children.pop() {
                    Some(only) if children.is_empty() => only,
                    last => {
                        children.extend(last);
                        Self::Group(Group {
                            connective: group.connective,
                            children,
                        })
                    }
                }
            }
            Self::Not(inner) => inner.normalized().not(),
            Self::Any(any) => match any.list.normalized() {
                Ok(list) => Self::Any(Any {
                    list,
                    condition: Box::new(any.condition.normalized()),
                }),
                Err(_) => Self::constant(false),
            },
            Self::Comparison(comparison) => comparison.normalized(),
            Self::Nothing => Self::constant(false),
        }
    }
}

impl Field {
    /// The field with the usual spelling of its path.
    fn normalized(&self) -> Result<Field, Reach> {
        match self {
            Self::Path(root, path) => match path.reach() {
                Reach::Path => Ok(Self::Path(*root, FieldPath::from_keys(path.keys()))),
                other => Err(other),
            },
            member @ Self::Member(_) => Ok(member.clone()),
        }
    }

    /// The same place where values of any kind are compared.
    fn any_kind(self) -> Field {
        match self {
            Self::Member(member) => {
                let keys = vec![TextBuf::from(Member::name(member))];
                Self::Path(Root::It, FieldPath::from_keys(keys))
            }
            path @ Self::Path(..) => path,
        }
    }
}

impl Comparison {
    fn normalized(&self) -> Condition {
        let field = match self.field.normalized() {
            Ok(field) => field,
            Err(Reach::Crash) => return Condition::constant(false),
            Err(_) => {
                let arena = Arena::new();
                let is_true = self.operator.test(Value::Undefined, &self.value, &arena);
                return Condition::constant(is_true);
            }
        };
        let Some((field, operator, value)) = self.normal_parts(field) else {
            return Condition::constant(false);
        };
        Condition::Comparison(Comparison {
            field,
            operator,
            value,
        })
    }

    /// Field, operator and value; nothing if the condition is never true.
    fn normal_parts(&self, field: Field) -> Option<(Field, Operator, Operand)> {
        use Operator as O;
        let arena = Arena::new();
        let text = || self.value.to_text(&arena);
        let with_text = |operator, text: Text<'_>| (operator, Operand::text(text));
        let number = self.value.to_number();
        let with_number = |operator: &O| {
            let value = Operand::One(Scalar::Number(number + 0.0));
            (!number.is_nan()).then(|| (operator.clone(), value))
        };
        let is_empty = text().is_empty();
        let (operator, value) = match &self.operator {
            // What ends with nothing starts with nothing.
            O::EndsWith if is_empty => with_text(O::StartsWith, text()),
            O::NotEndsWith if is_empty => with_text(O::NotStartsWith, text()),
            operator @ (O::Equals
            | O::NotEquals
            | O::Contains
            | O::NotContains
            | O::StartsWith
            | O::NotStartsWith
            | O::EndsWith
            | O::NotEndsWith) => with_text(operator.clone(), text()),
            O::Matches => {
                let (operator, text) = pattern::simplest(text(), false);
                (operator, Operand::text(text))
            }
            O::NotMatches => {
                let (operator, text) = pattern::simplest(text(), true);
                (operator, Operand::text(text))
            }
            operator @ (O::Less | O::AtMost | O::Greater | O::AtLeast) => with_number(operator)?,
            O::NumberEquals => return Some(open(field, with_number(&O::NumberEquals)?)),
            O::NumberNotEquals if number.is_nan() => {
                // Every number differs from NaN, and is at most infinite.
                let infinity = Operand::One(Scalar::Number(f64::INFINITY));
                (O::AtMost, infinity)
            }
            O::NumberNotEquals => return Some(open(field, with_number(&O::NumberNotEquals)?)),
            operator @ (O::IsTrue | O::IsFalse | O::IsNotTrue | O::IsNotFalse) => {
                return Some(open(field, (operator.clone(), Operand::None)));
            }
            operator @ (O::Exists | O::NotExists) => (operator.clone(), Operand::None),
            operator @ (O::In | O::NotIn) => {
                let value = self.value.normal_list();
                let Operand::List(scalars) = &value else {
                    return None;
                };
                let is_text = |scalar: &Scalar| matches!(scalar, Scalar::Text(_));
                let parts = (operator.clone(), value.clone());
                if !scalars.iter().all(is_text) {
                    return Some(open(field, parts));
                }
                parts
            }
            O::Other(_) => return None,
        };
        Some((field, operator, value))
    }
}

/// Members that are texts are compared with texts; other values need the open form of the field.
fn open(field: Field, (operator, value): (Operator, Operand)) -> (Field, Operator, Operand) {
    (field.any_kind(), operator, value)
}

impl Operand {
    /// The list without NaN, which nothing equals; a missing list is an empty one.
    fn normal_list(&self) -> Operand {
        let scalars = match self {
            Self::List(scalars) => scalars.to_vec(),
            Self::None | Self::One(_) => Vec::new(),
        };
        let usable = scalars.into_iter().filter_map(|scalar| match scalar {
            Scalar::Number(number) if number.is_nan() => None,
            Scalar::Number(number) => Some(Scalar::Number(number + 0.0)),
            other => Some(other),
        });
        Self::List(usable.collect())
    }
}
