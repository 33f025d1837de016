//! From tokens to nodes.

use std::ops::Range;
use std::vec::IntoIter;

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
        reader: Reader::new(input, 0, input.len()),
        tokens: tokens(input)?.into_iter(),
    };
    Ok(Parsed {
        nodes: parser.rest()?,
        unknown_filters: parser.reader.unknown_filters,
    })
}

struct Parser<'t> {
    reader: Reader<'t>,
    tokens: IntoIter<Token>,
}

impl<'t> Parser<'t> {
    /// The nodes of all tokens that are left.
    fn rest(&mut self) -> Result<Box<[Node]>, ParseError> {
        let mut nodes = Vec::new();
        while let Some(token) = self.tokens.next() {
            nodes.extend(self.node(&token)?);
        }
        Ok(nodes.into())
    }

    /// The node of a token, and of the tokens that belong to it. A comment has none.
    fn node(&mut self, token: &Token) -> Result<Option<Node>, ParseError> {
        let content = token.content.clone();
        match token.kind.clone() {
            TokenKind::Text => Ok(Some(Node::Text(self.text(content)))),
            TokenKind::Output => Ok(Some(Node::Output(self.reader.over(content).chain()?))),
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
        let reader = self.reader.over(arguments.clone());
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
            "block" => Node::Block(self.nodes_until(token, name, "endblock")?),
            "break" | "continue" => Node::Stop,
            "capture" => {
                let name = match reader.word() {
                    [] => reader.quoted()?,
                    name => Some(TextBuf::from_units(name)),
                };
                let Some(name) = name else {
                    return reader.expected("the name of a variable");
                };
                let nodes = self.nodes_until(token, "capture", "endcapture")?;
                Node::Capture { name, nodes }
            }
            "comment" => {
                self.skip_until(token, name, "endcomment")?;
                return Ok(None);
            }
            "cycle" => cycle(reader)?,
            "decrement" | "increment" => Node::Count {
                name: TextBuf::from_units(reader.word()),
                step: if name == "increment" { 1.0 } else { -1.0 },
            },
            "echo" if reader.is_at_end() => return Ok(None),
            "echo" => Node::Output(reader.chain()?),
            "if" => self.conditional(token, false)?,
            "unless" => self.conditional(token, true)?,
            "liquid" => {
                let lines = lines(reader.input, arguments)?;
                let outer = std::mem::replace(&mut self.tokens, lines.into_iter());
                let nodes = self.rest()?;
                self.tokens = outer;
                Node::Lines(nodes)
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

    /// `if`, with `elsif` and at most one `else`; `unless`, whose condition has to be false. Of `unless`, what follows the
    /// first `else` and another `elsif` or `else` is read and dropped.
    fn conditional(&mut self, token: &Token, is_unless: bool) -> Result<Node, ParseError> {
        let (name, last) = if is_unless {
            ("unless", "endunless")
        } else {
            ("if", "endif")
        };
        let mut condition = Some(self.reader.chain()?);
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let (nodes, end) = self.part(token, name, &["elsif", "else", last])?;
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
            let is_last = end.is_tag(self.reader.input, last);
            if !is_last && otherwise.is_some() {
                if !is_unless {
                    return fail(LiquidError::AfterElse, &end);
                }
            } else if end.is_tag(self.reader.input, "elsif") {
                condition = Some(self.reader.over(arguments(&end)).chain()?);
            } else if !is_unless && !arguments(&end).is_empty() {
                return fail(LiquidError::Expected("nothing behind the tag's name"), &end);
            }
            if is_last {
                return Ok(Node::If {
                    branches: branches.into(),
                    otherwise: otherwise.unwrap_or_default(),
                });
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
        while let Some(token) = self.tokens.next() {
            if ends.iter().any(|end| token.is_tag(self.reader.input, end)) {
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
        for token in self.tokens.by_ref() {
            if token.is_tag(self.reader.input, end) {
                return Ok(skipped);
            }
            skipped.push(token);
        }
        fail(LiquidError::OpenTag(name.into()), start)
    }

    fn slice(&self, range: Range<usize>) -> &'t [u16] {
        self.reader.input.get(range).unwrap_or_default()
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
