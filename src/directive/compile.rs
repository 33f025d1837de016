//! From mapping JSON to a compiled [`Mapping`], with every problem found on the way.

use super::kind::Directive;
use super::{Mapping, specs};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, nearest};
use crate::json::{Number, Object, Text, Value};
use crate::limits::MAX_JSON_DEPTH;

impl Mapping {
    /// Compiles a mapping that stands at `pointer` in its document. Problems are added to `problems`; the result is
    /// only of use when there were none.
    pub fn compile(value: Value<'_>, pointer: Pointer, problems: &mut Vec<Diagnostic>) -> Self {
        let mut compiler = Compiler {
            pointer,
            depth: 0,
            problems,
        };
        compiler.mapping(value)
    }
}

/// Compiles one mapping: knows where it is and collects what is wrong.
#[derive(Debug)]
pub struct Compiler<'p> {
    pointer: Pointer,
    depth: usize,
    problems: &'p mut Vec<Diagnostic>,
}

impl Compiler<'_> {
    /// Compiles the value at the current place.
    pub(super) fn mapping(&mut self, value: Value<'_>) -> Mapping {
        if self.depth == MAX_JSON_DEPTH {
            let message = format!("mapping is nested deeper than {MAX_JSON_DEPTH} levels");
            self.problem(Diagnostic::new(Code::MappingDepth, message));
            return Mapping::Null;
        }
        self.depth += 1;
        let mapping = match value {
            Value::Undefined | Value::Null => Mapping::Null,
            Value::Bool(value) => Mapping::Bool(value),
            Value::Number(number) => {
                let mut text = String::new();
                match number {
                    Number::Literal(literal) => text.push_str(literal),
                    Number::Value(_) => number.write_json(&mut text),
                }
                Mapping::Number(text.into())
            }
            Value::Text(text) => Mapping::Text(text.into()),
            Value::Array(values) => {
                let elements = values.iter().enumerate();
                Mapping::Array(
                    elements
                        .map(|(at, value)| self.element(at, *value))
                        .collect(),
                )
            }
            Value::Object(object) => self.object(object),
        };
        self.depth -= 1;
        mapping
    }

    /// Compiles a member of the object at the current place.
    pub(super) fn member(&mut self, key: &str, value: Value<'_>) -> Mapping {
        self.within(self.pointer.key(key), |compiler| compiler.mapping(value))
    }

    /// Compiles an element of the list at the current place.
    pub(super) fn element(&mut self, index: usize, value: Value<'_>) -> Mapping {
        self.within(self.pointer.index(index), |compiler| {
            compiler.mapping(value)
        })
    }

    /// Reports a problem at the current place.
    pub(super) fn problem(&mut self, problem: Diagnostic) {
        let location = Location::document(self.pointer.clone());
        self.problems.push(problem.at(location));
    }

    /// Reports an argument of a kind the directive can't use.
    pub(super) fn expected(&mut self, what: &str, found: Value<'_>) {
        let message = format!("expected {what}, found {}", found.kind());
        self.problem(Diagnostic::new(Code::DirectiveArgument, message));
    }

    /// An argument that is text or a directive that gives text; the text was handled before.
    pub(super) fn directive_argument(&mut self, argument: Value<'_>) -> Option<Mapping> {
        match argument {
            Value::Object(object) if is_directive(object) => Some(self.mapping(argument)),
            _ => {
                self.expected("a string or a directive", argument);
                None
            }
        }
    }

    /// The options of a directive: a plain object.
    pub(super) fn options<'v>(&mut self, argument: Value<'v>) -> Option<Object<'v>> {
        match argument {
            Value::Object(object) if !is_directive(object) => Some(object),
            Value::Object(_) => {
                let message = "expected an object of options, found a directive";
                self.problem(Diagnostic::new(Code::DirectiveArgument, message));
                None
            }
            _ => {
                self.expected("an object of options", argument);
                None
            }
        }
    }

    fn within<T>(&mut self, pointer: Pointer, work: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.pointer, pointer);
        let result = work(self);
        self.pointer = outer;
        result
    }

    fn object(&mut self, object: Object<'_>) -> Mapping {
        let Some((name, argument)) = directive_of(object) else {
            let members = object.members().iter();
            let members = members.map(|member| {
                let key = member.key.to_string();
                (member.key.into(), self.member(&key, member.value))
            });
            return Mapping::Object(members.collect());
        };
        self.check_alone(object, name);
        if specs().all(|spec| spec.name != name) {
            let help = nearest(name, specs().map(|spec| spec.name))
                .map(|name| format!("did you mean `{name}`?"));
            let problem = Diagnostic::new(
                Code::UnknownDirective,
                format!("`{name}` is not a directive"),
            );
            self.problem(problem.maybe_help(help));
            return Mapping::Null;
        }
        let directive = self.within(self.pointer.key(name), |compiler| {
            Directive::compile(name, argument, compiler)
        });
        directive.map_or(Mapping::Null, |directive| {
            Mapping::Directive(Box::new(directive))
        })
    }

    /// A directive has only `_metadata` beside it, which Segment's editor puts there.
    fn check_alone(&mut self, object: Object<'_>, name: &str) {
        for member in object.members() {
            let key = member.key.to_string();
            if key != name && key != "_metadata" {
                let message = format!("`{key}` can't stand beside the directive `{name}`");
                let problem = Diagnostic::new(Code::MixedDirective, message)
                    .help("a directive is an object with a single member");
                self.problem(problem);
            }
        }
    }
}

/// Whether an object is meant as a directive: it has a member whose name starts with `@`.
pub(super) fn is_directive(object: Object<'_>) -> bool {
    directive_of(object).is_some()
}

fn directive_of(object: Object<'_>) -> Option<(&str, Value<'_>)> {
    object.members().iter().find_map(|member| match member.key {
        Text::Str(key) if key.starts_with('@') => Some((key, member.value)),
        _ => None,
    })
}
