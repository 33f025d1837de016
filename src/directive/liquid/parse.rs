//! From tokens to nodes.

use std::ops::Range;
use std::vec::IntoIter;

use super::error::LiquidError;
use super::reader::{Read, Reader, fail};
use super::scan::{Kind, Token, lines, tokens};
use super::tree::{Branch, Node};
use super::units::{is, is_space};
use crate::json::TextBuf;

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
pub(super) fn parse(input: &[u16]) -> Read<Parsed> {
    let mut parser = Parser {
        reader: Reader::new(input, 0, input.len()),
        tokens: tokens(input)?.into_iter(),
    };
    Ok(Parsed {
        nodes: parser.nodes()?,
        unknown_filters: parser.reader.unknown_filters,
    })
}

struct Parser<'t> {
    reader: Reader<'t>,
    tokens: IntoIter<Token>,
}

impl<'t> Parser<'t> {
    /// The nodes of all tokens that are left.
    fn nodes(&mut self) -> Read<Box<[Node]>> {
        let mut nodes = Vec::new();
        while let Some(token) = self.tokens.next() {
            self.node(&token, &mut nodes)?;
        }
        Ok(nodes.into())
    }

    /// The nodes up to one of these tags, and that tag.
    fn nodes_until(&mut self, start: &Token, ends: &[&str]) -> Read<(Box<[Node]>, Token)> {
        let mut nodes = Vec::new();
        while let Some(token) = self.tokens.next() {
            if ends.iter().any(|end| token.is_tag(end)) {
                return Ok((nodes.into(), token));
            }
            self.node(&token, &mut nodes)?;
        }
        open(start)
    }

    /// The text of all tokens up to a tag.
    fn text_until(&mut self, start: &Token, end: &str) -> Read<Vec<u16>> {
        let mut text = Vec::new();
        while let Some(token) = self.tokens.next() {
            if token.is_tag(end) {
                return Ok(text);
            }
            text.extend_from_slice(self.slice(&token.whole));
        }
        open(start)
    }

    /// Adds the node of a token, and of the tokens that belong to it. A comment has none.
    fn node(&mut self, token: &Token, nodes: &mut Vec<Node>) -> Read<()> {
        let node = match &token.kind {
            Kind::Text => Node::Text(TextBuf::from_units(self.slice(&token.content))),
            Kind::Output => Node::Output(self.reader.over(&token.content).chain()?),
            Kind::Tag(name) => match self.tag(token, name)? {
                Some(node) => node,
                None => return Ok(()),
            },
        };
        nodes.push(node);
        Ok(())
    }

    fn tag(&mut self, token: &Token, name: &str) -> Read<Option<Node>> {
        let reader = self.reader.over(&token.content);
        Ok(Some(match name {
            "assign" => {
                let name = TextBuf::from_units(reader.word());
                reader.skip_blank();
                if name.as_text().is_empty() {
                    return reader.expected("the name of a variable");
                }
                if !reader.take(b'=') {
                    return reader.expected("`=` behind the name of the variable");
                }
                let value = reader.chain()?;
                Node::Assign { name, value }
            }
            "block" => Node::Block(self.nodes_until(token, &["endblock"])?.0),
            "break" | "continue" => Node::Stop,
            "capture" => {
                let name = match reader.word() {
                    [] => reader.quoted()?,
                    name => Some(TextBuf::from_units(name)),
                };
                let Some(name) = name else {
                    return reader.expected("the name of a variable");
                };
                let nodes = self.nodes_until(token, &["endcapture"])?.0;
                Node::Capture { name, nodes }
            }
            "comment" => {
                self.text_until(token, "endcomment")?;
                return Ok(None);
            }
            "cycle" => cycle(reader)?,
            "decrement" | "increment" => Node::Count {
                name: TextBuf::from_units(reader.word()),
                step: if name == "increment" { 1.0 } else { -1.0 },
            },
            "echo" if reader.is_at_end() => return Ok(None),
            "echo" => Node::Output(reader.chain()?),
            "if" => self.conditional(token, "endif", false)?,
            "unless" => self.conditional(token, "endunless", true)?,
            "liquid" => {
                let lines = lines(reader.input, &token.content)?;
                let outer = std::mem::replace(&mut self.tokens, lines.into_iter());
                let nodes = self.nodes()?;
                self.tokens = outer;
                Node::Lines(nodes)
            }
            "raw" => Node::Text(TextBuf::from_units(&self.text_until(token, "endraw")?)),
            "#" => {
                if has_uncommented_line(self.slice(&token.content)) {
                    return fail(LiquidError::Comment, &token.whole);
                }
                return Ok(None);
            }
            _ => {
                let error = if DISABLED.contains(&name) {
                    LiquidError::DisabledTag
                } else {
                    LiquidError::UnknownTag
                };
                return fail(error(name.into()), &token.whole);
            }
        }))
    }

    /// `if`, with `elsif` and at most one `else`; `unless`, whose condition has to be false. Of `unless`, what follows the
    /// first `else` and another `elsif` or `else` is read and dropped.
    fn conditional(&mut self, token: &Token, last: &str, is_unless: bool) -> Read<Node> {
        let mut condition = Some(self.reader.chain()?);
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let (nodes, end) = self.nodes_until(token, &["elsif", "else", last])?;
            match condition.take() {
                Some(condition) => branches.push(Branch {
                    condition,
                    negated: is_unless && branches.is_empty(),
                    nodes,
                }),
                None => {
                    otherwise.get_or_insert(nodes);
                }
            }
            let is_last = end.is_tag(last);
            if !is_last && otherwise.is_some() {
                if !is_unless {
                    return fail(LiquidError::AfterElse, &end.whole);
                }
            } else if end.is_tag("elsif") {
                condition = Some(self.reader.over(&end.content).chain()?);
            } else if !is_unless && !end.content.is_empty() {
                let error = LiquidError::Expected("nothing behind the tag's name");
                return fail(error, &end.whole);
            }
            if is_last {
                return Ok(Node::If {
                    branches: branches.into(),
                    otherwise: otherwise.unwrap_or_default(),
                });
            }
        }
    }

    fn slice(&self, range: &Range<usize>) -> &'t [u16] {
        self.reader.slice(range.start, range.end)
    }
}

fn cycle(reader: &mut Reader<'_>) -> Read<Node> {
    let mut group = reader.operand()?;
    reader.skip_blank();
    let mut candidate = None;
    if group.is_none() || !reader.take(b':') {
        candidate = group.take();
    }
    let mut candidates = Vec::new();
    loop {
        if let Some(candidate) = candidate {
            candidates.push(candidate);
        }
        if reader.is_at_end() {
            break;
        }
        candidate = reader.operand()?;
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

/// The tag's end is missing.
fn open<T>(start: &Token) -> Read<T> {
    let name = match &start.kind {
        Kind::Tag(name) => name.as_str(),
        _ => "",
    };
    fail(LiquidError::OpenTag(name.into()), &start.whole)
}

/// Whether a line behind the first one starts with something else than `#`.
fn has_uncommented_line(units: &[u16]) -> bool {
    let mut is_start = false;
    for unit in units {
        if is(*unit, b'\n') {
            is_start = true;
        } else if is_start && !is_space(*unit) {
            if !is(*unit, b'#') {
                return true;
            }
            is_start = false;
        }
    }
    false
}
