//! What a directive says about itself: for error messages, for the reference, for the playground's help.

/// The description of a directive.
#[derive(Debug)]
pub struct Spec {
    /// The name, with its `@`.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The options, when the directive takes an object of options; empty when it takes a value.
    pub arguments: &'static [Argument],
    /// Mappings with the event they are applied to and what comes out. They run as tests.
    pub examples: &'static [Example],
}

/// One option of a directive.
#[derive(Debug)]
pub struct Argument {
    /// The key.
    pub name: &'static str,
    /// Whether the directive is an error without it.
    pub required: bool,
    /// What it is for, in one line.
    pub summary: &'static str,
}

/// A mapping applied to an event; all three are JSON.
#[derive(Debug)]
pub struct Example {
    /// The mapping.
    pub mapping: &'static str,
    /// The event.
    pub event: &'static str,
    /// The result; `None` when there is no value.
    pub result: Option<&'static str>,
}
