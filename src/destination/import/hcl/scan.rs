//! Finding the way through a text without understanding it.

use super::{HclError, HclErrorKind};
use crate::letters::is_word;

/// A place in a text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// What was opened and has to be closed.
#[derive(Clone, Copy)]
pub(super) enum Open {
    /// A bracket of this kind.
    Bracket(char, usize),
    /// A text.
    Quote(usize),
}

impl Open {
    fn error(self) -> HclError {
        let (kind, offset) = match self {
            Self::Bracket(bracket, offset) => (HclErrorKind::UnclosedBracket(bracket), offset),
            Self::Quote(offset) => (HclErrorKind::UnclosedText, offset),
        };
        HclError { kind, offset }
    }
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Goes back to a place.
    pub(super) const fn rewind(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the next character.
    pub(super) fn advance(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Takes a text if it is next.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// Takes all characters of a kind.
    pub(super) fn take_while(&mut self, is_of_kind: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !is_of_kind(c)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or("")
    }

    pub(super) fn error(&self, kind: HclErrorKind) -> HclError {
        HclError {
            kind,
            offset: self.at,
        }
    }

    pub(super) fn expected(&self, what: &'static str) -> HclError {
        self.error(HclErrorKind::Expected(what))
    }

    /// Takes a name.
    pub(super) fn identifier(&mut self) -> Option<&'a str> {
        let starts = |c: char| is_word(c) && !c.is_ascii_digit() || c == '_';
        self.peek()
            .filter(|c| starts(*c))
            .map(|_| self.take_while(|c| is_word(c) || c == '_' || c == '-'))
    }

    /// Skips white space and comments; line ends too if `lines`.
    pub(super) fn skip_space(&mut self, lines: bool) -> Result<(), HclError> {
        loop {
            self.take_while(|c| matches!(c, ' ' | '\t' | '\r') || lines && c == '\n');
            if !self.skip_comment()? {
                return Ok(());
            }
        }
    }

    fn skip_comment(&mut self) -> Result<bool, HclError> {
        let rest = self.rest();
        if rest.starts_with('#') || rest.starts_with("//") {
            self.take_while(|c| c != '\n');
            return Ok(true);
        }
        if !rest.starts_with("/*") {
            return Ok(false);
        }
        let Some(length) = rest.find("*/") else {
            return Err(self.error(HclErrorKind::UnclosedComment));
        };
        self.at += length + 2;
        Ok(true)
    }

    /// Skips the rest of an expression, up to a comma, a closing bracket or, if `line_ends`, the end of the line.
    pub(super) fn skip_expression(&mut self, line_ends: bool) -> Result<(), HclError> {
        self.skip_until_closed(Vec::new(), line_ends)
    }

    /// Skips to behind the end of what was just opened.
    pub(super) fn skip_nested(&mut self, open: Open) -> Result<(), HclError> {
        self.skip_until_closed(vec![open], false)
    }

    fn skip_until_closed(&mut self, mut open: Vec<Open>, line_ends: bool) -> Result<(), HclError> {
        let is_nested = !open.is_empty();
        loop {
            if is_nested && open.is_empty() {
                return Ok(());
            }
            let Some(next) = self.peek() else {
                return open.last().map_or(Ok(()), |open| Err(open.error()));
            };
            if let Some(Open::Quote(start)) = open.last().copied() {
                self.skip_in_text(&mut open, start)?;
                continue;
            }
            match next {
                ',' if open.is_empty() => return Ok(()),
                '\n' if open.is_empty() && line_ends => return Ok(()),
                ')' | ']' | '}' => {
                    let Some(last) = open.pop() else {
                        return Ok(());
                    };
                    if !matches!(last, Open::Bracket(bracket, _) if closing(bracket) == next) {
                        return Err(last.error());
                    }
                    self.advance();
                }
                '(' | '[' | '{' => {
                    open.push(Open::Bracket(next, self.at));
                    self.advance();
                }
                '"' => {
                    open.push(Open::Quote(self.at));
                    self.advance();
                }
                '<' if self.heredoc()?.is_some() => {}
                _ => {
                    if !self.skip_comment()? {
                        self.advance();
                    }
                }
            }
        }
    }

    fn skip_in_text(&mut self, open: &mut Vec<Open>, start: usize) -> Result<(), HclError> {
        let at = self.at;
        if self.take("$${") || self.take("%%{") {
            return Ok(());
        }
        if self.take("${") || self.take("%{") {
            open.push(Open::Bracket('{', at));
            return Ok(());
        }
        match self.advance() {
            Some('"') => drop(open.pop()),
            Some('\\') => drop(self.advance()),
            Some('\n') => return Err(Open::Quote(start).error()),
            _ => {}
        }
        Ok(())
    }

    /// Takes a heredoc, if one is next: its lines, and whether their indentation counts as none.
    pub(super) fn heredoc(&mut self) -> Result<Option<(Vec<&'a str>, bool)>, HclError> {
        let start = self.at;
        if !self.take("<<") {
            return Ok(None);
        }
        let is_indented = self.take("-");
        let Some(marker) = self.identifier() else {
            self.at = start;
            return Ok(None);
        };
        self.take_while(|c| matches!(c, ' ' | '\t' | '\r'));
        if !self.take("\n") {
            self.at = start;
            return Ok(None);
        }
        let mut lines = Vec::new();
        loop {
            let from = self.at;
            let line = self.take_while(|c| c != '\n');
            if line.trim() == marker {
                return Ok(Some((lines, is_indented)));
            }
            if self.advance().is_none() {
                return Err(HclError {
                    kind: HclErrorKind::UnclosedHeredoc,
                    offset: start,
                });
            }
            lines.push(self.text.get(from..self.at).unwrap_or(""));
        }
    }
}

const fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}
