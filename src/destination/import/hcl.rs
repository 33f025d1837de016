//! Terraform's language, as far as mappings are written in it: blocks, attributes and fixed values.
//!
//! What Terraform has to compute (references, functions, conditions) is read over and becomes a missing value; only
//! `jsonencode` around a fixed value is understood. [The language](https://developer.hashicorp.com/terraform/language/syntax/configuration).

mod scan;
mod value;

use std::ops::Range;

use scan::{Open, Scanner};

use super::source::RESOURCE;
use crate::diagnostic::Pointer;
use crate::json::{Arena, Index, ObjectBuilder, Text, Value};
use crate::limits::MAX_JSON_DEPTH;

/// Where values stand in the text, in bytes, by pointer.
#[derive(Debug, Default)]
pub(super) struct Spans<'a> {
    spans: Vec<Range<usize>>,
    places: Index<'a>,
}

impl<'a> Spans<'a> {
    /// Where the value at a pointer stands, if that is known.
    pub(super) fn get(&self, pointer: &str) -> Option<Range<usize>> {
        let place = self.places.get(Text::Str(pointer))?;
        self.spans.get(place).cloned()
    }

    fn insert(&mut self, pointer: &Pointer, span: Range<usize>, arena: &'a Arena) {
        let pointer = Text::Str(arena.text(pointer.as_str()));
        self.places.insert(pointer, self.spans.len());
        self.spans.push(span);
    }
}

/// A Terraform file in the shape of Terraform's own JSON syntax, without what is no mapping.
#[derive(Debug)]
pub(super) struct File<'a> {
    pub(super) root: Value<'a>,
    pub(super) spans: Spans<'a>,
}

/// Why a text can't be read as Terraform's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub(super) struct HclError {
    pub(super) kind: HclErrorKind,
    /// Where, in bytes from the start of the text.
    pub(super) offset: usize,
}

/// What can be wrong with a Terraform file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum HclErrorKind {
    /// Something out of place, as in `resource = {`.
    #[error("expected {0}")]
    Expected(&'static str),
    /// A text without its closing quote.
    #[error("text is not closed")]
    UnclosedText,
    /// A comment without its `*/`.
    #[error("comment is not closed")]
    UnclosedComment,
    /// A `<<EOF` without a line `EOF`.
    #[error("heredoc is not closed")]
    UnclosedHeredoc,
    /// A bracket that is not closed, or closed by one of another kind.
    #[error("`{0}` is not closed")]
    UnclosedBracket(char),
    /// An escape that is none, as in `"\d"`.
    #[error("malformed escape in a text")]
    Escape,
    /// More levels than [`MAX_JSON_DEPTH`].
    #[error("nested deeper than {MAX_JSON_DEPTH} levels")]
    Depth,
}

/// Reads a Terraform file.
pub(super) fn parse<'a>(text: &'a str, arena: &'a Arena) -> Result<File<'a>, HclError> {
    let mut parser = Parser::new(text, arena);
    let mut resources = Vec::new();
    parser.scanner.take("\u{feff}");
    loop {
        parser.scanner.skip_space(true)?;
        if parser.scanner.is_at_end() {
            break;
        }
        let pointer = Pointer::root().key("resource").index(resources.len());
        resources.extend(parser.block(&pointer)?);
    }
    let mut root = ObjectBuilder::new();
    root.set(Text::Str("resource"), Value::Array(arena.array(&resources)));
    Ok(File {
        root: Value::Object(root.finish(arena)),
        spans: parser.spans,
    })
}

/// What a string of Terraform's JSON syntax stands for: the string, or the fixed value in `${…}`. A missing value if
/// Terraform has to compute it.
pub(super) fn template<'a>(text: &'a str, arena: &'a Arena) -> Value<'a> {
    if let Some(literal) = value::literal_text(text) {
        return Value::text(arena.text(&literal));
    }
    let expression = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'));
    let Some(expression) = expression else {
        return Value::Undefined;
    };
    let mut parser = Parser::new(expression, arena);
    let value = parser.attribute(&Pointer::root());
    let is_all = parser.scanner.skip_space(true).is_ok() && parser.scanner.is_at_end();
    value.ok().filter(|_| is_all).unwrap_or(Value::Undefined)
}

/// Reads blocks and values.
struct Parser<'a> {
    scanner: Scanner<'a>,
    arena: &'a Arena,
    spans: Spans<'a>,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, arena: &'a Arena) -> Self {
        Self {
            scanner: Scanner::new(text),
            arena,
            spans: Spans::default(),
            depth: 0,
        }
    }

    /// Reads a block of the file. A mapping becomes `{type: {name: {…}}}`, anything else nothing.
    fn block(&mut self, pointer: &Pointer) -> Result<Option<Value<'a>>, HclError> {
        let start = self.scanner.at();
        let Some(word) = self.scanner.identifier() else {
            return Err(self.scanner.expected("a block"));
        };
        self.scanner.skip_space(false)?;
        if self.scanner.take("=") {
            self.scanner.skip_expression(true)?;
            return Ok(None);
        }
        let labels = self.labels()?;
        match labels.as_slice() {
            [kind, name] if word == "resource" && kind == RESOURCE => {
                let span = start..self.scanner.at();
                let name = self.arena.text(name);
                let pointer = pointer.key(RESOURCE).key(name);
                let body = self.body(&pointer)?;
                self.spans.insert(&pointer, span, self.arena);
                let named = self.object(name, body);
                Ok(Some(self.object(RESOURCE, named)))
            }
            _ => {
                self.skip_body()?;
                Ok(None)
            }
        }
    }

    fn object(&self, key: &'a str, value: Value<'a>) -> Value<'a> {
        let mut object = ObjectBuilder::new();
        object.set(Text::Str(key), value);
        Value::Object(object.finish(self.arena))
    }

    /// The labels of a block, up to its brace. A label that is computed is left out.
    fn labels(&mut self) -> Result<Vec<String>, HclError> {
        let mut labels = Vec::new();
        loop {
            self.scanner.skip_space(false)?;
            if self.scanner.peek() == Some('{') {
                return Ok(labels);
            }
            if self.scanner.peek() == Some('"') {
                labels.extend(self.quoted()?);
            } else if let Some(word) = self.scanner.identifier() {
                labels.push(word.to_owned());
            } else {
                return Err(self.scanner.expected("`{`"));
            }
        }
    }

    fn skip_body(&mut self) -> Result<(), HclError> {
        let open = Open::Bracket('{', self.scanner.at());
        self.scanner.take("{");
        self.scanner.skip_nested(open)
    }

    /// The attributes of a block. Blocks in it are left out.
    fn body(&mut self, pointer: &Pointer) -> Result<Value<'a>, HclError> {
        let open = self.scanner.at();
        self.scanner.take("{");
        let mut members = ObjectBuilder::new();
        loop {
            self.scanner.skip_space(true)?;
            if self.scanner.take("}") {
                return Ok(Value::Object(members.finish(self.arena)));
            }
            if self.scanner.is_at_end() {
                return Err(HclError {
                    kind: HclErrorKind::UnclosedBracket('{'),
                    offset: open,
                });
            }
            let Some(name) = self.scanner.identifier() else {
                return Err(self.scanner.expected("an attribute"));
            };
            self.scanner.skip_space(false)?;
            if !self.scanner.take("=") {
                self.labels()?;
                self.skip_body()?;
                continue;
            }
            let value = self.attribute(&pointer.key(name))?;
            members.set(Text::Str(name), value);
            self.scanner.skip_space(false)?;
            if !matches!(self.scanner.peek(), None | Some('\n' | '}')) {
                return Err(self.scanner.expected("the end of the line"));
            }
        }
    }

    /// The value of an attribute; `jsonencode` around it makes no difference.
    fn attribute(&mut self, pointer: &Pointer) -> Result<Value<'a>, HclError> {
        self.scanner.skip_space(false)?;
        let start = self.scanner.at();
        if !self.scanner.take("jsonencode(") {
            return self.expression(pointer, true);
        }
        let inner = self.expression(pointer, false)?;
        self.scanner.skip_space(true)?;
        self.scanner.take(",");
        self.scanner.skip_space(true)?;
        if !self.scanner.take(")") {
            return Err(self.scanner.expected("`)`"));
        }
        self.finish(pointer, start, inner, true)
    }
}
