//! Finding mappings in whatever text Segment or Terraform gave.

use super::Place;
use super::hcl::{self, HclError, Spans};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, Source};
use crate::json::{Arena, Object, Text, Value, parse};

/// Terraform's name for a mapping.
pub(super) const RESOURCE: &str = "segment_destination_subscription";

/// The text of which mappings are made.
pub(super) struct Input<'a> {
    text: &'a str,
    root: Value<'a>,
    /// Where values stand in Terraform's language. JSON needs none, there a pointer says it.
    spans: Option<Spans<'a>>,
}

/// A mapping as it was found.
pub(super) struct Found<'a> {
    /// Its members.
    pub(super) members: Object<'a>,
    /// Where it is.
    pub(super) pointer: Pointer,
    /// The name of its Terraform resource.
    pub(super) label: Option<Text<'a>>,
    /// Whether its strings are templates of Terraform.
    pub(super) has_templates: bool,
}

/// A part of a list that goes on elsewhere.
pub(super) struct Page {
    /// Where it is.
    pub(super) pointer: Pointer,
    /// How many mappings the whole list has, as JSON.
    pub(super) total: Option<String>,
}

impl<'a> Input<'a> {
    /// Reads the text: JSON, or Terraform's language.
    pub(super) fn read(text: &'a str, arena: &'a Arena) -> Result<Self, Vec<Diagnostic>> {
        let content = text.trim_start_matches('\u{feff}');
        if content.trim_start().starts_with(['{', '[']) {
            let root = parse(content, arena).map_err(|error| {
                let mut problem = Diagnostic::not_json(error, content, Source::Document);
                if let Some(location) = &mut problem.location {
                    let offset = error.offset + text.len() - content.len();
                    location.span = Some(offset..offset);
                }
                vec![problem]
            })?;
            return Ok(Self {
                text,
                root,
                spans: None,
            });
        }
        let file = hcl::parse(text, arena).map_err(|error| vec![error.to_diagnostic(text)])?;
        Ok(Self {
            text,
            root: file.root,
            spans: Some(file.spans),
        })
    }

    /// All mappings in the text, and which lists are not whole.
    pub(super) fn mappings(&self) -> (Vec<Found<'a>>, Vec<Page>) {
        let mut search = Search {
            has_templates: self.spans.is_none(),
            found: Vec::new(),
            pages: Vec::new(),
        };
        // A plan also has the state before and the changes; each mapping would be found several times.
        match self.root.member("planned_values") {
            Value::Undefined => search.visit(self.root, &Pointer::root()),
            planned => search.visit(planned, &Pointer::root().key("planned_values")),
        }
        (search.found, search.pages)
    }

    /// What to say when there is no mapping.
    pub(super) fn unrecognised(&self) -> Diagnostic {
        let is_document = matches!(self.root.member("mappings"), Value::Array(_));
        let finding = Diagnostic::new(
            Code::ImportUnrecognised,
            "no mapping of Segment's is in this text",
        );
        finding
            .at(Location::document(Pointer::root()))
            .help(if is_document {
                "it looks like a destination document, which needs no import"
            } else {
                "give it the subscriptions of Segment's Public API, `subscribe` and `mapping` of a destination, or \
                 Terraform's `segment_destination_subscription`: the file, the plan or the state"
            })
    }

    /// A place for people.
    pub(super) fn place(&self, pointer: &Pointer) -> Place {
        let Some(spans) = &self.spans else {
            return Place::Pointer(pointer.clone());
        };
        // The nearest value around it whose place is known.
        let mut around = pointer.as_str();
        let span = loop {
            match (spans.get(around), around.rsplit_once('/')) {
                (None, Some((outer, _))) => around = outer,
                (span, _) => break span,
            }
        };
        let (line, column) = line_and_column(self.text, span.map_or(0, |span| span.start));
        Place::Line { line, column }
    }

    /// The expression at a place of a Terraform file, on one line.
    pub(super) fn expression(&self, pointer: &Pointer) -> Option<String> {
        let span = self.spans.as_ref()?.get(pointer.as_str())?;
        let text = self.text.get(span)?;
        let words: Vec<_> = text.split_whitespace().collect();
        let mut line = words.join(" ");
        if let Some((end, _)) = line.char_indices().nth(LONGEST_EXPRESSION) {
            line.truncate(end);
            line.push('…');
        }
        Some(line)
    }
}

/// Characters of an expression that are shown.
const LONGEST_EXPRESSION: usize = 60;

/// Looks for mappings in JSON of any shape.
struct Search<'a> {
    has_templates: bool,
    found: Vec<Found<'a>>,
    pages: Vec<Page>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, value: Value<'a>, pointer: &Pointer) {
        match value {
            Value::Array(values) => {
                for (at, value) in values.iter().enumerate() {
                    self.visit(*value, &pointer.index(at));
                }
            }
            Value::Object(object) => self.visit_object(object, pointer),
            _ => {}
        }
    }

    fn visit_object(&mut self, object: Object<'a>, pointer: &Pointer) {
        if is_subscription(object) {
            return self.add(Value::Object(object), pointer.clone(), None);
        }
        self.page(object, pointer);
        if object.get("type") == Some(Value::text(RESOURCE)) {
            return self.resource(object, pointer);
        }
        for member in object.members() {
            let pointer = pointer.key(&member.key.to_str_lossy());
            if member.key == Text::Str(RESOURCE) {
                self.declarations(member.value, &pointer);
            } else {
                self.visit(member.value, &pointer);
            }
        }
    }

    /// A resource in a state, or in the output of `terraform show -json`.
    fn resource(&mut self, resource: Object<'a>, pointer: &Pointer) {
        let label = match resource.get("name") {
            Some(Value::Text(label)) => Some(label),
            _ => None,
        };
        if let Some(values) = resource.get("values") {
            self.add(values, pointer.key("values"), label);
        }
        let pointer = pointer.key("instances");
        if let Some(Value::Array(instances)) = resource.get("instances") {
            for (at, instance) in instances.iter().enumerate() {
                let attributes = instance.member("attributes");
                self.add(attributes, pointer.index(at).key("attributes"), label);
            }
        }
    }

    /// Resources by name, as Terraform's JSON syntax declares them. Lists can stand at every level.
    fn declarations(&mut self, resources: Value<'a>, pointer: &Pointer) {
        if let Value::Array(values) = resources {
            for (at, value) in values.iter().enumerate() {
                self.declarations(*value, &pointer.index(at));
            }
        }
        let members = resources.as_object().unwrap_or(Object::EMPTY).members();
        for member in members {
            let pointer = pointer.key(&member.key.to_str_lossy());
            let first = self.found.len();
            if let Value::Array(bodies) = member.value {
                for (at, body) in bodies.iter().enumerate() {
                    self.add(*body, pointer.index(at), Some(member.key));
                }
            } else {
                self.add(member.value, pointer, Some(member.key));
            }
            for found in self.found.iter_mut().skip(first) {
                found.has_templates = self.has_templates;
            }
        }
    }

    fn add(&mut self, members: Value<'a>, pointer: Pointer, label: Option<Text<'a>>) {
        self.found.extend(members.as_object().map(|members| Found {
            members,
            pointer,
            label,
            has_templates: false,
        }));
    }

    /// Whether an answer of the Public API says that there is more.
    fn page(&mut self, answer: Object<'a>, pointer: &Pointer) {
        let pagination = Value::Object(answer).member("pagination");
        if matches!(pagination.member("next"), Value::Text(_)) {
            let total = pagination.member("totalEntries");
            self.pages.push(Page {
                pointer: pointer.clone(),
                total: matches!(total, Value::Number(_)).then(|| total.to_json()),
            });
        }
    }
}

fn is_subscription(object: Object<'_>) -> bool {
    let has = |keys: [&str; 2]| keys.iter().any(|key| object.get(key).is_some());
    let names_action = ["actionSlug", "partnerAction", "action_slug"]
        .iter()
        .any(|key| matches!(object.get(key), Some(Value::Text(_))));
    names_action || has(["trigger", "subscribe"]) && has(["settings", "mapping"])
}

impl HclError {
    /// The error as a finding about `text`, which was read.
    fn to_diagnostic(self, text: &str) -> Diagnostic {
        let (line, column) = line_and_column(text, self.offset);
        let message = format!("not Terraform's language: {self} (line {line}, column {column})");
        let location = Location::document(Pointer::root()).with_span(self.offset..self.offset);
        Diagnostic::new(Code::TerraformSyntax, message)
            .at(location)
            .help("text that is no JSON is read as a Terraform file")
    }
}

/// Line and column of a place, both from 1, in characters.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let before = before.trim_start_matches('\u{feff}');
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
