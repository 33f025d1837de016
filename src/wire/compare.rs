//! The answer of `compare`.

use super::{answer, failure, refuse_batch};
use crate::destination::{self, Change, Destination, Difference, MappedRequest, parse_event};
use crate::json::{Arena, ObjectWriter};

/// Compares what two destinations make of an event: a success with the `changes`, or the failure answer.
pub fn compare(before: &Destination, after: &Destination, event: &str) -> String {
    let arena = Arena::new();
    let batch = parse_event(event, &arena).ok().and_then(refuse_batch);
    if let Some(problem) = batch {
        return failure(&[problem], event);
    }
    let changes = match destination::compare(before, after, event, &arena) {
        Ok(changes) => changes,
        Err(diagnostics) => return failure(&diagnostics, event),
    };
    answer(|answer| answer.list("changes", &changes, write_change))
}

fn write_change(change: &Change<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    let (kind, either) = match change {
        Change::Appears(request) => ("appears", request),
        Change::Vanishes(request) => ("vanishes", request),
        Change::Changes { after, .. } => ("changes", after),
    };
    object.text("change", kind);
    object.text("mapping", either.mapping);
    match change {
        Change::Appears(request) => write_call(request, object.member("after")),
        Change::Vanishes(request) => write_call(request, object.member("before")),
        Change::Changes {
            before,
            after,
            differences,
        } => {
            write_call(before, object.member("before"));
            write_call(after, object.member("after"));
            object.list("differences", differences, write_difference);
        }
    }
    object.finish();
}

/// Writes a place at which two values differ.
pub(crate) fn write_difference(difference: &Difference<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("pointer", difference.pointer.as_str());
    for (name, value) in [("before", difference.before), ("after", difference.after)] {
        if !value.is_undefined() {
            value.write_json(object.member(name));
        }
    }
    object.finish();
}

fn write_call(request: &MappedRequest<'_>, out: &mut String) {
    let mut object = ObjectWriter::new(out);
    object.text("action", request.action.name());
    object.text("path", request.action.table().path);
    request.body.write_json(object.member("body"));
    object.finish();
}
