//! Documents that are to be in force: checked, named by what they say, compared.

use super::digest::digest;
use super::refusal::Refusal;
use crate::destination::{Difference, differences, lint};
use crate::diagnostic::Diagnostic;
use crate::json::{Arena, ObjectWriter, Value, parse, write_list};
use crate::wire::{write_diagnostic, write_difference};

/// The ETag of a document: the same text, the same tag.
///
/// ```
/// use friendbuy_edge::admin::etag;
/// assert_eq!(etag("{}"), r#""44136fa355b3678a1146ad16f7e8649e""#);
/// ```
pub fn etag(document: &str) -> String {
    format!("\"{}\"", digest(document, 16))
}

/// Checks a document that is to be in force: what there is to say about it, if it can be used.
///
/// # Errors
///
/// [`Refusal::Document`], with everything that is wrong with it.
pub fn check_document(document: &str) -> Result<Vec<Diagnostic>, Refusal> {
    lint::lint(document).map_err(|diagnostics| Refusal::Document {
        diagnostics,
        text: document.to_owned(),
    })
}

/// What becomes of a document that takes the place of another one.
#[derive(Clone, Debug)]
pub struct Publication<'d> {
    /// The document that was in force.
    pub before: &'d str,
    /// The one that is in force from now on.
    pub after: &'d str,
    /// Its number; `None` when nothing was stored, because it was only a trial, or because nothing changes.
    pub version: Option<i64>,
    /// What there is to say about it.
    pub diagnostics: &'d [Diagnostic],
}

impl Publication<'_> {
    /// The answer: version, ETag, what changes by mapping, and what there is to say about the document.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.flag("published", self.version.is_some());
        if let Some(version) = self.version {
            answer.member("version").push_str(&version.to_string());
        }
        answer.text("etag", &etag(self.after));
        write_changes(self.before, self.after, answer.member("changes"));
        answer.list("diagnostics", self.diagnostics, |diagnostic, out| {
            write_diagnostic(diagnostic, self.after, out);
        });
        answer.finish();
        json
    }
}

/// Writes what is different between two documents: of the whole, then mapping by mapping, as their ids tell them apart.
fn write_changes(before: &str, after: &str, out: &mut String) {
    let arena = Arena::new();
    // Both were compiled, so they are JSON.
    let read = |text| parse(text, &arena).unwrap_or(Value::Undefined);
    let (before, after) = (read(before), read(after));
    let mut changes = Vec::new();
    let mut whole = differences(before, after);
    whole.retain(|difference| !difference.pointer.as_str().starts_with("/mappings"));
    if !whole.is_empty() {
        changes.push(Change {
            kind: "changes",
            mapping: None,
            differences: whole,
        });
    }
    for (id, old) in mappings(before) {
        let new = mappings(after).find(|(other, _)| *other == id);
        let differences = match new {
            None => Vec::new(),
            Some((_, new)) => differences(old, new),
        };
        if new.is_none() || !differences.is_empty() {
            changes.push(Change {
                kind: if new.is_none() { "vanishes" } else { "changes" },
                mapping: Some(id),
                differences,
            });
        }
    }
    for (id, _) in mappings(after) {
        if mappings(before).all(|(other, _)| other != id) {
            changes.push(Change {
                kind: "appears",
                mapping: Some(id),
                differences: Vec::new(),
            });
        }
    }
    write_list(out, &changes, Change::write);
}

struct Change<'a> {
    kind: &'static str,
    /// `None` for the document as a whole.
    mapping: Option<&'a str>,
    differences: Vec<Difference<'a>>,
}

impl Change<'_> {
    fn write(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.text("change", self.kind);
        if let Some(mapping) = self.mapping {
            object.text("mapping", mapping);
        }
        if !self.differences.is_empty() {
            object.list("differences", &self.differences, write_difference);
        }
        object.finish();
    }
}

/// The mappings of a document, by id.
fn mappings<'a>(document: Value<'a>) -> impl Iterator<Item = (&'a str, Value<'a>)> {
    let list = match document.member("mappings") {
        Value::Array(list) => list,
        _ => &[],
    };
    let with_id = |mapping: &Value<'a>| Some((mapping.member("id").as_str()?, *mapping));
    list.iter().filter_map(with_id)
}
