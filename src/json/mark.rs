//! What is looked at of a key before it is compared: length and last byte, in which most keys differ.

use super::Text;

/// A number that equal keys share, and other keys seldom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(usize);

impl Mark {
    /// The mark of a well-formed key.
    pub const fn of(key: &str) -> Self {
        let last = match key.as_bytes().last() {
            Some(last) => *last as usize,
            None => 0,
        };
        Self(key.len().wrapping_mul(7) ^ last)
    }

    /// The mark of any key.
    pub const fn of_text(key: Text<'_>) -> Self {
        match key {
            Text::Str(key) => Self::of(key),
            Text::Units(units) => Self(units.len().wrapping_mul(7)),
        }
    }
}

/// A set of marks, in which several can have the same place: what it does not have was never put in.
#[derive(Clone, Copy, Debug)]
pub struct Marks(u64);

impl Marks {
    /// The set without marks.
    pub const NONE: Self = Self(0);

    /// The set with one more mark.
    #[must_use]
    pub const fn with(self, mark: Mark) -> Self {
        Self(self.0 | Self::place(mark))
    }

    /// Whether a mark may have been put in.
    pub const fn may_have(self, mark: Mark) -> bool {
        self.0 & Self::place(mark) != 0
    }

    const fn place(mark: Mark) -> u64 {
        1 << (mark.0 % u64::BITS as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Marks};

    #[test]
    fn what_was_put_in_is_there() {
        let keys = ["", "a", "email", "age", "customerSince", "é"];
        let marks = keys
            .iter()
            .fold(Marks::NONE, |marks, key| marks.with(Mark::of(key)));
        assert!(keys.iter().all(|key| marks.may_have(Mark::of(key))));
        assert!(!marks.may_have(Mark::of("b")));
        assert!(!Marks::NONE.may_have(Mark::of("")));
    }
}
