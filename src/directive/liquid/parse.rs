//! From tokens to nodes.

use std::collections::VecDeque;
use std::ops::Range;

use super::error::{LiquidError, ParseError};
use super::reader::Reader;
use super::scan::{Token, TokenKind, lines, tokens};
use super::tree::{Branch, Node};
use super::units::is;
use crate::json::{TextBuf, is_js_whitespace};

/// Tags that Segment's Liquid knows and does not allow.
const DISABLED: [&str; 6] = ["case", "for", "include", "layout", "render", "tablerow"];

/// A text that has been read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) nodes: Box<[Node]>,
    /// Names of filters that do not exist, in UTF-16 code units of the text.
    pub(super) unknown_filters: Vec<Range<usize>>,
}

/// Reads a text.
pub(super) fn parse(input: &[u16]) -> Result<Parsed, ParseError> {
    let mut parser = Parser {
        input,
        tokens: tokens(input)?.into(),
        unknown_filters: Vec::new(),
    };
    let mut nodes = Vec::new();
    while let Some(token) = parser.tokens.pop_front() {
        nodes.extend(parser.node(&token)?);
    }
    Ok(Parsed {
        nodes: nodes.into(),
        unknown_filters: parser.unknown_filters,
    })
}

struct Parser<'t> {
    input: &'t [u16],
    tokens: VecDeque<Token>,
    unknown_filters: Vec<Range<usize>>,
}

impl<'t> Parser<'t> {
    /// The node of a token, and of the tokens that belong to it. A comment has none.
    fn node(&mut self, token: &Token) -> Result<Option<Node>, ParseError> {
        let content = token.content.clone();
        match token.kind.clone() {
            TokenKind::Text => Ok(Some(Node::Text(self.text(content)))),
            TokenKind::Output => {
                let value = self.read(content, Reader::chain)?;
                Ok(Some(Node::Output(value)))
            }
            TokenKind::Tag { name, arguments } => {
                let name = String::from_utf16_lossy(self.slice(name));
                self.tag(token, &name, arguments..content.end)
            }
        }
    }

    fn tag(
        &mut self,
        token: &Token,
        name: &str,
        arguments: Range<usize>,
    ) -> Result<Option<Node>, ParseError> {
        Ok(Some(match name {
            "assign" => self.read(arguments, |reader| {
                let name = TextBuf::from_units(reader.word());
                reader.skip_blank();
                if name.as_text().is_empty() {
                    return reader.expected("the name of a variable");
                }
                if !reader.take(b'=') {
                    return reader.expected("`=` behind the name of the variable");
                }
                let value = reader.chain()?;
                Ok(Node::Assign { name, value })
            })?,
            "block" => Node::Block(self.nodes_until(token, name, "endblock")?),
            "break" | "continue" => Node::Stop,
            "capture" => {
                let name = self.read(arguments, |reader| {
                    let name = reader.word();
                    if !name.is_empty() {
                        return Ok(TextBuf::from_units(name));
                    }
                    match reader.quoted()? {
                        Some(name) => Ok(name),
                        None => reader.expected("the name of a variable"),
                    }
                })?;
                let nodes = self.nodes_until(token, "capture", "endcapture")?;
                Node::Capture { name, nodes }
            }
            "comment" => {
                self.skip_until(token, name, "endcomment")?;
                return Ok(None);
            }
            "cycle" => self.read(arguments, cycle)?,
            "decrement" => self.count(arguments, -1.0)?,
            "increment" => self.count(arguments, 1.0)?,
            "echo" => {
                let value = self.read(arguments, |reader| {
                    let is_empty = reader.is_at_end();
                    if is_empty {
                        Ok(None)
                    } else {
                        reader.chain().map(Some)
                    }
                })?;
                return Ok(value.map(Node::Output));
            }
            "if" => self.if_tag(token, arguments)?,
            "unless" => self.unless_tag(token, arguments)?,
            "liquid" => {
                let lines = lines(self.input, arguments)?;
                let outer = std::mem::replace(&mut self.tokens, lines.into());
                let mut nodes = Vec::new();
                while let Some(token) = self.tokens.pop_front() {
                    nodes.extend(self.node(&token)?);
                }
                self.tokens = outer;
                Node::Lines(nodes.into())
            }
            "raw" => {
                let skipped = self.skip_until(token, name, "endraw")?;
                let mut units = Vec::new();
                for token in skipped {
                    units.extend_from_slice(self.slice(token.whole));
                }
                Node::Text(TextBuf::from_units(&units))
            }
            "#" => {
                if has_uncommented_line(self.slice(arguments)) {
                    return fail(LiquidError::Comment, token);
                }
                return Ok(None);
            }
            _ if DISABLED.contains(&name) => {
                return fail(LiquidError::DisabledTag(name.into()), token);
            }
            _ => return fail(LiquidError::UnknownTag(name.into()), token),
        }))
    }

    /// `if`, with `elsif` and at most one `else`.
    fn if_tag(&mut self, token: &Token, condition: Range<usize>) -> Result<Node, ParseError> {
        let mut condition = Some((condition, false));
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let chain = match condition.take() {
                Some((range, negated)) => Some((self.read(range, Reader::chain)?, negated)),
                None => None,
            };
            let (nodes, end) = self.part(token, "if", &["elsif", "else", "endif"])?;
            match chain {
                Some((condition, negated)) => branches.push(Branch {
                    condition,
                    negated,
                    nodes,
                }),
                None => otherwise = Some(nodes),
            }
            let is_elsif = end.is_tag(self.input, "elsif");
            if (is_elsif || end.is_tag(self.input, "else")) && otherwise.is_some() {
                return fail(LiquidError::AfterElse, &end);
            }
            if is_elsif {
                condition = Some((arguments(&end), false));
                continue;
            }
            if !arguments(&end).is_empty() {
                return fail(LiquidError::Expected("nothing behind the tag's name"), &end);
            }
            if end.is_tag(self.input, "endif") {
                return Ok(Node::If {
                    branches: branches.into(),
                    otherwise: otherwise.unwrap_or_default(),
                });
            }
        }
    }

    /// `unless`. What follows the first `else` and another `elsif` or `else` is read and dropped.
    fn unless_tag(&mut self, token: &Token, condition: Range<usize>) -> Result<Node, ParseError> {
        let mut condition = Some((self.read(condition, Reader::chain)?, true));
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let (nodes, end) = self.part(token, "unless", &["elsif", "else", "endunless"])?;
            match condition.take() {
                Some((condition, negated)) => branches.push(Branch {
                    condition,
                    negated,
                    nodes,
                }),
                None => {
                    otherwise.get_or_insert(nodes);
                }
            }
            if end.is_tag(self.input, "endunless") {
                return Ok(Node::If {
                    branches: branches.into(),
                    otherwise: otherwise.unwrap_or_default(),
                });
            }
            if end.is_tag(self.input, "elsif") && otherwise.is_none() {
                condition = Some((self.read(arguments(&end), Reader::chain)?, false));
            }
        }
    }

    /// Nodes up to one of these tags, and that tag.
    fn part(
        &mut self,
        start: &Token,
        name: &str,
        ends: &[&str],
    ) -> Result<(Box<[Node]>, Token), ParseError> {
        let mut nodes = Vec::new();
        while let Some(token) = self.tokens.pop_front() {
            if ends.iter().any(|end| token.is_tag(self.input, end)) {
                return Ok((nodes.into(), token));
            }
            nodes.extend(self.node(&token)?);
        }
        fail(LiquidError::OpenTag(name.into()), start)
    }

    fn nodes_until(
        &mut self,
        start: &Token,
        name: &str,
        end: &str,
    ) -> Result<Box<[Node]>, ParseError> {
        self.part(start, name, &[end]).map(|(nodes, _)| nodes)
    }

    /// The tokens up to a tag, as they are.
    fn skip_until(
        &mut self,
        start: &Token,
        name: &str,
        end: &str,
    ) -> Result<Vec<Token>, ParseError> {
        let mut skipped = Vec::new();
        while let Some(token) = self.tokens.pop_front() {
            if token.is_tag(self.input, end) {
                return Ok(skipped);
            }
            skipped.push(token);
        }
        fail(LiquidError::OpenTag(name.into()), start)
    }

    fn count(&mut self, arguments: Range<usize>, step: f64) -> Result<Node, ParseError> {
        self.read(arguments, |reader| {
            let name = TextBuf::from_units(reader.word());
            Ok(Node::Count { name, step })
        })
    }

    /// Reads a part of the text.
    fn read<T>(
        &mut self,
        range: Range<usize>,
        read: impl FnOnce(&mut Reader<'t>) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        let mut reader = Reader::new(self.input, range.start, range.end);
        let result = read(&mut reader);
        self.unknown_filters.append(&mut reader.unknown_filters);
        result
    }

    fn slice(&self, range: Range<usize>) -> &'t [u16] {
        self.input.get(range).unwrap_or_default()
    }

    fn text(&self, range: Range<usize>) -> TextBuf {
        TextBuf::from_units(self.slice(range))
    }
}

fn cycle(reader: &mut Reader<'_>) -> Result<Node, ParseError> {
    let first = reader.value()?;
    reader.skip_blank();
    let (group, mut candidates) = if first.is_some() && reader.take(b':') {
        (first, Vec::new())
    } else {
        (None, Vec::from_iter(first))
    };
    while !reader.is_at_end() {
        candidates.extend(reader.value()?);
        reader.skip_past(b',');
    }
    if candidates.is_empty() {
        return reader.expected("values to take in turn");
    }
    Ok(Node::Cycle {
        group,
        candidates: candidates.into(),
    })
}

/// What follows the name of a tag.
fn arguments(token: &Token) -> Range<usize> {
    match token.kind {
        TokenKind::Tag { arguments, .. } => arguments..token.content.end.max(arguments),
        _ => token.content.clone(),
    }
}

fn fail<T>(error: LiquidError, token: &Token) -> Result<T, ParseError> {
    let units = token.whole.clone();
    Err(ParseError { error, units })
}

/// Whether a line behind the first one starts with something else than `#`.
fn has_uncommented_line(units: &[u16]) -> bool {
    let is_space = |unit: &u16| char::from_u32((*unit).into()).is_some_and(is_js_whitespace);
    let mut lines = units.split(|unit| is(*unit, b'\n')).skip(1);
    lines.any(|line| {
        let first = line.iter().find(|unit| !is_space(unit));
        first.is_some_and(|unit| !is(*unit, b'#'))
    })
}
