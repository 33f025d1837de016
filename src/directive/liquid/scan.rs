//! Cuts a text into plain text, outputs and tags.

use std::ops::Range;

use super::error::LiquidError;
use super::reader::{Read, Reader, fail};
use super::units::{are, is, is_blank, is_quote, is_word, starts_with, string};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Output,
    /// A tag of this name.
    Tag(String),
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// All of it, delimiters included.
    pub(super) whole: Range<usize>,
    /// What is inside of the delimiters and their blanks, of a tag what follows its name; plain text without what its
    /// neighbours trim.
    pub(super) content: Range<usize>,
    trims_before: bool,
    trims_behind: bool,
}

impl Token {
    /// The token from `whole`, with the content at `content`.
    fn delimited(
        input: &[u16],
        whole: Range<usize>,
        content: Range<usize>,
        is_tag: bool,
    ) -> Read<Self> {
        let is_dash = |at: usize| input.get(at).is_some_and(|unit| is(*unit, b'-'));
        let trims_before = is_dash(content.start);
        let trims_behind = is_dash(content.end.saturating_sub(1));
        let start = content.start + usize::from(trims_before);
        let end = content.end - usize::from(trims_behind);
        let mut token = Self {
            kind: Kind::Output,
            whole,
            content: start..end,
            trims_before,
            trims_behind,
        };
        token.trim_start(input);
        token.trim_end(input);
        if is_tag {
            let mut reader = Reader::new(input, token.content.start, token.content.end);
            let name = reader.tag_name();
            if name.is_empty() {
                return fail(LiquidError::TagName, &token.whole);
            }
            token.kind = Kind::Tag(string(name));
            reader.skip_blank();
            token.content = reader.at..token.content.end.max(reader.at);
        }
        Ok(token)
    }

    fn text(whole: Range<usize>) -> Self {
        Self {
            kind: Kind::Text,
            content: whole.clone(),
            whole,
            trims_before: false,
            trims_behind: false,
        }
    }

    /// Whether this is the tag of that name.
    pub(super) fn is_tag(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Tag(found) if found == name)
    }

    fn trim_start(&mut self, input: &[u16]) {
        let content = input.get(self.content.clone()).unwrap_or_default();
        self.content.start += content.iter().take_while(|unit| is_blank(**unit)).count();
    }

    fn trim_end(&mut self, input: &[u16]) {
        let content = input.get(self.content.clone()).unwrap_or_default();
        let blanks = content.iter().rev().take_while(|unit| is_blank(**unit));
        self.content.end -= blanks.count();
    }
}

/// The tokens of a text.
pub(super) fn tokens(input: &[u16]) -> Read<Vec<Token>> {
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
pub(super) fn lines(input: &[u16], content: &Range<usize>) -> Read<Vec<Token>> {
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
    fn token(&mut self) -> Read<Token> {
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
            if token.is_tag("raw") {
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
        starts_with(self.input.get(self.at..).unwrap_or_default(), text)
    }

    /// Whether this was just passed.
    fn passed(&self, text: &str) -> bool {
        let start = self.at.checked_sub(text.len());
        let here = start.and_then(|start| self.input.get(start..));
        here.is_some_and(|here| starts_with(here, text))
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
    fn raw_content(&mut self, raw: usize) -> Read<Token> {
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

fn not_closed<T>(what: &'static str, units: Range<usize>) -> Read<T> {
    fail(LiquidError::NotClosed(what), &units)
}

/// Takes the blanks away that `-` at a delimiter asks for, from the plain text next to it.
fn trim(input: &[u16], tokens: &mut [Token]) {
    let mut in_raw = false;
    for place in 1..=tokens.len() {
        let Some([before, behind @ ..]) = tokens.get_mut(place - 1..) else {
            return;
        };
        in_raw = match &before.kind {
            Kind::Tag(name) if name == "raw" => true,
            Kind::Tag(name) if name == "endraw" => false,
            _ => in_raw,
        };
        let Some(behind) = behind.first_mut() else {
            return;
        };
        if in_raw {
            continue;
        }
        if behind.trims_before && before.kind == Kind::Text {
            before.trim_end(input);
        }
        if before.trims_behind && behind.kind == Kind::Text {
            behind.trim_start(input);
        }
    }
}
