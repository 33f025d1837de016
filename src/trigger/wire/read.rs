//! From JSON to a tree.

use crate::diagnostic::{Code, Diagnostic, Location, Pointer, nearest};
use crate::json::{Object, Text, TextBuf, Value};
use crate::limits::MAX_TRIGGER_DEPTH;
use crate::trigger::Dialect;
use crate::trigger::error::{TriggerErrorKind, shorten};
use crate::trigger::field::{Field, FieldPath, Member, Reach, Root};
use crate::trigger::operator::Operator;
use crate::trigger::tree::{Any, Comparison, Condition, Connective, Group, Operand, Scalar};

impl Condition {
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
        let condition = match condition.map(Self::into_root) {
            Some(condition) if condition.depth() > MAX_TRIGGER_DEPTH => reader.too_deep(at),
            condition => condition.filter(|_| reader.problems.is_empty()),
        };
        condition.ok_or(reader.problems)
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

    fn too_deep<T>(&mut self, at: &Pointer) -> Option<T> {
        self.problem(
            Code::TriggerSyntax,
            at,
            TriggerErrorKind::TooDeep.to_string(),
        )
    }

    fn wrong_type<T>(
        &mut self,
        at: &Pointer,
        what: &str,
        wanted: &str,
        found: Value<'_>,
    ) -> Option<T> {
        let found = found.kind();
        self.problem(
            Code::DocumentType,
            at,
            format!("{what} has to be {wanted}, not {found}"),
        )
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

    fn required_text<'v>(
        &mut self,
        object: Object<'v>,
        key: &str,
        at: &Pointer,
    ) -> Option<Text<'v>> {
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
            return self.too_deep(at);
        }
        match self.required_text(object, "type", at)? {
            Text::Str("group") => self.group(object, at, place),
            Text::Str("not") => {
                self.only(object, &["type", "condition"], at);
                self.inner(object, at, place.deeper()).map(Condition::not)
            }
            Text::Str("any") => self.any(object, at, place),
            _ => self
                .comparison(object, at, place)
                .map(Condition::Comparison),
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
        let children = self.required(object, "children", at)?;
        let at = at.key("children");
        let Value::Array(children) = children else {
            return self.wrong_type(&at, "`children`", "an array", children);
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
        let inside = Place {
            is_in_any,
            ..place.deeper()
        };
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
        let known = match self.dialect {
            Dialect::Segment => Some(Operator::from_segment(&operator.into())),
            Dialect::Documented => Operator::from_name(operator),
        };
        let Some(operator) = known else {
            let known = Operator::ALL
                .iter()
                .filter_map(|operator| match operator.name() {
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
        let member = members
            .clone()
            .find(|member| Text::Str(member.wire_name()) == kind);
        let root = roots.find(|root| Text::Str(root.wire_name()) == kind);
        if place.is_in_any && root != Some(Root::It) && (member.is_some() || root.is_some()) {
            let message =
                format!("`{kind}` is out of reach inside of `any`, where the type is `member`");
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
                Some(FieldPath::from_keys(
                    keys.into_iter().collect::<Option<_>>()?,
                ))
            }
            (Some(_), Some(_)) => self.problem(
                Code::TriggerSyntax,
                &at.key("path"),
                "either `name` or `path`, not both",
            ),
            (Some(other), None) => self.wrong_type(&at.key("name"), "`name`", "a string", other),
            (None, Some(other)) => self.wrong_type(&at.key("path"), "`path`", "an array", other),
            (None, None) => self.problem(Code::MissingKey, at, "`name` is missing"),
        }
    }

    fn operand(
        &mut self,
        operator: &Operator,
        object: Object<'_>,
        at: &Pointer,
    ) -> Option<Operand> {
        let value = match object.get("value") {
            None | Some(Value::Null) if operator.stands_alone() => return Some(Operand::None),
            _ => self.required(object, "value", at)?,
        };
        let at = at.key("value");
        match (operator, value) {
            (Operator::In | Operator::NotIn, Value::Array(values)) => {
                let read =
                    |(index, value): (usize, &Value<'_>)| self.scalar(*value, &at.index(index));
                let scalars: Vec<_> = values.iter().enumerate().map(read).collect();
                Some(Operand::List(scalars.into_iter().collect::<Option<_>>()?))
            }
            (Operator::In | Operator::NotIn, other) => {
                self.wrong_type(&at, "`value`", "an array", other)
            }
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
