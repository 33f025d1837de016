//! The tree as JSON: Segment's own form, and what our dialect adds to it.
//!
//! | Condition | JSON |
//! |---|---|
//! | group | `{"type": "group", "operator": "and", "children": […]}` |
//! | comparison | `{"type": "event", "operator": "=", "value": "Order Completed"}` |
//! | … of a path | `{"type": "event-property", "name": "products.0.sku", "operator": "exists"}` |
//! | … of keys a name can't tell | `{"type": "event-property", "path": ["a.b"], "operator": "exists"}` |
//! | … with several values | `{"type": "event", "operator": "in", "value": ["a", "b"]}` |
//! | negation | `{"type": "not", "condition": {…}}` |
//! | list | `{"type": "any", "list": {"type": "event-property", "name": "products"}, "condition": {…}}` |
//!
//! In the condition of `any`, every comparison has the type `member`: a path from the element.

mod read;

use super::field::Field;
use super::tree::{Condition, Operand, Scalar};
use crate::json::{Arena, Number, ObjectBuilder, Text, Value};

impl Condition {
    /// The tree as JSON.
    pub fn to_json<'a>(&'a self, arena: &'a Arena) -> Value<'a> {
        match self {
            Self::Group(group) => {
                let children: Vec<_> = group
                    .children
                    .iter()
                    .map(|child| child.to_json(arena))
                    .collect();
                object(
                    arena,
                    [
                        ("type", Value::text("group")),
                        ("operator", Value::text(group.connective.as_str())),
                        ("children", Value::Array(arena.array(&children))),
                    ],
                )
            }
            Self::Not(inner) => object(
                arena,
                [
                    ("type", Value::text("not")),
                    ("condition", inner.to_json(arena)),
                ],
            ),
            Self::Any(any) => object(
                arena,
                [
                    ("type", Value::text("any")),
                    ("list", object(arena, any.list.members(arena))),
                    ("condition", any.condition.to_json(arena)),
                ],
            ),
            Self::Comparison(comparison) => {
                let [kind, place] = comparison.field.members(arena);
                let operator = Value::Text(comparison.operator.name());
                let value = comparison.value.to_json(arena);
                object(
                    arena,
                    [kind, place, ("operator", operator), ("value", value)],
                )
            }
            // What is left of nothing in a JavaScript list.
            Self::Nothing => Value::Null,
        }
    }
}

fn object<'a, const N: usize>(
    arena: &'a Arena,
    members: [(&'static str, Value<'a>); N],
) -> Value<'a> {
    let mut builder = ObjectBuilder::with_capacity(N);
    for (key, value) in members {
        if value != Value::Undefined {
            builder.set(Text::Str(key), value);
        }
    }
    Value::Object(builder.finish(arena))
}

impl Field {
    /// `type`, and `name` or `path` where there is one.
    fn members<'a>(&'a self, arena: &'a Arena) -> [(&'static str, Value<'a>); 2] {
        let (kind, path) = match self {
            Self::Member(member) => {
                return [
                    ("type", Value::text(member.wire_name())),
                    ("name", Value::Undefined),
                ];
            }
            Self::Path(root, path) => (("type", Value::text(root.wire_name())), path),
        };
        if let Some(name) = path.name() {
            return [kind, ("name", Value::Text(name))];
        }
        let keys: Vec<_> = path
            .unnamed_keys()
            .iter()
            .map(|key| Value::Text(key.as_text()))
            .collect();
        [kind, ("path", Value::Array(arena.array(&keys)))]
    }
}

impl Operand {
    fn to_json<'a>(&'a self, arena: &'a Arena) -> Value<'a> {
        match self {
            Self::None => Value::Undefined,
            Self::One(scalar) => scalar.to_json(),
            Self::List(scalars) => {
                let values: Vec<_> = scalars.iter().map(Scalar::to_json).collect();
                Value::Array(arena.array(&values))
            }
        }
    }
}

impl Scalar {
    fn to_json(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text.as_text()),
            Self::Number(number) => Value::Number(Number::Value(*number)),
            Self::Bool(value) => Value::Bool(*value),
        }
    }
}
