//! JSON Pointers, RFC 6901.

use std::fmt::{self, Write as _};

use crate::json::{Text, Value};

/// A place in a JSON value: `/mappings/0/trigger`. The whole value is the empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

/// Most pointers are not longer.
const USUAL_BYTES: usize = 48;

impl Pointer {
    /// The whole value.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// The place at the end of a way.
    pub fn to<'k>(keys: impl IntoIterator<Item = Text<'k>>) -> Self {
        let mut pointer = Self(String::with_capacity(USUAL_BYTES));
        for key in keys {
            pointer.push_key(&key.to_str_lossy());
        }
        pointer
    }

    /// A member of the value here.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut pointer = Self(String::with_capacity(self.0.len() + key.len() + 1));
        pointer.0.push_str(&self.0);
        pointer.push_key(key);
        pointer
    }

    /// Moves to a member of the value here.
    pub fn push_key(&mut self, key: &str) {
        self.0.reserve(key.len() + 1);
        self.0.push('/');
        if !key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
            return self.0.push_str(key);
        }
        for character in key.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                _ => self.0.push(character),
            }
        }
    }

    /// Does something at a member of the value here.
    pub fn inside<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.0.len();
        self.push_key(key);
        let result = work(self);
        self.0.truncate(length);
        result
    }

    /// An element of the list here.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut text = self.0.clone();
        // Writing to a `String` does not fail.
        let _ = write!(text, "/{index}");
        Self(text)
    }

    /// A place relative to the value here.
    #[must_use]
    pub fn join(&self, relative: &Pointer) -> Self {
        Self(format!("{}{}", self.0, relative.0))
    }

    /// The place as seen from `outer`, if it is there or further in.
    pub fn relative_to(&self, outer: &Pointer) -> Option<Self> {
        let rest = self.0.strip_prefix(&outer.0)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(rest.to_owned()))
    }

    /// The names on the way, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        // Before the first slash there is nothing.
        let tokens = self.0.split('/').skip(1);
        tokens.map(|token| token.replace("~1", "/").replace("~0", "~"))
    }

    /// The value at this place inside another, if there is one.
    pub fn of<'a>(&self, whole: Value<'a>) -> Option<Value<'a>> {
        let value = self
            .tokens()
            .fold(whole, |value, token| value.child(Text::Str(&token)));
        (!value.is_undefined()).then_some(value)
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn names_are_escaped() {
        let pointer = Pointer::root().key("a/b").key("c~d").index(3).key("");
        assert_eq!(pointer.as_str(), "/a~1b/c~0d/3/");
    }

    #[test]
    fn a_place_is_seen_from_further_out() {
        let inner = Pointer::root().key("a").key("bc");
        let seen_from = |outer: &Pointer| inner.relative_to(outer).map(|seen| seen.0);
        assert_eq!(seen_from(&Pointer::root()).as_deref(), Some("/a/bc"));
        assert_eq!(seen_from(&Pointer::root().key("a")).as_deref(), Some("/bc"));
        assert_eq!(seen_from(&inner).as_deref(), Some(""));
        assert_eq!(seen_from(&Pointer::root().key("a").key("b")), None);
    }
}
