//! What a directive says about itself: for the checks, for error messages, for the reference, for the playground's help.

/// What a directive is called and what it takes.
#[derive(Debug)]
pub struct Spec {
    /// The name, with its `@`.
    pub name: &'static str,
    /// What may stand behind the name.
    pub takes: Takes,
}

/// What a directive is for. Apart from its [`Spec`], which checks need, so that nothing of it has to be in the wasm.
#[derive(Debug)]
pub struct Manual {
    /// What it is called and what it takes.
    pub spec: &'static Spec,
    /// What it does, in one line.
    pub summary: &'static str,
    /// Mappings with the event they are applied to and what comes out. They run as tests.
    pub examples: &'static [Example],
}

/// What a directive, or an option of one, can be given.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// Any JSON or a directive. What is inside plain JSON is not checked, as in Segment.
    Json,
    /// A mapping: JSON in which directives are checked.
    Mapping,
    /// A string, or a directive that gives one.
    TextOrDirective,
    /// A string of a length between these two, in UTF-16 code units.
    Text {
        /// The least units.
        min: usize,
        /// The most units.
        max: usize,
    },
    /// One of these words, in any letter case.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Bool,
    /// An object or a directive.
    ObjectOrDirective,
    /// A list of objects and directives.
    Objects,
    /// A list of a path (or a directive), and a mapping for each item.
    SourceAndShape,
    /// An object of these options.
    Options(&'static [Argument]),
}

impl Takes {
    /// A string of any length.
    pub const TEXT: Self = Self::Text {
        min: 0,
        max: usize::MAX,
    };

    /// The options of a directive that takes options.
    pub const fn options(self) -> &'static [Argument] {
        match self {
            Self::Options(options) => options,
            _ => &[],
        }
    }
}

/// One option of a directive.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// The key.
    pub name: &'static str,
    /// What the option can be given.
    pub takes: Takes,
    /// Whether Segment refuses the mapping without it.
    pub required: bool,
    /// What it is for, in one line.
    pub summary: &'static str,
}

impl Argument {
    /// An option that may be left out.
    pub(super) const fn optional(name: &'static str, takes: Takes, summary: &'static str) -> Self {
        Self {
            name,
            takes,
            required: false,
            summary,
        }
    }

    /// An option that has to be there.
    pub(super) const fn required(name: &'static str, takes: Takes, summary: &'static str) -> Self {
        Self {
            name,
            takes,
            required: true,
            summary,
        }
    }
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
