//! Where the elements of a JSON list begin and end, in its raw bytes.
//!
//! Segment signs the first element of a list as it stands there: parsed and printed again it might differ. And a list of
//! thousands of events is parsed one by one, each with memory of its own. Only brackets and strings are looked at; whether
//! an element is JSON shows when it is parsed.

use std::ops::Range;

use crate::json::{JsonError, JsonErrorKind};

/// Whether a JSON text is a list.
pub(super) fn is_list(text: &[u8]) -> bool {
    text.get(skip_whitespace(text, 0)) == Some(&b'[')
}

/// The ranges of the elements of a list.
pub(super) struct Elements<'t> {
    text: &'t [u8],
    at: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first element.
    Opened,
    /// Behind a comma.
    Between,
    /// Behind the closing bracket.
    Closed,
    /// The list, or a string in it, just stops.
    CutOff,
}

impl<'t> Elements<'t> {
    /// The elements of a text that [`is_list`].
    pub(super) fn new(text: &'t [u8]) -> Self {
        let at = skip_whitespace(text, 0) + 1;
        Self {
            text,
            at,
            state: State::Opened,
        }
    }

    /// Whether the list, which was read to its end, has one and nothing stands behind it.
    pub(super) fn end(&self) -> Result<(), JsonError> {
        let rest = skip_whitespace(self.text, self.at);
        let kind = match self.state {
            State::Closed if rest >= self.text.len() => return Ok(()),
            State::Closed => JsonErrorKind::Trailing,
            _ => JsonErrorKind::End,
        };
        Err(JsonError { kind, offset: rest })
    }

    /// Moves to the comma or bracket that ends the element here.
    fn skip_element(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'"' => {
                    self.skip_string();
                    continue;
                }
                b'[' | b'{' => depth += 1,
                b',' | b']' if depth == 0 => return,
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
        self.state = State::CutOff;
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                return;
            }
        }
        self.at = self.text.len();
    }
}

impl Iterator for Elements<'_> {
    type Item = Range<usize>;

    /// The next element, without white space around it. One that is missing, as in `[1,,2]`, is empty.
    fn next(&mut self) -> Option<Range<usize>> {
        if matches!(self.state, State::Closed | State::CutOff) {
            return None;
        }
        let start = skip_whitespace(self.text, self.at);
        if self.state == State::Opened && self.text.get(start) == Some(&b']') {
            self.at = start + 1;
            self.state = State::Closed;
            return None;
        }
        self.at = start;
        self.skip_element();
        if self.state == State::CutOff {
            return None;
        }
        let element = self.text.get(start..self.at).unwrap_or_default();
        let end = start + element.trim_ascii_end().len();
        self.state = match self.text.get(self.at) {
            Some(b',') => State::Between,
            _ => State::Closed,
        };
        self.at += 1;
        Some(start..end)
    }
}

fn skip_whitespace(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    let spaces = rest.iter().position(|byte| !is_space(byte));
    from + spaces.unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> (Vec<&str>, Result<(), String>) {
        let mut elements = Elements::new(text.as_bytes());
        let found = (&mut elements)
            .map(|range| text.get(range).unwrap())
            .collect();
        let end = elements.end();
        let end = end.map_err(|error| format!("{error} at {}", error.offset));
        (found, end)
    }

    #[test]
    fn elements_end_where_json_says() {
        for (text, elements) in [
            ("[]", &[][..]),
            (" [ ] ", &[]),
            ("[1]", &["1"]),
            (
                "\t[ 1 , [2,3] ,{\"a\":[4]} ]\n",
                &["1", "[2,3]", "{\"a\":[4]}"],
            ),
            (
                r#"["a,]", "\"],", "\\"]"#,
                &[r#""a,]""#, r#""\"],""#, r#""\\""#],
            ),
            ("[1,,2]", &["1", "", "2"]),
            ("[1,]", &["1", ""]),
            ("[{]}]", &["{]}"]),
            ("[\"é\"]", &["\"é\""]),
        ] {
            assert!(is_list(text.as_bytes()));
            assert_eq!(split(text), (elements.to_vec(), Ok(())), "{text}");
        }
        assert!(!is_list(b"{}") && !is_list(b"") && !is_list(b" 1"));
    }

    #[test]
    fn a_list_without_an_end_is_found_out() {
        for text in ["[", "[1", "[1,", "[\"", "[\"\\", "[{\"a\":1}, {"] {
            let end = Err(format!("unexpected end of JSON at {}", text.len()));
            assert_eq!(split(text).1, end, "{text}");
        }
        assert_eq!(
            split("[1] x").1,
            Err("unexpected text after the JSON value at 4".to_owned())
        );
    }
}
