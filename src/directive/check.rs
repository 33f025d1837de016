//! What Segment checks in a mapping before it looks at an event. A mapping that fails refuses every event.
//!
//! This is the one place that decides how far the checks reach. They follow Segment's: into objects and into the
//! arguments of directives, but not into lists, and not into plain JSON behind `@literal` and `@excludeWhenNull`.
//! What is wrong in a place they don't reach refuses only the events that get there (`compile` makes it a
//! [`Mapping::Fail`](super::Mapping::Fail)).

use super::kind::{spec_of, specs};
use super::place::Place;
use super::spec::{Argument, Takes};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::json::{Object, Text, Value};

/// Walks a mapping and reports what Segment would refuse.
#[derive(Debug)]
pub(super) struct Checker<'v, 'p> {
    pub(super) place: Place<'v, 'p>,
}

impl<'v> Checker<'v, '_> {
    /// Checks a mapping.
    pub(super) fn mapping(&mut self, value: Value<'v>) {
        let Value::Object(object) = value else { return };
        if !self.place.descend() {
            return;
        }
        if has_directive_key(object) {
            self.directive(object);
        } else {
            for member in object.members() {
                self.member(member.key, member.value, Takes::Mapping);
            }
        }
        self.place.ascend();
    }

    fn directive(&mut self, object: Object<'v>) {
        let keys = || object.members().iter().map(|member| member.key);
        let mut directives = keys().filter(|key| is_directive_key(*key));
        let Some(name) = directives.next() else {
            return;
        };
        let beside = directives.next();
        let beside = beside.or_else(|| keys().find(|key| is_foreign_key(*key)));
        if let Some(other) = beside {
            self.report(mixed(name, other));
            return;
        }
        let Some(spec) = spec_of(name) else {
            self.report(unknown(name));
            return;
        };
        if let Some(argument) = object.get_text(name) {
            self.member(name, argument, spec.takes);
        }
    }

    /// Checks a member of the object at the current place.
    fn member(&mut self, key: Text<'v>, value: Value<'v>, takes: Takes) {
        self.place.enter_key(key);
        self.argument(value, takes);
        self.place.leave();
    }

    fn argument(&mut self, value: Value<'v>, takes: Takes) {
        let is_directive = is_directive(value);
        match (takes, value) {
            (Takes::Json, _) if !is_directive => {}
            (Takes::TextOrDirective, _) if is_directive => self.mapping(value),
            (Takes::Json | Takes::Mapping, _) | (Takes::ObjectOrDirective, Value::Object(_)) => {
                self.mapping(value);
            }
            (Takes::TextOrDirective, Value::Text(_)) | (Takes::Bool, Value::Bool(_)) => {}
            (Takes::Text { min, max }, Value::Text(text)) => self.length(text, min, max),
            (Takes::Word(words), Value::Text(text)) => self.word(text, words),
            (Takes::Objects, Value::Array(values)) => {
                for (at, value) in values.iter().enumerate() {
                    self.element(at, *value, Takes::ObjectOrDirective);
                }
            }
            (Takes::SourceAndShape, Value::Array(values)) => self.source_and_shape(values),
            (Takes::Options(arguments), Value::Object(options)) if !is_directive => {
                self.options(options, arguments);
            }
            _ => self.expected(takes.description(), value),
        }
    }

    fn element(&mut self, index: usize, value: Value<'v>, takes: Takes) {
        self.place.enter_index(index);
        self.argument(value, takes);
        self.place.leave();
    }

    fn source_and_shape(&mut self, values: &'v [Value<'v>]) {
        match values.first() {
            Some(source) => self.element(0, *source, Takes::TextOrDirective),
            None => self.report(
                Diagnostic::new(Code::DirectiveArgument, "the list has no path in it")
                    .help("the first element is the path of the list in the event"),
            ),
        }
        if let Some(shape) = values.get(1) {
            self.element(1, *shape, Takes::Mapping);
        }
    }

    fn options(&mut self, options: Object<'v>, arguments: &'static [Argument]) {
        for argument in arguments {
            if argument.required && options.get(argument.name).is_none() {
                let message = format!("`{}` is missing", argument.name);
                let help = format!("it is {}", argument.summary);
                self.report(Diagnostic::new(Code::DirectiveArgument, message).help(help));
            }
        }
        for member in options.members() {
            let named = |argument: &&Argument| Text::Str(argument.name) == member.key;
            let argument = arguments.iter().find(named);
            let takes = argument.map_or(Takes::Mapping, |argument| argument.takes);
            self.member(member.key, member.value, takes);
        }
    }

    fn length(&mut self, text: Text<'v>, min: usize, max: usize) {
        let length = text.len_utf16();
        if length < min {
            self.report(Diagnostic::new(
                Code::DirectiveArgument,
                format!("expected at least {min} character, found none"),
            ));
        } else if length > max {
            self.report(Diagnostic::new(
                Code::DirectiveArgument,
                format!("expected at most {max} characters, found {length}"),
            ));
        }
    }

    fn word(&mut self, text: Text<'v>, words: &'static [&'static str]) {
        let text = text.to_string();
        if words.iter().any(|word| word.eq_ignore_ascii_case(&text)) {
            return;
        }
        let expected: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("expected {}, found `{text}`", expected.join(" or "));
        let problem = Diagnostic::new(Code::DirectiveArgument, message);
        self.report(problem.maybe_help(did_you_mean(&text, words.iter().copied())));
    }

    fn expected(&mut self, what: &str, found: Value<'v>) {
        let found = if is_directive(found) {
            "a directive"
        } else {
            found.kind()
        };
        let message = format!("expected {what}, found {found}");
        self.report(Diagnostic::new(Code::DirectiveArgument, message));
    }

    fn report(&mut self, problem: Diagnostic) {
        self.place.report(problem);
    }
}

impl Takes {
    /// What is expected, for messages.
    pub(super) const fn description(self) -> &'static str {
        match self {
            Self::Json | Self::Mapping => "a value",
            Self::TextOrDirective => "a string or a directive",
            Self::Text { .. } | Self::Word(_) => "a string",
            Self::Bool => "`true` or `false`",
            Self::ObjectOrDirective => "an object or a directive",
            Self::Objects => "a list of objects",
            Self::SourceAndShape => "a list of a path and a mapping",
            Self::Options(_) => "an object of options",
        }
    }
}

/// The problem of a directive that does not exist.
pub(super) fn unknown(name: Text<'_>) -> Diagnostic {
    let name = name.to_string();
    let help = did_you_mean(&name, specs().map(|spec| spec.name));
    let message = format!("`{name}` is not a directive");
    Diagnostic::new(Code::UnknownDirective, message).maybe_help(help)
}

/// The problem of something beside a directive.
pub(super) fn mixed(name: Text<'_>, other: Text<'_>) -> Diagnostic {
    let message = format!("`{other}` can't stand beside the directive `{name}`");
    Diagnostic::new(Code::MixedDirective, message)
        .help("a directive is an object with a single member")
}

/// Advice on a word that is nearly a known one.
pub(super) fn did_you_mean<'n>(
    word: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<String> {
    nearest(word, known).map(|name| format!("did you mean `{name}`?"))
}

/// Whether none of the problems keeps the mapping from being used.
pub(super) fn is_usable(problems: &[Diagnostic]) -> bool {
    let mut severities = problems.iter().map(|problem| problem.severity);
    severities.all(|severity| severity != Severity::Error)
}

/// Whether a key names a directive.
pub(super) fn is_directive_key(key: Text<'_>) -> bool {
    key.starts_with('@')
}

/// Whether a key neither names a directive nor is `_metadata`, which Segment's editor puts beside directives.
pub(super) fn is_foreign_key(key: Text<'_>) -> bool {
    !is_directive_key(key) && key != Text::Str("_metadata")
}

fn has_directive_key(object: Object<'_>) -> bool {
    let mut keys = object.members().iter().map(|member| member.key);
    keys.any(is_directive_key)
}

fn is_directive(value: Value<'_>) -> bool {
    matches!(value, Value::Object(object) if has_directive_key(object))
}
