//! From mapping JSON to a compiled [`Mapping`].
//!
//! By now the mapping passed its checks. What they don't reach is read as Segment resolves it: an object with anything
//! but `_metadata` beside its directives is a plain object, of several directives the first counts, and a directive
//! that can't work becomes a [`Mapping::Fail`] with a warning.

use std::ops::Range;

use super::check::{
    Checker, did_you_mean, is_directive_key, is_foreign_key, is_usable, mixed, unknown,
};
use super::error::ResolveErrorKind;
use super::kind::{Directive, spec_of};
use super::place::Place;
use super::spec::Takes;
use super::{Mapping, WholeMapping};
use crate::diagnostic::{Code, Diagnostic, Pointer, Severity};
use crate::json::{Arena, Number, Object, Text, Value};

impl Mapping {
    /// Compiles a mapping that stands at `pointer` in its document. What there is to say about it is added to
    /// `problems`; the result is only of use when none of them is an error.
    ///
    /// ```
    /// use friendbuy_edge::diagnostic::Pointer;
    /// use friendbuy_edge::directive::Mapping;
    /// use friendbuy_edge::json::{Arena, parse};
    /// let arena = Arena::new();
    /// let mapping = parse(r#"{"@pth": "$.userId"}"#, &arena)?;
    /// let mut problems = Vec::new();
    /// Mapping::compile(mapping, Pointer::root(), &mut problems);
    /// assert_eq!(problems[0].message, "`@pth` is not a directive");
    /// assert_eq!(problems[0].help.as_deref(), Some("did you mean `@path`?"));
    /// # Ok::<(), friendbuy_edge::json::JsonError>(())
    /// ```
    pub fn compile(value: Value<'_>, pointer: Pointer, problems: &mut Vec<Diagnostic>) -> Self {
        let arena = Arena::new();
        let mut found = Vec::new();
        let place = Place::new(pointer, &mut found);
        let mapping = compile(value, place, &arena);
        problems.append(&mut found);
        mapping.unwrap_or(Self::Null)
    }
}

/// Checks a mapping and compiles it, unless the checks found errors.
pub(super) fn compile<'v>(
    value: Value<'v>,
    place: Place<'v, '_>,
    arena: &'v Arena,
) -> Option<Mapping> {
    let mut checker = Checker { place };
    checker.mapping(value);
    let place = checker.place;
    if !is_usable(place.problems()) {
        return None;
    }
    let mut compiler = Compiler {
        place,
        arena,
        span: None,
    };
    Some(compiler.mapping(value))
}

/// Compiles one mapping: knows where it is and collects what there is to say.
#[derive(Debug)]
pub(super) struct Compiler<'v, 'p> {
    place: Place<'v, 'p>,
    arena: &'v Arena,
    /// The part of a string that the directive about to fail found wrong.
    span: Option<Range<usize>>,
}

impl<'v> Compiler<'v, '_> {
    /// Compiles the value at the current place.
    pub(super) fn mapping(&mut self, value: Value<'v>) -> Mapping {
        if !self.place.descend() {
            return Mapping::Null;
        }
        let mapping = match value {
            Value::Undefined => Mapping::Undefined,
            Value::Null => Mapping::Null,
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
        self.place.ascend();
        mapping
    }

    /// Compiles a member of the object at the current place.
    pub(super) fn member(&mut self, key: Text<'v>, value: Value<'v>) -> Mapping {
        self.place.enter_key(key);
        let mapping = self.mapping(value);
        self.place.leave();
        mapping
    }

    /// Compiles an option of the directive at the current place; absent, it is a missing value.
    pub(super) fn option(&mut self, options: Object<'v>, name: &'static str) -> Mapping {
        let value = options.get(name).unwrap_or(Value::Undefined);
        self.member(Text::Str(name), value)
    }

    /// Compiles an option of the directive at the current place, unless it is JavaScript-false, as Segment's
    /// directives ask for most of theirs.
    pub(super) fn truthy_option(
        &mut self,
        options: Object<'v>,
        name: &'static str,
    ) -> Option<Mapping> {
        let value = options.get(name).filter(|value| value.is_truthy())?;
        Some(self.member(Text::Str(name), value))
    }

    /// Compiles an element of the list at the current place.
    pub(super) fn element(&mut self, index: usize, value: Value<'v>) -> Mapping {
        self.place.enter_index(index);
        let mapping = self.mapping(value);
        self.place.leave();
        mapping
    }

    /// Compiles an option that is a whole mapping of its own, which Segment checks when it gets there.
    pub(super) fn whole(
        &mut self,
        key: &'static str,
        value: Value<'v>,
    ) -> Result<WholeMapping, ResolveErrorKind> {
        let mut found = Vec::new();
        self.place.enter_key(Text::Str(key));
        let whole = WholeMapping::compile_at(value, &self.place, &mut found, self.arena);
        let mut errors = found
            .iter()
            .filter(|problem| problem.severity == Severity::Error);
        let error = errors.next().map(|error| error.message.as_str().into());
        // Segment accepts the mapping and finds them too late.
        for problem in &mut found {
            problem.severity = problem.severity.max(Severity::Warning);
        }
        self.place.report_all(found);
        self.place.leave();
        error.map_or(Ok(whole), |error| Err(ResolveErrorKind::Apply(error)))
    }

    /// Compiles the elements of an option that is a list.
    pub(super) fn elements_of(
        &mut self,
        key: &'static str,
        values: &[Value<'v>],
    ) -> Box<[Mapping]> {
        self.place.enter_key(Text::Str(key));
        let elements = values.iter().enumerate();
        let elements = elements.map(|(at, value)| self.element(at, *value));
        let elements = elements.collect();
        self.place.leave();
        elements
    }

    /// Says where in its text a directive fails.
    pub(super) fn narrow(&mut self, span: Range<usize>) {
        self.span = Some(span);
    }

    /// Reports something about a part of the directive's text.
    pub(super) fn report_in_text(&mut self, problem: Diagnostic, span: Range<usize>) {
        self.place.report_part(problem, Some(span));
    }

    /// Warns about an option of the directive at the current place.
    pub(super) fn warn(&mut self, code: Code, option: &'static str, message: &str, help: &str) {
        self.place.enter_key(Text::Str(option));
        self.place.report(Diagnostic::new(code, message).help(help));
        self.place.leave();
    }

    fn object(&mut self, object: Object<'v>) -> Mapping {
        let mut keys = object.members().iter().map(|member| member.key);
        let Some(name) = keys.clone().find(|key| is_directive_key(*key)) else {
            return self.plain_object(object);
        };
        if let Some(other) = keys.find(|key| is_foreign_key(*key)) {
            self.report_as_warning(mixed(name, other));
            return self.plain_object(object);
        }
        let mut others = object.members().iter().map(|member| member.key);
        if let Some(other) = others.find(|key| is_directive_key(*key) && *key != name) {
            self.report_as_warning(mixed(name, other));
        }
        let argument = object.get_text(name).unwrap_or(Value::Undefined);
        self.directive(name, argument)
    }

    /// DIFFERENCE: a member named `__proto__` is one like any other; JavaScript loses it in copying.
    fn plain_object(&mut self, object: Object<'v>) -> Mapping {
        let members = object.members().iter();
        let members = members.map(|member| {
            let mapping = self.member(member.key, member.value);
            (member.key.into(), mapping)
        });
        Mapping::Object(members.collect())
    }

    fn directive(&mut self, name: Text<'v>, argument: Value<'v>) -> Mapping {
        let Some(spec) = spec_of(name) else {
            self.report_as_warning(unknown(name));
            let name = name.to_string();
            return Mapping::Fail(Box::new(ResolveErrorKind::UnknownDirective(name.into())));
        };
        self.place.enter_key(name);
        if let (Takes::Options(_), Value::Object(options)) = (spec.takes, argument) {
            self.warn_of_unknown_options(options, spec.takes);
        }
        let mapping = match Directive::compile(spec.name, argument, self) {
            Ok(directive) => Mapping::Directive(Box::new(directive)),
            Err(kind) => {
                let problem = Diagnostic::new(Code::DirectiveFails, kind.to_string());
                let help = kind.help().unwrap_or_else(|| {
                    "as it stands, every event that gets here is refused".to_owned()
                });
                self.place.report_part(problem.help(help), self.span.take());
                Mapping::Fail(Box::new(kind))
            }
        };
        self.place.leave();
        mapping
    }

    fn warn_of_unknown_options(&mut self, options: Object<'v>, takes: Takes) {
        let names = || takes.options().iter().map(|option| option.name);
        for member in options.members() {
            let key = member.key.to_string();
            if names().all(|name| name != key) {
                self.place.enter_key(member.key);
                let message = format!("`{key}` is not an option of this directive");
                let problem = Diagnostic::new(Code::UnknownOption, message);
                self.place
                    .report(problem.maybe_help(did_you_mean(&key, names())));
                self.place.leave();
            }
        }
    }

    /// Reports what is an error elsewhere as a warning.
    fn report_as_warning(&mut self, problem: Diagnostic) {
        self.place.report(Diagnostic {
            severity: Severity::Warning,
            ..problem
        });
    }
}
