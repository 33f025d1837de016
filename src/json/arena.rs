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

    /// Forgets everything, and is as good as [new for an event](Self::for_event). Memory is kept if it is of usual size; what
    /// one large event took would otherwise stay, and move the [limit](Self::bytes) of later ones.
    pub fn reset(&mut self) {
        if self.bytes() < 2 * EVENT_BYTES {
            self.bump.reset();
        } else {
            *self = Self::for_event();
        }
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

#[cfg(test)]
mod tests {
    use super::{Arena, EVENT_BYTES};

    #[test]
    fn what_a_large_event_took_is_given_back() {
        let new = Arena::for_event().bytes();
        let mut arena = Arena::for_event();
        for bytes in [1, EVENT_BYTES / 2, 3 * EVENT_BYTES, 100 * EVENT_BYTES] {
            arena.text(&"x".repeat(bytes));
            arena.reset();
            assert_eq!(arena.bytes(), new, "{bytes}");
        }
    }
}
