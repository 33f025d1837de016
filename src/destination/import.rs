//! Import of mappings from Segment: what Segment or Terraform gives, in; a destination document and a report, out.
//!
//! | Form | Where it comes from |
//! |---|---|
//! | `actionSlug`, `trigger`, `settings`, alone, in a list or in an answer | Segment's Public API, [destinations](https://docs.segmentapis.com/tag/Destinations/) |
//! | `partnerAction`, `subscribe`, `mapping` | Segment's destination kit |
//! | `resource "segment_destination_subscription"` | Terraform files, also in JSON, of provider [segmentio/segment](https://registry.terraform.io/providers/segmentio/segment/latest/docs/resources/destination_subscription) |
//! | resources of that type with their values | Terraform's state, and `terraform show -json` of a state or plan |
//!
//! The document is of mode `segment`, so an imported mapping does what it does at Segment. What would do something else
//! is left out of the document, or switched off, and the report says so.

mod action;
mod draft;
mod fields;
mod hcl;
mod mapping;
mod report;
mod settings;
mod source;
mod write;

use report::Importer;
use source::Input;

use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::json::Arena;

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The destination document, as readable JSON. It compiles.
    pub document: String,
    /// What was kept, what was changed, what was not understood.
    pub report: Vec<Entry>,
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What became of it.
    pub outcome: Outcome,
    /// The id of the mapping in the document it is about, if it is there.
    pub mapping: Option<Box<str>>,
    /// Where it stands in the text that was imported.
    pub place: Place,
    /// What it is, for people.
    pub what: String,
    /// Why it became that, for people.
    pub why: Option<String>,
}

/// What became of a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the document.
    Kept,
    /// It is in the document in another form, or left out because it does nothing.
    Changed,
    /// It is not in the document, and somebody should look at it.
    NotUnderstood,
}

impl Outcome {
    /// `kept`, `changed` or `not-understood`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed => "changed",
            Self::NotUnderstood => "not-understood",
        }
    }
}

/// A place in a text that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In JSON.
    Pointer(Pointer),
    /// In a Terraform file.
    Line {
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
    },
}

/// Makes a destination document of Segment's mappings, in any of their forms.
///
/// # Errors
///
/// What is wrong with the text when it can't be read, or when no mapping is in it.
///
/// ```
/// use friendbuy_edge::Destination;
/// use friendbuy_edge::destination::import::{Outcome, import_segment};
///
/// let import = import_segment(r#"{"data": {"subscriptions": [{
///     "name": "Renewals", "actionSlug": "trackSignUp", "enabled": true, "trigger": "event = \"Renewed\"",
///     "settings": {"customerId": {"@path": "$.userId"}, "email": {"@path": "$.properties.email"}}
/// }]}}"#).unwrap();
/// assert_eq!(import.report[0].outcome, Outcome::Kept);
/// assert!(Destination::compile(&import.document).is_ok());
/// ```
pub fn import_segment(text: &str) -> Result<Import, Vec<Diagnostic>> {
    let arena = Arena::new();
    let input = Input::read(text, &arena)?;
    let (found, pages) = input.mappings();
    if found.is_empty() {
        return Err(vec![input.unrecognised()]);
    }
    let mut importer = Importer::new(&input, &arena);
    for mapping in &found {
        importer.add(mapping);
    }
    for page in pages {
        importer.add_page(page);
    }
    Ok(importer.finish())
}

/// What a finding about an imported mapping means for it.
fn because(finding: &Diagnostic) -> String {
    if finding.code == Code::JsonSyntax {
        // Everything in it was JSON before.
        return "it is nested too deeply for a document".to_owned();
    }
    let mut why = finding.message.clone();
    if let Some(help) = &finding.help {
        why = format!("{why} ({help})");
    }
    why.push_str(match finding.code {
        Code::TriggerSyntax => "; Segment does not run a mapping with such a trigger",
        Code::TriggerReadsDifferently => "; in mode `segment` it means what Segment makes of it",
        Code::UnknownDirective | Code::MixedDirective | Code::DirectiveArgument => {
            "; Segment refuses every event of such a mapping"
        }
        _ => "",
    });
    why
}
