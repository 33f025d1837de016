//! Advice on what a mapping says word for word: values that no event can change.

use super::mapping::Linted;
use crate::action::Action;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer};
use crate::field::{Output, read};
use crate::json::{Arena, Value};
use crate::payload::{Mode, describe};

/// Finds fixed values that their field does not take, and paths in places where none is read.
pub(super) fn find(linted: &Linted<'_>, mode: Mode, findings: &mut Vec<Diagnostic>) {
    let arena = Arena::new();
    for field in linted.mapping.action.table().fields {
        let Some((value, place)) = linted.own_field(field.key) else {
            continue;
        };
        let mut walk = Walk {
            linted,
            key: field.key,
            findings: Vec::new(),
            is_fixed: true,
        };
        walk.visit(value, &place);
        let is_of_use = field.output != Output::Never && walk.findings.is_empty();
        if is_of_use && walk.is_fixed {
            let mut problems = Vec::new();
            let value = read(field, value, mode.rules().reading, &arena, &mut problems);
            let is_value = problems.is_empty() && !value.is_undefined();
            if is_value && is_key(linted.mapping.action, field.key) {
                walk.same_for_all(&place, field.label);
            }
            walk.findings.extend(problems.iter().map(|problem| {
                let place = place.join(&problem.pointer);
                Diagnostic {
                    mapping: Some(linted.mapping.id.clone()),
                    field: Some(field.key),
                    ..describe(problem).at(Location::document(place))
                }
            }));
        }
        findings.append(&mut walk.findings);
    }
}

/// Whether a field tells the calls of an action from their repeats.
fn is_key(action: Action, key: &str) -> bool {
    match action {
        Action::TrackCustomer => false,
        Action::TrackPurchase => key == "orderId",
        Action::TrackSignUp => key == "customerId",
        Action::TrackCustomEvent => key == "deduplicationId",
    }
}

/// A walk through what a mapping says about a field.
struct Walk<'l, 'a> {
    linted: &'l Linted<'a>,
    key: &'static str,
    findings: Vec<Diagnostic>,
    /// Whether no directive was met.
    is_fixed: bool,
}

impl<'a> Walk<'_, 'a> {
    fn visit(&mut self, value: Value<'a>, place: &Pointer) {
        match value {
            Value::Object(object) => {
                for member in object.members() {
                    let key = member.key.to_str_lossy();
                    self.visit_member(&key, member.value, &place.key(&key));
                }
            }
            Value::Array(values) => {
                for (index, value) in values.iter().enumerate() {
                    self.visit(*value, &place.index(index));
                }
            }
            _ => {
                if let Some(text) = value.as_str().filter(|text| text.starts_with(ROOT)) {
                    let message = format!("`{text}` is taken as it stands: a text is no path");
                    let help = format!("`{{ \"@path\": \"{text}\" }}` takes the value from there");
                    self.found(place, message, help);
                }
            }
        }
    }

    fn visit_member(&mut self, key: &str, value: Value<'a>, place: &Pointer) {
        self.is_fixed &= !key.starts_with('@');
        match (key, value) {
            // The first element is a path.
            ("@arrayPath", Value::Array([_, shape, ..])) => self.visit(*shape, &place.index(1)),
            ("@path" | "@arrayPath" | "@liquid", _) => {}
            ("@replace", _) => self.visit(value.member("value"), &place.key("value")),
            ("@template", _) => {
                let tags = value.as_str().unwrap_or_default().split("{{").skip(1);
                let mut paths = tags.map(|tag| tag.trim_start_matches('{').trim_start());
                if paths.any(|path| path.starts_with(ROOT)) {
                    let message = "`$.` gives nothing in a template: there it is a member `$`";
                    let help = "leave it out: `{{userId}}` is the event's `userId`";
                    self.found(place, message.to_owned(), help.to_owned());
                }
            }
            _ => self.visit(value, place),
        }
    }

    fn same_for_all(&mut self, place: &Pointer, label: &str) {
        let message =
            format!("`{label}` is the same for all events: their calls are repeats of the first");
        let finding = self
            .linted
            .finding(Code::SameSendOnceKey, place.clone(), message);
        self.findings.push(Diagnostic {
            field: Some(self.key),
            ..finding.help("only the first call would be made; take it from the event")
        });
    }

    fn found(&mut self, place: &Pointer, message: String, help: String) {
        let finding = self
            .linted
            .finding(Code::PathNotRead, place.clone(), message);
        self.findings.push(Diagnostic {
            field: Some(self.key),
            ..finding.help(help)
        });
    }
}

/// What paths begin with.
const ROOT: &str = "$.";
