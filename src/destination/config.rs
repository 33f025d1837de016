//! Reading the destination document.

use super::{Destination, FieldMapping, Mapping};
use crate::action::Action;
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, Severity, Source, nearest};
use crate::directive;
use crate::event::Event;
use crate::field::{Field, Output};
use crate::json::{Arena, Object, Plan, Text, Value, parse};
use crate::limits::MAX_MAPPINGS;
use crate::payload::Mode;
use crate::trigger::{Dialect, Trigger, difference};

/// The document that stands in when there is none: Segment's usual events to Friendbuy's usual calls.
pub const STANDARD: &str = r#"{
  "version": 1,
  "name": "Friendbuy (Cloud Destination)",
  "mode": "documented",
  "mappings": [
    { "id": "customer", "name": "Track Customer", "action": "trackCustomer",
      "trigger": "type = \"identify\"" },
    { "id": "purchase", "name": "Track Purchase", "action": "trackPurchase",
      "trigger": "type = \"track\" and event = \"Order Completed\"" },
    { "id": "sign-up", "name": "Track Sign Up", "action": "trackSignUp",
      "trigger": "type = \"track\" and event = \"Signed Up\"" }
  ]
}"#;

/// The version of the document this release reads.
const VERSION: u32 = 1;

const DOCUMENT_KEYS: [&str; 5] = ["$schema", "version", "name", "mode", "mappings"];
const MAPPING_KEYS: [&str; 7] = [
    "id", "name", "enabled", "action", "trigger", "defaults", "fields",
];

/// Compiles a document: the destination, unless there is an error among the findings.
pub(super) fn compile(document: &str) -> (Option<Destination>, Vec<Diagnostic>) {
    read(document, true)
}

/// Compiles a document if it can be used. Without a word about how Segment would read its triggers, which takes longer than
/// all the rest.
pub(super) fn usable(document: &str) -> Option<Destination> {
    read(document, false).0
}

fn read(document: &str, compares_readings: bool) -> (Option<Destination>, Vec<Diagnostic>) {
    let arena = Arena::new();
    let root = match parse(document, &arena) {
        Ok(root) => root,
        Err(error) => {
            return (
                None,
                vec![Diagnostic::not_json(error, document, Source::Document)],
            );
        }
    };
    let mut reader = Reader {
        arena: &arena,
        compares_readings,
        findings: Vec::new(),
    };
    let destination = reader.document(root);
    let is_usable = reader
        .findings
        .iter()
        .all(|finding| finding.severity != Severity::Error);
    (destination.filter(|_| is_usable), reader.findings)
}

struct Reader<'a> {
    arena: &'a Arena,
    /// Whether to warn where Segment reads a trigger differently.
    compares_readings: bool,
    findings: Vec<Diagnostic>,
}

/// An object of the document and where it stands.
struct Node<'a> {
    object: Object<'a>,
    pointer: Pointer,
}

impl<'a> Reader<'a> {
    fn report(&mut self, pointer: Pointer, finding: Diagnostic) {
        self.findings.push(finding.at(Location::document(pointer)));
    }

    fn wrong_type(&mut self, pointer: Pointer, what: &str, expected: &str, found: Value<'_>) {
        let message = format!("{what} must be {expected}, but it is {}", found.kind());
        self.report(pointer, Diagnostic::new(Code::DocumentType, message));
    }

    fn node(&mut self, value: Value<'a>, pointer: Pointer, what: &str) -> Option<Node<'a>> {
        if let Value::Object(object) = value {
            return Some(Node { object, pointer });
        }
        self.wrong_type(pointer, what, "an object", value);
        None
    }

    fn check_keys(&mut self, node: &Node<'a>, known: &[&'static str], what: &str) {
        for member in node.object.members() {
            let key = member.key.to_string();
            if !known.contains(&key.as_str()) {
                let help = match nearest(&key, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                let finding = Diagnostic::new(Code::UnknownKey, format!("{what} has no `{key}`"));
                self.report(node.pointer.key(&key), finding.help(help));
            }
        }
    }

    /// A member that is text. A missing one is an error if it is required.
    fn text(&mut self, node: &Node<'a>, key: &str, required: bool) -> Option<&'a str> {
        let Some(value) = node.object.get(key) else {
            if required {
                let finding = Diagnostic::new(Code::MissingKey, format!("`{key}` is missing"));
                self.report(node.pointer.clone(), finding);
            }
            return None;
        };
        let pointer = node.pointer.key(key);
        match value {
            Value::Text(Text::Str(text)) if !(required && text.is_empty()) => return Some(text),
            Value::Text(_) => {
                let message = format!("`{key}` is empty or not well-formed text");
                self.report(pointer, Diagnostic::new(Code::DocumentType, message));
            }
            _ => self.wrong_type(pointer, &format!("`{key}`"), "a string", value),
        }
        None
    }

    fn flag(&mut self, node: &Node<'a>, key: &str) -> bool {
        match node.object.get(key) {
            None => true,
            Some(Value::Bool(value)) => value,
            Some(other) => {
                self.wrong_type(
                    node.pointer.key(key),
                    &format!("`{key}`"),
                    "true or false",
                    other,
                );
                true
            }
        }
    }

    fn document(&mut self, root: Value<'a>) -> Option<Destination> {
        let node = self.node(root, Pointer::root(), "the document")?;
        self.check_keys(&node, &DOCUMENT_KEYS, "the document");
        self.version(&node);
        self.text(&node, "$schema", false);
        let name = self.text(&node, "name", false).map(Into::into);
        let mode = self.mode(&node);
        let mut mappings = self.mappings(&node, mode)?;
        let plan = plan(&mut mappings);
        Some(Destination {
            name,
            mode,
            mappings,
            plan,
        })
    }

    fn version(&mut self, node: &Node<'a>) {
        let version = match node.object.get("version") {
            None => return,
            Some(Value::Number(number)) => number.to_index(),
            Some(_) => None,
        };
        if version != Some(VERSION) {
            let message = format!("this release reads documents of version {VERSION} only");
            self.report(
                node.pointer.key("version"),
                Diagnostic::new(Code::UnsupportedVersion, message),
            );
        }
    }

    fn mode(&mut self, node: &Node<'a>) -> Mode {
        let Some(name) = self.text(node, "mode", false) else {
            return Mode::default();
        };
        Mode::from_name(name).unwrap_or_else(|| {
            let names = Mode::ALL.map(Mode::as_str);
            let finding = Diagnostic::new(Code::UnknownMode, format!("`{name}` is no mode"));
            let help = match nearest(name, names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("modes: {}", names.join(", ")),
            };
            self.report(node.pointer.key("mode"), finding.help(help));
            Mode::default()
        })
    }

    fn mappings(&mut self, node: &Node<'a>, mode: Mode) -> Option<Box<[Mapping]>> {
        let pointer = node.pointer.key("mappings");
        let values = match node.object.get("mappings") {
            Some(Value::Array(values)) => values,
            Some(other) => {
                self.wrong_type(pointer, "`mappings`", "an array", other);
                return None;
            }
            None => {
                let finding = Diagnostic::new(Code::MissingKey, "`mappings` is missing")
                    .help("a document needs an array of mappings, even an empty one");
                self.report(node.pointer.clone(), finding);
                return None;
            }
        };
        if values.len() > MAX_MAPPINGS {
            let message = format!(
                "{} mappings; a destination has at most {MAX_MAPPINGS}",
                values.len()
            );
            self.report(
                pointer.clone(),
                Diagnostic::new(Code::TooManyMappings, message),
            );
        }
        let mut ids: Vec<&str> = Vec::new();
        let mut mappings = Vec::with_capacity(values.len());
        for (at, value) in values.iter().enumerate() {
            let Some(node) = self.node(*value, pointer.index(at), "a mapping") else {
                continue;
            };
            let first_finding = self.findings.len();
            let id = self.text(&node, "id", true);
            if let Some(id) = id {
                if ids.contains(&id) {
                    let message = format!("there is another mapping with the id `{id}`");
                    self.report(
                        node.pointer.key("id"),
                        Diagnostic::new(Code::DuplicateId, message),
                    );
                }
                ids.push(id);
            }
            mappings.extend(self.mapping(&node, id.unwrap_or_default(), mode));
            for finding in self.findings.iter_mut().skip(first_finding) {
                finding.mapping = id.map(Into::into);
            }
        }
        Some(mappings.into())
    }

    fn mapping(&mut self, node: &Node<'a>, id: &str, mode: Mode) -> Option<Mapping> {
        self.check_keys(node, &MAPPING_KEYS, "a mapping");
        let name = self.text(node, "name", false).map(Into::into);
        let enabled = self.flag(node, "enabled");
        let action = self.action(node);
        let trigger = self.trigger(node, mode);
        let fields = self.fields(node, action?);
        let (trigger_text, trigger) = trigger?;
        Some(Mapping {
            id: id.into(),
            name,
            enabled,
            action: action?,
            trigger_text: trigger_text.into(),
            trigger,
            fields,
        })
    }

    fn action(&mut self, node: &Node<'a>) -> Option<Action> {
        let name = self.text(node, "action", true)?;
        let action = Action::from_name(name);
        if action.is_none() {
            let names = Action::ALL.map(Action::name);
            let help = match nearest(name, names) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("actions: {}", names.join(", ")),
            };
            let finding = Diagnostic::new(Code::UnknownAction, format!("`{name}` is no action"));
            self.report(node.pointer.key("action"), finding.help(help));
        }
        action
    }

    fn trigger(&mut self, node: &Node<'a>, mode: Mode) -> Option<(&'a str, Trigger)> {
        let text = self.text(node, "trigger", true)?;
        let pointer = node.pointer.key("trigger");
        let dialect = match mode {
            Mode::Segment => Dialect::Segment,
            Mode::Documented | Mode::Strict => Dialect::Documented,
        };
        match Trigger::compile(text, dialect) {
            Ok(trigger) => {
                if self.compares_readings
                    && let Some(difference) = difference(text)
                {
                    self.findings.push(difference.to_diagnostic(pointer));
                }
                Some((text, trigger))
            }
            Err(errors) => {
                let errors = errors
                    .iter()
                    .map(|error| error.to_diagnostic(pointer.clone()));
                self.findings.extend(errors);
                None
            }
        }
    }

    /// The mappings of an action's fields: the defaults, patched.
    fn fields(&mut self, node: &Node<'a>, action: Action) -> Box<[Option<FieldMapping>]> {
        let table = action.table();
        let keeps_defaults = self.flag(node, "defaults");
        let patch = match node.object.get("fields") {
            None => Object::EMPTY,
            Some(Value::Object(object)) => object,
            Some(other) => {
                self.wrong_type(node.pointer.key("fields"), "`fields`", "an object", other);
                Object::EMPTY
            }
        };
        let pointer = node.pointer.key("fields");
        for member in patch.members() {
            let key = member.key.to_string();
            if table.fields.iter().all(|field| field.key != key) {
                let help = unknown_field(table.fields, &key);
                let message = format!("{} has no field `{key}`", table.title);
                let finding = Diagnostic::new(Code::UnknownField, message).help(help);
                self.report(pointer.key(&key), finding);
            }
        }
        let mut compile = |field: &'static Field| {
            let pointer = pointer.key(field.key);
            match patch.get(field.key) {
                Some(Value::Null) => None,
                Some(value) => Some(FieldMapping {
                    mapping: directive::Mapping::compile(
                        value,
                        pointer.clone(),
                        &mut self.findings,
                    ),
                    pointer: Some(pointer),
                }),
                None if keeps_defaults => default_of(field, self.arena),
                None => None,
            }
        };
        table.fields.iter().map(&mut compile).collect()
    }
}

/// The plan that asks for whatever the mappings read of an event.
fn plan(mappings: &mut [Mapping]) -> Plan {
    let mut plan = Plan::new();
    Event::ask(&mut plan);
    for mapping in mappings.iter_mut().filter(|mapping| mapping.enabled) {
        mapping.trigger.ask(&mut plan);
        for field in mapping.fields.iter_mut().flatten() {
            field.mapping.ask(&mut plan);
        }
    }
    plan
}

/// The mapping a field has when the document says nothing.
/// What to do about a field that an action does not have: Friendbuy's own names are meant as often as misspelt ones.
fn unknown_field(fields: &'static [Field], key: &str) -> String {
    let sent_as = fields
        .iter()
        .find(|field| field.output.root(true) == Some(key));
    let meant = sent_as.map(|field| field.key);
    if let Some(name) = meant.or_else(|| nearest(key, fields.iter().map(|field| field.key))) {
        return format!("did you mean `{name}`?");
    }
    let is_open = |field: &&Field| matches!(field.output, Output::Attributes | Output::Properties);
    let open = fields.iter().find(is_open).map_or("", |field| field.key);
    format!("put values without a field of their own into `{open}`")
}

fn default_of(field: &Field, arena: &Arena) -> Option<FieldMapping> {
    let json = arena.text(&field.default.to_json()?);
    // The tables' defaults compile; a test of the tables sees to it.
    let value = parse(json, arena).ok()?;
    let mapping = directive::Mapping::compile(value, Pointer::root(), &mut Vec::new());
    Some(FieldMapping {
        mapping,
        pointer: None,
    })
}
