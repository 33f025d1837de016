//! Where the lists, objects and new strings of one event live.

use bumpalo::Bump;

use super::{Member, Value};

/// What the values of an event of usual size take, in bytes.
const EVENT_BYTES: usize = 8 << 10;

/// Memory for the values of one event, freed as a whole.
#[derive(Debug, Default)]
pub struct Arena {
    bump: Bump,
}

impl Arena {
    /// An arena with room for the values of an event of usual size.
    pub fn for_event() -> Self {
        Self {
            bump: Bump::with_capacity(EVENT_BYTES),
        }
    }

    /// An empty arena.
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything and keeps the memory for the next event.
    pub fn reset(&mut self) {
        self.bump.reset();
    }

    /// How much memory is taken, in bytes.
    pub fn bytes(&self) -> usize {
        self.bump.allocated_bytes()
    }

    /// Keeps a string.
    pub fn text(&self, text: &str) -> &str {
        self.bump.alloc_str(text)
    }

    /// Keeps a string of UTF-16 code units.
    pub fn units(&self, units: &[u16]) -> &[u16] {
        self.bump.alloc_slice_copy(units)
    }

    /// Keeps a list.
    pub fn array<'a>(&'a self, values: &[Value<'a>]) -> &'a [Value<'a>] {
        self.bump.alloc_slice_copy(values)
    }

    /// Keeps the members of an object.
    pub fn members<'a>(&'a self, members: &[Member<'a>]) -> &'a [Member<'a>] {
        self.bump.alloc_slice_copy(members)
    }
}
