//! Values: texts, numbers, booleans, lists and objects. What has to be computed is a missing value.

use super::scan::Open;
use super::{HclError, HclErrorKind, Parser};
use crate::diagnostic::Pointer;
use crate::json::{Number, ObjectBuilder, Text, Value};
use crate::limits::MAX_JSON_DEPTH;

impl<'a> Parser<'a> {
    /// Reads an expression up to what ends it.
    pub(super) fn expression(
        &mut self,
        pointer: &Pointer,
        line_ends: bool,
    ) -> Result<Value<'a>, HclError> {
        self.scanner.skip_space(!line_ends)?;
        let start = self.scanner.at();
        let value = self.literal(pointer)?;
        self.finish(pointer, start, value, line_ends)
    }

    /// Takes a value for the expression that began at `start`, unless the expression goes on behind it.
    pub(super) fn finish(
        &mut self,
        pointer: &Pointer,
        start: usize,
        value: Value<'a>,
        line_ends: bool,
    ) -> Result<Value<'a>, HclError> {
        let end = self.scanner.at();
        self.scanner.skip_space(!line_ends)?;
        let is_over = match self.scanner.peek() {
            None | Some(',' | ')' | ']' | '}') => true,
            Some(next) => next == '\n' && line_ends,
        };
        self.scanner.rewind(end);
        if value != Value::Undefined && is_over {
            self.spans.insert(pointer, start..end, self.arena);
            return Ok(value);
        }
        self.scanner.skip_expression(line_ends)?;
        if self.scanner.at() == start {
            return Err(self.scanner.expected("a value"));
        }
        let end = self.scanner.at();
        self.spans.insert(pointer, start..end, self.arena);
        Ok(Value::Undefined)
    }

    /// Reads a fixed value; a missing one where something else begins.
    fn literal(&mut self, pointer: &Pointer) -> Result<Value<'a>, HclError> {
        let text = |text: Option<String>, arena: &'a crate::json::Arena| {
            text.map_or(Value::Undefined, |text| Value::text(arena.text(&text)))
        };
        Ok(match self.scanner.peek() {
            Some('"') => text(self.quoted()?, self.arena),
            Some('<') => match self.scanner.heredoc()? {
                Some((lines, is_indented)) => text(heredoc_text(&lines, is_indented), self.arena),
                None => Value::Undefined,
            },
            Some('[') => self.nested(pointer, Self::list)?,
            Some('{') => self.nested(pointer, Self::object_literal)?,
            Some('-' | '0'..='9') => self.number(),
            _ => {
                let start = self.scanner.at();
                match self.scanner.identifier() {
                    Some("true") => Value::Bool(true),
                    Some("false") => Value::Bool(false),
                    Some("null") => Value::Null,
                    _ => {
                        self.scanner.rewind(start);
                        Value::Undefined
                    }
                }
            }
        })
    }

    fn nested(
        &mut self,
        pointer: &Pointer,
        read: fn(&mut Self, &Pointer) -> Result<Value<'a>, HclError>,
    ) -> Result<Value<'a>, HclError> {
        if self.depth == MAX_JSON_DEPTH {
            return Err(self.scanner.error(HclErrorKind::Depth));
        }
        self.depth += 1;
        let value = read(self, pointer)?;
        self.depth -= 1;
        Ok(value)
    }

    /// The rest of a bracket in which Terraform computes the content.
    fn skip_computed(&mut self, open: Open) -> Result<Value<'a>, HclError> {
        self.scanner.skip_nested(open)?;
        Ok(Value::Undefined)
    }

    fn list(&mut self, pointer: &Pointer) -> Result<Value<'a>, HclError> {
        let open = Open::Bracket('[', self.scanner.at());
        self.scanner.take("[");
        self.scanner.skip_space(true)?;
        if self.is_loop() {
            return self.skip_computed(open);
        }
        let mut values = Vec::new();
        loop {
            self.scanner.skip_space(true)?;
            if self.scanner.take("]") {
                return Ok(Value::Array(self.arena.array(&values)));
            }
            values.push(self.expression(&pointer.index(values.len()), false)?);
            self.scanner.skip_space(true)?;
            if !self.scanner.take(",") && self.scanner.peek() != Some(']') {
                return Err(self.scanner.expected("`,` or `]`"));
            }
        }
    }

    fn object_literal(&mut self, pointer: &Pointer) -> Result<Value<'a>, HclError> {
        let open = Open::Bracket('{', self.scanner.at());
        self.scanner.take("{");
        self.scanner.skip_space(true)?;
        if self.is_loop() {
            return self.skip_computed(open);
        }
        let mut members = ObjectBuilder::new();
        loop {
            self.scanner.skip_space(true)?;
            if self.scanner.take("}") {
                return Ok(Value::Object(members.finish(self.arena)));
            }
            let Some(key) = self.key()? else {
                return self.skip_computed(open);
            };
            self.scanner.skip_space(true)?;
            if !self.scanner.take("=") && !self.scanner.take(":") {
                return Err(self.scanner.expected("`=` or `:`"));
            }
            let value = self.expression(&pointer.key(key), true)?;
            members.set(Text::Str(key), value);
            self.scanner.skip_space(false)?;
            if !self.scanner.take(",") && !matches!(self.scanner.peek(), Some('\n' | '}')) {
                return Err(self.scanner.expected("`,`, `}` or the end of the line"));
            }
        }
    }

    /// A key of an object. `None` when Terraform has to compute it.
    fn key(&mut self) -> Result<Option<&'a str>, HclError> {
        match self.scanner.peek() {
            Some('"') => Ok(self.quoted()?.map(|key| self.arena.text(&key))),
            Some('(') => Ok(None),
            Some('0'..='9') => Ok(Some(self.scanner.take_while(|c| c.is_ascii_digit()))),
            _ => match self.scanner.identifier() {
                Some(key) => Ok(Some(key)),
                None => Err(self.scanner.expected("a key")),
            },
        }
    }

    /// Whether a list or an object is computed by `for`.
    fn is_loop(&mut self) -> bool {
        let start = self.scanner.at();
        let is_for = self.scanner.identifier() == Some("for");
        let goes_on = !self
            .scanner
            .take_while(|c| c.is_ascii_whitespace())
            .is_empty()
            && self.scanner.identifier().is_some();
        self.scanner.rewind(start);
        is_for && goes_on
    }

    fn number(&mut self) -> Value<'a> {
        let digits = |parser: &mut Self| parser.scanner.take_while(|c| c.is_ascii_digit());
        let mut literal = String::new();
        if self.scanner.take("-") {
            literal.push('-');
        }
        let integer = digits(self);
        if integer.is_empty() {
            return Value::Undefined;
        }
        let significant = integer.trim_start_matches('0');
        literal.push_str(if significant.is_empty() {
            "0"
        } else {
            significant
        });
        let behind_integer = self.scanner.at();
        if self.scanner.take(".") {
            let fraction = digits(self);
            if fraction.is_empty() {
                self.scanner.rewind(behind_integer);
            } else {
                literal.push('.');
                literal.push_str(fraction);
            }
        }
        let behind_fraction = self.scanner.at();
        if self.scanner.take("e") || self.scanner.take("E") {
            let sign = ["+", "-"].into_iter().find(|sign| self.scanner.take(sign));
            let exponent = digits(self);
            if exponent.is_empty() {
                self.scanner.rewind(behind_fraction);
            } else {
                literal.push('e');
                literal.push_str(sign.unwrap_or(""));
                literal.push_str(exponent);
            }
        }
        Value::Number(Number::Literal(self.arena.text(&literal)))
    }

    /// A text in quotes. `None` when Terraform has to compute it.
    pub(super) fn quoted(&mut self) -> Result<Option<String>, HclError> {
        let start = self.scanner.at();
        let unclosed = HclError {
            kind: HclErrorKind::UnclosedText,
            offset: start,
        };
        self.scanner.take("\"");
        let mut text = String::new();
        loop {
            if let Some(escaped) = self.escaped_sign() {
                text.push_str(escaped);
                continue;
            }
            let rest = self.scanner.rest();
            if rest.starts_with("${") || rest.starts_with("%{") {
                self.scanner.skip_nested(Open::Quote(start))?;
                return Ok(None);
            }
            match self.scanner.advance() {
                None | Some('\n') => return Err(unclosed),
                Some('"') => return Ok(Some(text)),
                Some('\\') => text.push(self.escape()?),
                Some(other) => text.push(other),
            }
        }
    }

    /// Takes `$${` or `%%{`, which stand for `${` and `%{`.
    fn escaped_sign(&mut self) -> Option<&'static str> {
        ESCAPED_SIGNS
            .iter()
            .find(|(escaped, _)| self.scanner.take(escaped))
            .map(|(_, sign)| *sign)
    }

    /// The character of an escape, behind its backslash.
    fn escape(&mut self) -> Result<char, HclError> {
        let malformed = self.scanner.error(HclErrorKind::Escape);
        let digits = match self.scanner.advance() {
            Some('n') => return Ok('\n'),
            Some('r') => return Ok('\r'),
            Some('t') => return Ok('\t'),
            Some(itself @ ('"' | '\\')) => return Ok(itself),
            Some('u') => 4,
            Some('U') => 8,
            _ => return Err(malformed),
        };
        let mut code = 0_u32;
        for _ in 0..digits {
            let digit = self.scanner.advance().and_then(|digit| digit.to_digit(16));
            code = (code << 4) | digit.ok_or(malformed)?;
        }
        char::from_u32(code).ok_or(malformed)
    }
}

const ESCAPED_SIGNS: [(&str, &str); 2] = [("$${", "${"), ("%%{", "%{")];

/// A template in which nothing is computed.
pub(super) fn literal_text(template: &str) -> Option<String> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("${") || rest.starts_with("%{") {
            return None;
        }
        let escaped = ESCAPED_SIGNS
            .iter()
            .find_map(|(escaped, sign)| Some((rest.strip_prefix(escaped)?, *sign)));
        if let Some((after, sign)) = escaped {
            text.push_str(sign);
            rest = after;
        } else {
            text.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or("");
        }
    }
    Some(text)
}

/// The text of a heredoc. Of indented lines, what all lines with content have in common is taken off.
fn heredoc_text(lines: &[&str], is_indented: bool) -> Option<String> {
    let indentation = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count();
    let has_content = |line: &&&str| !line.trim().is_empty();
    let common = lines
        .iter()
        .filter(has_content)
        .map(|line| indentation(line))
        .min();
    let common = common.filter(|_| is_indented).unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        let removed = if line.trim().is_empty() { 0 } else { common };
        text.extend(line.chars().skip(removed));
    }
    literal_text(&text)
}
