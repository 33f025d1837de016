//! The answer of `importSegment`.

use super::{answer, failure};
use crate::destination;
use crate::destination::import::{Entry, Place};
use crate::json::ObjectWriter;

/// Makes a document of Segment's mappings: a success with the `document`, a `report`, and the document's `text`, laid out for
/// people; or the failure answer.
///
/// Each entry of the report has a `pointer` into the text, or `line` and `column` when the text is no JSON.
pub fn import_segment(text: &str) -> String {
    let import = match destination::import::import_segment(text) {
        Ok(import) => import,
        Err(diagnostics) => return failure(&diagnostics, text),
    };
    answer(|answer| {
        answer
            .member("document")
            .push_str(import.document.trim_end());
        answer.list("report", &import.report, write_entry);
        answer.text("text", &import.document);
    })
}

fn write_entry(entry: &Entry, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("outcome", entry.outcome.as_str());
    if let Some(mapping) = &entry.mapping {
        object.text("mapping", mapping);
    }
    match &entry.place {
        Place::Pointer(pointer) => object.text("pointer", pointer.as_str()),
        Place::Line { line, column } => {
            object.member("line").push_str(&line.to_string());
            object.member("column").push_str(&column.to_string());
        }
    }
    object.text("what", &entry.what);
    if let Some(why) = &entry.why {
        object.text("why", why);
    }
    object.finish();
}
