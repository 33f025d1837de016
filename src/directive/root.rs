//! A mapping as a whole: the form of its root, and its root directive.

use super::Mapping;
use super::compile::compile;
use super::error::{ResolveError, ResolveErrorKind};
use super::eval::{Resolved, Scope};
use super::place::Place;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::instant::Millis;
use crate::json::{Arena, Member, Object, ObjectBuilder, Text, Value};

/// The member of a mapping that holds a directive for the mapping as a whole.
const ROOT_DIRECTIVE: &str = "__segment_internal_directive";

/// A compiled mapping as Segment's `transform` takes it: for a whole event, with all the forms its root can have.
///
/// ```
/// use friendbuy_edge::diagnostic::Pointer;
/// use friendbuy_edge::directive::WholeMapping;
/// use friendbuy_edge::json::{Arena, parse};
/// let arena = Arena::new();
/// let mapping = r#"{"id": {"@path": "$.userId"}, "plan": {"@path": "$.traits.plan"}}"#;
/// let mut problems = Vec::new();
/// let mapping = WholeMapping::compile(parse(mapping, &arena)?, Pointer::root(), &mut problems);
/// assert_eq!(problems, []);
/// let payload = mapping.transform(parse(r#"{"userId": "u-1"}"#, &arena)?, &arena)?;
/// assert_eq!(payload.to_json(), r#"{"id":"u-1"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct WholeMapping {
    mapping: Mapping,
    /// Where the root directive has the other members of the mapping, which stand beside it in the document.
    moved: Option<Pointer>,
}

impl WholeMapping {
    /// Compiles a mapping that stands at `pointer` in its document. What there is to say about it is added to
    /// `problems`; the result is only of use when none of them is an error.
    pub fn compile(value: Value<'_>, pointer: Pointer, problems: &mut Vec<Diagnostic>) -> Self {
        let arena = Arena::new();
        let mut found = Vec::new();
        let mut place = Place::new(pointer, problems);
        let whole = Self::compile_at(value, &place, &mut found, &arena);
        place.report_all(found);
        whole
    }

    /// Compiles the mapping at a place; the problems are pointed to from there.
    pub(super) fn compile_at<'v>(
        value: Value<'v>,
        place: &Place<'v, '_>,
        problems: &mut Vec<Diagnostic>,
        arena: &'v Arena,
    ) -> Self {
        let root = match Root::of(value, arena) {
            Ok(root) => root,
            Err(message) => {
                let problem = Diagnostic::new(Code::DirectiveArgument, message);
                problems.push(problem.at(Location::document(Pointer::root())));
                return Self {
                    mapping: Mapping::Null,
                    moved: None,
                };
            }
        };
        let mapping = compile(root.value, place.aside(problems), arena);
        let whole = Self {
            mapping: mapping.unwrap_or(Mapping::Null),
            moved: root.moved,
        };
        for problem in problems {
            if let Some(location) = &mut problem.location {
                location.pointer = whole.locate(&location.pointer);
            }
        }
        whole
    }

    /// Applies the mapping to an event. Members without a value are gone from the result.
    ///
    /// # Errors
    ///
    /// A [`ResolveError`] when the event is no object, or a directive meets something in it that it can't use.
    pub fn transform<'a>(
        &'a self,
        event: Value<'a>,
        arena: &'a Arena,
    ) -> Result<Value<'a>, ResolveError> {
        self.apply(Scope::new(event, arena)).map_err(|error| *error)
    }

    /// The same at a point in time, which Liquid's `now` asks for. Without one, it refuses.
    ///
    /// # Errors
    ///
    /// As [`WholeMapping::transform`].
    pub fn transform_at<'a>(
        &'a self,
        event: Value<'a>,
        arena: &'a Arena,
        now: Millis,
    ) -> Result<Value<'a>, ResolveError> {
        self.apply(Scope::new(event, arena).at(now))
            .map_err(|error| *error)
    }

    pub(super) fn apply<'a>(&'a self, scope: Scope<'a>) -> Resolved<'a> {
        let data = match scope.data {
            Value::Undefined => Value::Object(Object::EMPTY),
            Value::Object(_) => scope.data,
            other => return Err(ResolveErrorKind::DataType(other.kind()).into()),
        };
        let value = self.mapping.apply(scope.over(data));
        value.map_err(|mut error| {
            error.pointer = self.locate(&error.pointer);
            error
        })
    }

    /// What is applied to the event.
    pub(super) const fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// A place in the mapping as it stands in the document.
    pub(super) fn locate(&self, pointer: &Pointer) -> Pointer {
        let Some(moved) = &self.moved else {
            return pointer.clone();
        };
        pointer
            .relative_to(moved)
            .unwrap_or_else(|| Pointer::root().key(ROOT_DIRECTIVE).join(pointer))
    }
}

/// The root of a mapping in the form in which it is resolved.
struct Root<'v> {
    value: Value<'v>,
    moved: Option<Pointer>,
}

impl<'v> Root<'v> {
    /// Any JSON is a mapping: JavaScript spreads text and lists to objects, and sees no members in anything else.
    fn of(value: Value<'v>, arena: &'v Arena) -> Result<Self, &'static str> {
        let object = match value {
            Value::Undefined | Value::Null => return Err("a mapping can't be null"),
            Value::Bool(_) | Value::Number(_) => Object::EMPTY,
            Value::Text(_) | Value::Array(_) => spread(value, arena),
            Value::Object(object) => match object.get(ROOT_DIRECTIVE) {
                Some(directive) => return Self::directive(object, directive, arena),
                None => object,
            },
        };
        Ok(Self {
            value: Value::Object(object),
            moved: None,
        })
    }

    /// A mapping with a root directive: the directive alone, with the mapping's other members as its `mapping`.
    fn directive(
        mapping: Object<'v>,
        directive: Value<'v>,
        arena: &'v Arena,
    ) -> Result<Self, &'static str> {
        const NO_OBJECT: &str = "the root directive must be an object of options";
        let only = match directive {
            Value::Object(object) => object.members(),
            Value::Array(_) => spread(directive, arena).members(),
            _ => return Err(NO_OBJECT),
        };
        let [member] = only else {
            return Err(if only.is_empty() {
                NO_OBJECT
            } else {
                "the root directive must be alone"
            });
        };
        let argument = match member.value {
            Value::Object(options) => {
                let members = mapping.members().iter();
                let others: Vec<_> = members
                    .filter(|member| member.key != Text::Str(ROOT_DIRECTIVE))
                    .copied()
                    .collect();
                let others = Object::from_unique(arena.members(&others));
                let mut builder = ObjectBuilder::new();
                builder.spread(options);
                builder.set(Text::Str("mapping"), Value::Object(others));
                Value::Object(builder.finish(arena))
            }
            // JavaScript puts the member on the list, where nobody looks for it.
            Value::Array(_) => member.value,
            _ => return Err(NO_OBJECT),
        };
        let value = match directive {
            Value::Array(_) => Value::Array(arena.array(&[argument])),
            _ => Value::Object(Object::from_unique(arena.members(&[Member {
                key: member.key,
                value: argument,
            }]))),
        };
        let moved = Pointer::root()
            .key(&member.key.to_str_lossy())
            .key("mapping");
        Ok(Self {
            value,
            moved: Some(moved),
        })
    }
}

/// The characters of a text or the elements of a list as members, as JavaScript's `{...value}`; objects stay.
pub(super) fn spread<'a>(value: Value<'a>, arena: &'a Arena) -> Object<'a> {
    let values: Vec<_> = match value {
        Value::Object(object) => return object,
        Value::Array(values) => values.to_vec(),
        Value::Text(text) => {
            let units = text.to_units();
            units
                .into_iter()
                .map(|unit| Value::Text(Text::from_units(&[unit], arena)))
                .collect()
        }
        _ => return Object::EMPTY,
    };
    let members = values.into_iter().enumerate();
    let members: Vec<_> = members
        .map(|(index, value)| Member {
            key: Text::Str(arena.text(&index.to_string())),
            value,
        })
        .collect();
    Object::from_unique(arena.members(&members))
}
