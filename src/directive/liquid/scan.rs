//! Cuts a text into plain text, outputs and tags.

use std::ops::Range;

use super::error::{LiquidError, ParseError};
use super::reader::Reader;
use super::units::{are, is, is_blank, is_quote, is_word};

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// All of it, delimiters included.
    pub(super) whole: Range<usize>,
    /// What is inside of the delimiters and their blanks; plain text without what its neighbours trim.
    pub(super) content: Range<usize>,
    trims_before: bool,
    trims_behind: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Text,
    Output,
    Tag {
        name: Range<usize>,
        /// Where what follows the name starts.
        arguments: usize,
    },
}

impl Token {
    /// The token from `whole`, with the content at `content`.
    fn delimited(
        input: &[u16],
        whole: Range<usize>,
        content: Range<usize>,
        is_tag: bool,
    ) -> Result<Self, ParseError> {
        let is_dash = |at: usize| input.get(at).is_some_and(|unit| is(*unit, b'-'));
        let is_blank_at = |at: usize| input.get(at).is_some_and(|unit| is_blank(*unit));
        let trims_before = is_dash(content.start);
        let trims_behind = is_dash(content.end.saturating_sub(1));
        let mut start = content.start + usize::from(trims_before);
        let mut end = content.end - usize::from(trims_behind);
        while start < end && is_blank_at(start) {
            start += 1;
        }
        while end > start && is_blank_at(end - 1) {
            end -= 1;
        }
        let kind = if is_tag {
            let mut reader = Reader::new(input, start, end);
            let name = reader.tag_name().len();
            if name == 0 {
                let units = whole;
                let error = LiquidError::TagName;
                return Err(ParseError { error, units });
            }
            let name = reader.at - name..reader.at;
            reader.skip_blank();
            TokenKind::Tag {
                name,
                arguments: reader.at,
            }
        } else {
            TokenKind::Output
        };
        Ok(Self {
            kind,
            whole,
            content: start..end,
            trims_before,
            trims_behind,
        })
    }

    fn text(whole: Range<usize>) -> Self {
        Self {
            kind: TokenKind::Text,
            content: whole.clone(),
            whole,
            trims_before: false,
            trims_behind: false,
        }
    }

    /// Whether this is the tag of that name.
    pub(super) fn is_tag(&self, input: &[u16], name: &str) -> bool {
        match &self.kind {
            TokenKind::Tag { name: found, .. } => {
                are(input.get(found.clone()).unwrap_or_default(), name)
            }
            _ => false,
        }
    }
}

/// The tokens of a text.
pub(super) fn tokens(input: &[u16]) -> Result<Vec<Token>, ParseError> {
    let mut scanner = Scanner {
        input,
        at: 0,
        raw: None,
    };
    let mut tokens = Vec::new();
    while scanner.at < input.len() {
        tokens.push(scanner.token()?);
    }
    trim(input, &mut tokens);
    Ok(tokens)
}

/// The tags of a `liquid` tag, one a line.
pub(super) fn lines(input: &[u16], content: Range<usize>) -> Result<Vec<Token>, ParseError> {
    let mut reader = Reader::new(input, content.start, content.end);
    let mut tokens = Vec::new();
    loop {
        reader.skip_blank();
        if reader.is_at_end() {
            return Ok(tokens);
        }
        let start = reader.at;
        reader.skip_past(b'\n');
        let line = start..reader.at;
        tokens.push(Token::delimited(input, line.clone(), line, true)?);
    }
}

struct Scanner<'t> {
    input: &'t [u16],
    at: usize,
    /// Where the `raw` tag starts that is open.
    raw: Option<usize>,
}

impl Scanner<'_> {
    fn token(&mut self) -> Result<Token, ParseError> {
        if let Some(raw) = self.raw {
            return self.raw_content(raw);
        }
        let start = self.at;
        if self.starts_with("{%") {
            if !self.skip_to("%}", false) {
                return not_closed("a tag", start..self.input.len());
            }
            let whole = start..self.at;
            // `{%}` closes itself: its content starts behind its end.
            let content = start + 2..self.at.saturating_sub(2).max(start + 2);
            let token = Token::delimited(self.input, whole, content, true)?;
            if token.is_tag(self.input, "raw") {
                self.raw = Some(start);
            }
            return Ok(token);
        }
        if self.starts_with("{{") {
            if !self.skip_to("}}", true) {
                return not_closed("an output", start..self.input.len());
            }
            let content = start + 2..self.at - 2;
            return Token::delimited(self.input, start..self.at, content, false);
        }
        while self.at < self.input.len() && !self.starts_with("{%") && !self.starts_with("{{") {
            self.at += 1;
        }
        Ok(Token::text(start..self.at))
    }

    fn starts_with(&self, text: &str) -> bool {
        let here = self.input.get(self.at..self.at + text.len());
        here.is_some_and(|here| are(here, text))
    }

    /// Whether this was just passed.
    fn passed(&self, text: &str) -> bool {
        let start = self.at.checked_sub(text.len());
        let here = start.and_then(|start| self.input.get(start..self.at));
        here.is_some_and(|here| are(here, text))
    }

    /// Moves behind the next of these, if there is one. `quotes`: not inside of quotes.
    fn skip_to(&mut self, delimiter: &str, quotes: bool) -> bool {
        while let Some(unit) = self.input.get(self.at) {
            if quotes && is_quote(*unit) {
                let mut reader = Reader::new(self.input, self.at, self.input.len());
                // What is wrong inside is found when the content is read.
                let _ = reader.quoted();
                self.at = reader.at;
                continue;
            }
            self.at += 1;
            if self.passed(delimiter) {
                return true;
            }
        }
        false
    }

    /// What is in a `raw` tag up to the `endraw`, then the `endraw`.
    fn raw_content(&mut self, raw: usize) -> Result<Token, ParseError> {
        let start = self.at;
        let mut tag = self.skip_to("{%", false).then(|| self.at - 2);
        while self.at < self.input.len() {
            if !self.skip_word("endraw") {
                tag = self.skip_to("{%", false).then(|| self.at - 2);
                continue;
            }
            while self.at <= self.input.len() {
                if self.passed("%}") {
                    if tag == Some(start) {
                        self.raw = None;
                        let content = start + 2..self.at - 2;
                        return Token::delimited(self.input, start..self.at, content, true);
                    }
                    self.at = tag.unwrap_or(start);
                    return Ok(Token::text(start..self.at));
                }
                if self.passed("{%") {
                    break;
                }
                self.at += 1;
            }
        }
        not_closed("`raw`", raw..self.input.len())
    }

    /// Skips blanks and a word, and whether it was this one.
    fn skip_word(&mut self, word: &str) -> bool {
        let rest = self.input.get(self.at..).unwrap_or_default();
        let blanks = rest.iter().take_while(|unit| is_blank(**unit)).count();
        let rest = rest.get(blanks..).unwrap_or_default();
        let length = rest.iter().take_while(|unit| is_word(**unit)).count();
        self.at += blanks + length;
        are(rest.get(..length).unwrap_or_default(), word)
    }
}

fn not_closed<T>(what: &'static str, units: Range<usize>) -> Result<T, ParseError> {
    let error = LiquidError::NotClosed(what);
    Err(ParseError { error, units })
}

/// Takes the blanks away that `-` at a delimiter asks for, from the plain text next to it.
fn trim(input: &[u16], tokens: &mut [Token]) {
    let is_blank_at = |at: usize| input.get(at).is_some_and(|unit| is_blank(*unit));
    let mut in_raw = false;
    for place in 0..tokens.len() {
        let Some(token) = tokens.get(place).cloned() else {
            return;
        };
        if token.trims_before
            && !in_raw
            && let Some(text) = place.checked_sub(1).and_then(|place| tokens.get_mut(place))
            && text.kind == TokenKind::Text
        {
            while text.content.end > text.content.start && is_blank_at(text.content.end - 1) {
                text.content.end -= 1;
            }
        }
        if token.is_tag(input, "raw") {
            in_raw = true;
        } else if token.is_tag(input, "endraw") {
            in_raw = false;
        }
        if token.trims_behind
            && !in_raw
            && let Some(text) = tokens.get_mut(place + 1)
            && text.kind == TokenKind::Text
        {
            while text.content.start < text.content.end && is_blank_at(text.content.start) {
                text.content.start += 1;
            }
        }
    }
}
