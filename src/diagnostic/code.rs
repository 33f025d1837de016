//! The registry of all codes.

use super::Severity;

/// Declares the codes once: variant, wire name, usual severity, documentation.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// What a finding is. The wire name is stable and never used for something else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$variant),+];

            /// The wire name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The severity a finding with this code usually has.
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            /// What the code means, as its documentation says it.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+),)+
                }
            }
        }
    };
}

impl Code {
    /// Whether the value that a finding is about is not sent because of it.
    pub const fn drops(self) -> bool {
        matches!(
            self,
            Self::FieldType
                | Self::FieldFormat
                | Self::FieldChoice
                | Self::RequiredMissing
                | Self::AttributeNotText
                | Self::AdditionalTooLong
                | Self::AdditionalTooMany
                | Self::Shadowed
                | Self::NeverSent
        )
    }
}

codes! {
    /// The document or event is not JSON.
    JsonSyntax = "json-syntax", Error;
    /// A value of the document has the wrong type.
    DocumentType = "document-type", Error;
    /// A member of the document that nobody reads.
    UnknownKey = "unknown-key", Error;
    /// A member of the document that has to be there is not.
    MissingKey = "missing-key", Error;
    /// The document is of a version this release does not read.
    UnsupportedVersion = "unsupported-version", Error;
    /// A mode other than `segment`, `documented`, `strict`.
    UnknownMode = "unknown-mode", Error;
    /// An action Friendbuy's destination does not have.
    UnknownAction = "unknown-action", Error;
    /// A field the action does not have.
    UnknownField = "unknown-field", Error;
    /// Two mappings with the same id.
    DuplicateId = "duplicate-id", Error;
    /// More mappings than one destination may have.
    TooManyMappings = "too-many-mappings", Error;
    /// A directive that does not exist.
    UnknownDirective = "unknown-directive", Error;
    /// A directive beside other members.
    MixedDirective = "mixed-directive", Error;
    /// A directive whose arguments can't be used.
    DirectiveArgument = "directive-argument", Error;
    /// A directive that refuses every event that reaches it: Segment accepts the mapping and fails later.
    DirectiveFails = "directive-fails", Warning;
    /// An option the directive does not have, and so ignores.
    UnknownOption = "unknown-option", Warning;
    /// An option whose letter case makes it mean something else than it says.
    OptionCase = "option-case", Warning;
    /// A mapping nested too deeply.
    MappingDepth = "mapping-depth", Error;
    /// A trigger that can't be read.
    TriggerSyntax = "trigger-syntax", Error;
    /// A trigger that Segment would read differently.
    TriggerReadsDifferently = "trigger-reads-differently", Warning;
    /// An event that is not a JSON object.
    EventType = "event-type", Error;
    /// The mapping could not be applied to this event.
    MappingFailed = "mapping-failed", Error;
    /// A required field has no usable value.
    RequiredMissing = "required-missing", Error;
    /// A value can't be made into the type of its field.
    FieldType = "field-type", Warning;
    /// A value does not have the format of its field.
    FieldFormat = "field-format", Warning;
    /// A value is none of those the field allows.
    FieldChoice = "field-choice", Warning;
    /// An email address that is none.
    EmailFormat = "email-format", Warning;
    /// A custom attribute whose value is not text.
    AttributeNotText = "attribute-not-text", Warning;
    /// An additional property with more characters than Friendbuy takes.
    AdditionalTooLong = "additional-too-long", Warning;
    /// An additional property whose length fits or not depending on how characters are counted.
    AdditionalLengthUnclear = "additional-length-unclear", Note;
    /// More additional properties than Friendbuy takes.
    AdditionalTooMany = "additional-too-many", Warning;
    /// A custom attribute or event property that another value of the same name replaced.
    Shadowed = "shadowed", Note;
    /// A value Friendbuy has no place for in this call.
    NeverSent = "never-sent", Note;
    /// Friendbuy's own documentation asks for a customer id here.
    CustomerIdRecommended = "customer-id-recommended", Warning;
    /// Nothing was left to send.
    EmptyBody = "empty-body", Error;
    /// A text to be imported in which no mapping of Segment's is.
    ImportUnrecognised = "import-unrecognised", Error;
    /// A Terraform file that can't be read.
    TerraformSyntax = "terraform-syntax", Error;
    /// A destination whose mappings are all switched off.
    NothingEnabled = "nothing-enabled", Warning;
    /// A trigger that no event can match.
    TriggerNeverMatches = "trigger-never-matches", Warning;
    /// A trigger of purchases or sign-ups that also matches what Friendbuy's web integration may have tracked.
    DoubleCounting = "double-counting", Note;
    /// A custom event without an Event ID.
    EventIdMissing = "event-id-missing", Warning;
    /// A custom event whose Event ID every sender has to give.
    EventIdDefault = "event-id-default", Note;
    /// A purchase made of events that say who a customer is.
    PurchaseOnIdentify = "purchase-on-identify", Warning;
    /// A required field that is taken from where the matching events have nothing.
    FieldNotInEvents = "field-not-in-events", Warning;
    /// A path where none is read: a text that is taken as it stands, or `$.` in a template.
    PathNotRead = "path-not-read", Warning;
    /// A mapping that does what another one does.
    DuplicateMapping = "duplicate-mapping", Warning;
    /// A mapping whose calls count as repeats of each other, or of another mapping's.
    SameSendOnceKey = "same-send-once-key", Warning;
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn names_are_unique_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        for name in &names {
            assert!(
                name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                "{name}"
            );
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
