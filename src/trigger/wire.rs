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

use super::Dialect;
use super::field::{Field, FieldPath, Member, Reach, Root};
use super::lex::shorten;
use super::tree::{Any, Comparison, Condition, Connective, Group, Operand, Operator, Scalar};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, nearest};
use crate::json::{Arena, Number, Object, ObjectBuilder, Text, TextBuf, Value};
use crate::limits::MAX_TRIGGER_DEPTH;

impl Condition {
    /// The tree as JSON.
    pub fn to_json<'a>(&'a self, arena: &'a Arena) -> Value<'a> {
        match self {
            Self::Group(group) => {
                let children: Vec<_> = group.children.iter().map(|child| child.to_json(arena)).collect();
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
                object(arena, [kind, place, ("operator", operator), ("value", value)])
            }
            // What is left of nothing in a JavaScript list.
            Self::Nothing => Value::Null,
        }
    }

    /// Reads a tree. `at` is where it stands in its document.
    ///
    /// In Segment's dialect, operators may be any text and numbers any word, as Segment's own parser writes them into
    /// trees. Such a condition is never true, so in our dialect it is an error.
    ///
    /// # Errors
    ///
    /// Every problem, with a pointer to its place.
    pub fn from_json(
        value: Value<'_>,
        dialect: Dialect,
        at: &Pointer,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut reader = Reader {
            dialect,
            problems: Vec::new(),
        };
        let condition = reader.condition(value, at, Place::default());
        match condition {
            Some(condition) if reader.problems.is_empty() => Ok(condition.into_root()),
            _ => Err(reader.problems),
        }
    }
}

fn object<'a, const N: usize>(arena: &'a Arena, members: [(&'static str, Value<'a>); N]) -> Value<'a> {
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
            Self::Member(member) => return [("type", Value::text(member.wire_name())), ("name", Value::Undefined)],
            Self::Path(root, path) => (("type", Value::text(root.wire_name())), path),
        };
        if let Some(name) = path.name() {
            return [kind, ("name", Value::Text(name))];
        }
        let keys: Vec<_> = path.unnamed_keys().iter().map(|key| Value::Text(key.as_text())).collect();
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

/// Where in a tree a condition stands.
#[derive(Clone, Copy, Default)]
struct Place {
    depth: usize,
    /// Inside of `any`, only the element's members are in reach.
    is_in_any: bool,
}

impl Place {
    const fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

struct Reader {
    dialect: Dialect,
    problems: Vec<Diagnostic>,
}

impl Reader {
    /// Notes a problem. Nothing can be read where there is one.
    fn problem<T>(&mut self, code: Code, at: &Pointer, message: impl Into<String>) -> Option<T> {
        let problem = Diagnostic::new(code, message).at(Location::document(at.clone()));
        self.problems.push(problem);
        None
    }

    fn wrong_type<T>(&mut self, at: &Pointer, what: &str, wanted: &str, found: Value<'_>) -> Option<T> {
        let found = found.kind();
        self.problem(Code::DocumentType, at, format!("{what} has to be {wanted}, not {found}"))
    }

    fn unknown<T>(
        &mut self,
        at: &Pointer,
        what: &str,
        found: Text<'_>,
        known: impl Iterator<Item = &'static str>,
    ) -> Option<T> {
        let found = shorten(&found.to_string());
        let help = nearest(&found, known).map(|meant| format!("did you mean `{meant}`?"));
        let problem = Diagnostic::new(Code::TriggerSyntax, format!("unknown {what} `{found}`"))
            .at(Location::document(at.clone()))
            .maybe_help(help);
        self.problems.push(problem);
        None
    }

    /// A member that has to be there.
    fn required<'v>(&mut self, object: Object<'v>, key: &str, at: &Pointer) -> Option<Value<'v>> {
        object
            .get(key)
            .or_else(|| self.problem(Code::MissingKey, at, format!("`{key}` is missing")))
    }

    fn required_text<'v>(&mut self, object: Object<'v>, key: &str, at: &Pointer) -> Option<Text<'v>> {
        match self.required(object, key, at)? {
            Value::Text(text) => Some(text),
            other => self.wrong_type(&at.key(key), &format!("`{key}`"), "a string", other),
        }
    }

    fn only(&mut self, object: Object<'_>, known: &[&'static str], at: &Pointer) {
        for member in object.members() {
            let key = member.key.to_string();
            if !known.contains(&key.as_str()) {
                let help = nearest(&shorten(&key), known.iter().copied())
                    .map(|meant| format!("did you mean `{meant}`?"));
                let message = format!("nobody reads `{}` here", shorten(&key));
                let problem = Diagnostic::new(Code::UnknownKey, message)
                    .at(Location::document(at.key(&key)))
                    .maybe_help(help);
                self.problems.push(problem);
            }
        }
    }

    fn condition(&mut self, value: Value<'_>, at: &Pointer, place: Place) -> Option<Condition> {
        let Value::Object(object) = value else {
            return self.wrong_type(at, "a condition", "an object", value);
        };
        if place.depth > MAX_TRIGGER_DEPTH {
            let message = format!("conditions are nested deeper than {MAX_TRIGGER_DEPTH} levels");
            return self.problem(Code::TriggerSyntax, at, message);
        }
        match self.required_text(object, "type", at)? {
            Text::Str("group") => self.group(object, at, place),
            Text::Str("not") => {
                self.only(object, &["type", "condition"], at);
                self.inner(object, at, place.deeper()).map(Condition::not)
            }
            Text::Str("any") => self.any(object, at, place),
            _ => self.comparison(object, at, place).map(Condition::Comparison),
        }
    }

    fn inner(&mut self, object: Object<'_>, at: &Pointer, place: Place) -> Option<Condition> {
        let inner = self.required(object, "condition", at)?;
        self.condition(inner, &at.key("condition"), place)
    }

    fn group(&mut self, object: Object<'_>, at: &Pointer, place: Place) -> Option<Condition> {
        self.only(object, &["type", "operator", "children"], at);
        let connective = match self.required_text(object, "operator", at) {
            Some(Text::Str("and")) => Some(Connective::And),
            Some(Text::Str("or")) => Some(Connective::Or),
            Some(other) => {
                let known = ["and", "or"].into_iter();
                self.unknown(&at.key("operator"), "connective", other, known)
            }
            None => None,
        };
        let at = at.key("children");
        let children = match object.get("children") {
            Some(Value::Array(children)) => children,
            Some(other) => return self.wrong_type(&at, "`children`", "an array", other),
            None => return self.problem(Code::MissingKey, &at, "`children` is missing"),
        };
        let read = |(index, child): (usize, &Value<'_>)| {
            self.condition(*child, &at.index(index), place.deeper())
        };
        let children: Vec<_> = children.iter().enumerate().map(read).collect();
        Some(Condition::Group(Group {
            connective: connective?,
            children: children.into_iter().collect::<Option<_>>()?,
        }))
    }

    fn any(&mut self, object: Object<'_>, at: &Pointer, place: Place) -> Option<Condition> {
        self.only(object, &["type", "list", "condition"], at);
        let list = self.required(object, "list", at).and_then(|list| {
            let at = at.key("list");
            let Value::Object(list) = list else {
                return self.wrong_type(&at, "`list`", "an object", list);
            };
            self.only(list, &["type", "name", "path"], &at);
            match self.field(list, &at, place)? {
                path @ Field::Path(..) => Some(path),
                Field::Member(member) => {
                    let message = format!("`{}` is a text and no list", member.name());
                    self.problem(Code::TriggerSyntax, &at.key("type"), message)
                }
            }
        });
        let is_in_any = true;
        let inside = Place { is_in_any, ..place.deeper() };
        let condition = self.inner(object, at, inside);
        Some(Condition::Any(Any {
            list: list?,
            condition: Box::new(condition?),
        }))
    }

    fn comparison(&mut self, object: Object<'_>, at: &Pointer, place: Place) -> Option<Comparison> {
        let field = self.field(object, at, place);
        self.only(object, &["type", "name", "path", "operator", "value"], at);
        let operator = self.required_text(object, "operator", at)?;
        let other = || (self.dialect == Dialect::Segment).then(|| Operator::Other(operator.into()));
        let Some(operator) = Operator::from_name(operator).or_else(other) else {
            let known = Operator::ALL.iter().filter_map(|operator| match operator.name() {
                Text::Str(name) => Some(name),
                Text::Units(_) => None,
            });
            return self.unknown(&at.key("operator"), "operator", operator, known);
        };
        let value = self.operand(&operator, object, at);
        Some(Comparison {
            field: field?,
            operator,
            value: value?,
        })
    }

    fn field(&mut self, object: Object<'_>, at: &Pointer, place: Place) -> Option<Field> {
        let kind = self.required_text(object, "type", at)?;
        let members = Member::ALL.iter().copied();
        let mut roots = Root::ALL.iter().copied();
        let member = members.clone().find(|member| Text::Str(member.wire_name()) == kind);
        let root = roots.find(|root| Text::Str(root.wire_name()) == kind);
        if place.is_in_any && root != Some(Root::It) && (member.is_some() || root.is_some()) {
            let message = format!("`{kind}` is out of reach inside of `any`, where the type is `member`");
            return self.problem(Code::TriggerSyntax, &at.key("type"), message);
        }
        match (member, root) {
            (Some(member), _) => {
                for key in ["name", "path"] {
                    if object.get(key).is_some() {
                        let message = format!("`{kind}` is a text and has no `{key}`");
                        return self.problem(Code::UnknownKey, &at.key(key), message);
                    }
                }
                Some(Field::Member(member))
            }
            (None, Some(root)) => Some(Field::Path(root, self.path(object, at)?)),
            (None, None) => {
                let known = members.map(Member::wire_name);
                let known = known.chain(Root::ALL.iter().map(|root| root.wire_name()));
                let known = known.chain(["group", "not", "any"]);
                self.unknown(&at.key("type"), "type of condition", kind, known)
            }
        }
    }

    fn path(&mut self, object: Object<'_>, at: &Pointer) -> Option<FieldPath> {
        match (object.get("name"), object.get("path")) {
            (Some(Value::Text(name)), None) => {
                let path = FieldPath::from_name(name);
                match path.reach() {
                    Reach::Path => Some(path),
                    _ => self.problem(Code::TriggerSyntax, &at.key("name"), "name leads nowhere"),
                }
            }
            (None, Some(Value::Array(keys))) => {
                let at = at.key("path");
                let mut read = |(index, key): (usize, &Value<'_>)| match key {
                    Value::Text(key) => Some(TextBuf::from(*key)),
                    other => self.wrong_type(&at.index(index), "a key", "a string", *other),
                };
                let keys: Vec<_> = keys.iter().enumerate().map(&mut read).collect();
                Some(FieldPath::from_keys(keys.into_iter().collect::<Option<_>>()?))
            }
            (Some(_), Some(_)) => {
                self.problem(Code::TriggerSyntax, &at.key("path"), "either `name` or `path`, not both")
            }
            (Some(other), None) => self.wrong_type(&at.key("name"), "`name`", "a string", other),
            (None, Some(other)) => self.wrong_type(&at.key("path"), "`path`", "an array", other),
            (None, None) => self.problem(Code::MissingKey, at, "`name` is missing"),
        }
    }

    fn operand(&mut self, operator: &Operator, object: Object<'_>, at: &Pointer) -> Option<Operand> {
        let value = object.get("value").unwrap_or(Value::Undefined);
        let at = at.key("value");
        match (operator, value) {
            (Operator::In | Operator::NotIn, Value::Array(values)) => {
                let read = |(index, value): (usize, &Value<'_>)| self.scalar(*value, &at.index(index));
                let scalars: Vec<_> = values.iter().enumerate().map(read).collect();
                Some(Operand::List(scalars.into_iter().collect::<Option<_>>()?))
            }
            (Operator::In | Operator::NotIn, other) => self.wrong_type(&at, "`value`", "an array", other),
            (operator, Value::Undefined | Value::Null) if operator.stands_alone() => Some(Operand::None),
            (_, value) => {
                let operand = Operand::One(self.scalar(value, &at)?);
                let is_strict = self.dialect == Dialect::Documented;
                if is_strict && operator.is_numeric() && operand.to_number().is_nan() {
                    return self.wrong_type(&at, "`value`", "a number", value);
                }
                Some(operand)
            }
        }
    }

    fn scalar(&mut self, value: Value<'_>, at: &Pointer) -> Option<Scalar> {
        match value {
            Value::Text(text) => Some(Scalar::Text(text.into())),
            Value::Number(number) => Some(Scalar::Number(number.to_f64())),
            Value::Bool(value) => Some(Scalar::Bool(value)),
            other => self.wrong_type(at, "`value`", "a string, a number or a boolean", other),
        }
    }
}
