//! What is wrong with a setting.

use crate::diagnostic::Diagnostic;
use crate::json::ObjectWriter;

/// What is wrong with a setting. Never repeats a secret.
pub(super) struct Problem {
    pub(super) setting: &'static str,
    pub(super) message: String,
    /// The rest of what a document's diagnostic says.
    pub(super) diagnostic: Option<Diagnostic>,
}

impl Problem {
    /// Writes its members.
    pub(super) fn write(&self, object: &mut ObjectWriter<'_>) {
        object.text("setting", self.setting);
        object.text("message", &self.message);
        let Some(diagnostic) = &self.diagnostic else {
            return;
        };
        object.text("code", diagnostic.code.as_str());
        if let Some(location) = &diagnostic.location {
            object.text("pointer", location.pointer.as_str());
        }
        if let Some(help) = &diagnostic.help {
            object.text("help", help);
        }
    }
}
