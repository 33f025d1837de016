//! The document and the report, as they grow.

use super::draft::{Draft, Remark};
use super::source::{Found, Input, Page};
use super::{Entry, Import, Outcome, write};
use crate::diagnostic::Pointer;
use crate::json::{Arena, ObjectBuilder, Text, Value};
use crate::letters::{is_word, to_lowercase};
use crate::limits::{MAX_IMPORT_REMARKS, MAX_MAPPINGS};

/// The name of an imported document: Segment's of the destination.
const DESTINATION: &str = "Friendbuy (Cloud Destination)";

/// Collects mappings and what there is to say about them.
pub(super) struct Importer<'a> {
    input: &'a Input<'a>,
    arena: &'a Arena,
    /// How many mappings there were, in the document or not.
    seen: usize,
    mappings: Vec<Value<'a>>,
    ids: Vec<String>,
    destinations: Vec<String>,
    report: Vec<Entry>,
    /// How many remarks there were that the report has no room for.
    unreported: usize,
}

impl<'a> Importer<'a> {
    pub(super) const fn new(input: &'a Input<'a>, arena: &'a Arena) -> Self {
        Self {
            input,
            arena,
            seen: 0,
            mappings: Vec::new(),
            ids: Vec::new(),
            destinations: Vec::new(),
            report: Vec::new(),
            unreported: 0,
        }
    }

    /// Takes a mapping over, or says why not.
    pub(super) fn add(&mut self, found: &'a Found<'a>) {
        self.seen += 1;
        let mut draft = Draft::new(found, self.seen, self.input, self.arena);
        let ready = match draft.read() {
            Ok(_) if self.mappings.len() == MAX_MAPPINGS => {
                let why = format!(
                    "a document has at most {MAX_MAPPINGS} mappings; put the rest into another one"
                );
                Err(draft.refusal(found.pointer.clone(), "mapping", &why))
            }
            other => other,
        };
        let ready = match ready {
            Ok(ready) => ready,
            Err(refusal) => return self.report(None, refusal),
        };
        let label = found.label.map(|label| label.to_string());
        let name = draft.name.or(label.as_deref());
        let id = self.id(name.unwrap_or(ready.action.table().title));
        self.mappings
            .push(ready.to_value(self.arena.text(&id), &draft));
        self.report.push(Entry {
            outcome: Outcome::Kept,
            mapping: Some(id.as_str().into()),
            place: self.input.place(&found.pointer),
            what: format!("mapping {}", draft.title),
            why: draft.kept.take(),
        });
        if let Some(destination) = draft.destination()
            && !self.destinations.contains(&destination)
        {
            self.destinations.push(destination);
        }
        for remark in draft.remarks {
            self.report(Some(&id), remark);
        }
        self.ids.push(id);
    }

    /// Says that a list of mappings goes on elsewhere.
    pub(super) fn add_page(&mut self, page: Page) {
        let total = page.total.map(|total| format!(" of {total} mappings"));
        let total = total.unwrap_or_default();
        let why =
            format!("this is one page{total}; put the subscriptions of all pages into one list");
        let remark = Remark {
            outcome: Outcome::NotUnderstood,
            pointer: page.pointer,
            what: "further pages".to_owned(),
            why,
        };
        self.report(None, remark);
    }

    /// The document and the report.
    pub(super) fn finish(mut self) -> Import {
        if let [_, _, ..] = self.destinations.as_slice() {
            let names = self.destinations.join(", ");
            let count = self.destinations.len();
            let remark = Remark {
                outcome: Outcome::Changed,
                pointer: Pointer::root(),
                what: format!("mappings of {count} destinations in one document"),
                why: format!(
                    "of {names}; import each by itself if not all are for the same Friendbuy account"
                ),
            };
            self.report(None, remark);
        }
        if self.unreported > 0 {
            self.report.push(Entry {
                outcome: Outcome::NotUnderstood,
                mapping: None,
                place: self.input.place(&Pointer::root()),
                what: format!("{} more remarks", self.unreported),
                why: Some(format!("the report has no more than {MAX_IMPORT_REMARKS}")),
            });
        }
        let mut document = ObjectBuilder::new();
        document.set(Text::Str("version"), Value::from(1.0));
        document.set(Text::Str("name"), Value::text(DESTINATION));
        document.set(Text::Str("mode"), Value::text("segment"));
        let mappings = self.arena.array(&self.mappings);
        document.set(Text::Str("mappings"), Value::Array(mappings));
        Import {
            document: write::readable(Value::Object(document.finish(self.arena))),
            report: self.report,
        }
    }

    fn report(&mut self, mapping: Option<&str>, remark: Remark) {
        if self.report.len() >= MAX_IMPORT_REMARKS {
            self.unreported += 1;
            return;
        }
        self.report.push(Entry {
            outcome: remark.outcome,
            mapping: mapping.map(Into::into),
            place: self.input.place(&remark.pointer),
            what: remark.what,
            why: Some(remark.why),
        });
    }

    /// An id of letters, digits and hyphens that no other mapping has.
    fn id(&self, name: &str) -> String {
        let words = name.split(|c: char| !is_word(c));
        let words: Vec<_> = words
            .filter(|word| !word.is_empty())
            .map(to_lowercase)
            .collect();
        let id = if words.is_empty() {
            "mapping".to_owned()
        } else {
            words.join("-")
        };
        let numbered = (2..).map(|number: usize| format!("{id}-{number}"));
        let mut possible = std::iter::once(id.clone()).chain(numbered);
        possible.find(|id| !self.ids.contains(id)).unwrap_or(id)
    }
}
