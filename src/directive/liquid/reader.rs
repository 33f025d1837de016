//! Reads expressions: values, operators, filters.

use std::ops::Range;

use super::error::{LiquidError, ParseError};
use super::escape::unescape;
use super::filter::{self, Function};
use super::tree::{Argument, Call, Chain, Operand, Operator, Term, WORDS};
use super::units::{are, is, is_blank, is_digit, is_quote, is_word};
use super::value::Val;
use crate::json::{TextBuf, from_decimal};

/// How deep brackets and ranges may nest.
const MAX_DEPTH: usize = 100;

/// Reads a part of a text.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    pub(super) input: &'t [u16],
    pub(super) at: usize,
    pub(super) end: usize,
    depth: usize,
    /// Filters that do not exist, and where they stand: for warnings.
    pub(super) unknown_filters: Vec<Range<usize>>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(input: &'t [u16], at: usize, end: usize) -> Self {
        Self {
            input,
            at,
            end,
            depth: 0,
            unknown_filters: Vec::new(),
        }
    }

    /// Goes on with another part of the text.
    pub(super) fn over(&mut self, range: Range<usize>) -> &mut Self {
        self.at = range.start;
        self.end = range.end;
        self
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.end
    }

    pub(super) fn peek(&self) -> Option<u16> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<u16> {
        let at = self.at + ahead;
        self.input.get(at).copied().filter(|_| at < self.end)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'t [u16] {
        self.input.get(start..end).unwrap_or_default()
    }

    pub(super) fn error<T>(&self, error: LiquidError) -> Result<T, ParseError> {
        let units = self.at.min(self.end)..self.end;
        Err(ParseError { error, units })
    }

    pub(super) fn expected<T>(&self, what: &'static str) -> Result<T, ParseError> {
        self.error(LiquidError::Expected(what))
    }

    fn is_next(&self, character: u8) -> bool {
        self.peek().is_some_and(|unit| is(unit, character))
    }

    /// Takes a character if it is next.
    pub(super) fn take(&mut self, character: u8) -> bool {
        let found = self.is_next(character);
        self.at += usize::from(found);
        found
    }

    pub(super) fn skip_blank(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    /// Moves behind the next of these characters, or to the end.
    pub(super) fn skip_past(&mut self, character: u8) -> bool {
        while let Some(unit) = self.peek() {
            self.at += 1;
            if is(unit, character) {
                return true;
            }
        }
        false
    }

    /// Reads a word, which may be empty.
    pub(super) fn word(&mut self) -> &'t [u16] {
        self.skip_blank();
        let start = self.at;
        while self.peek().is_some_and(is_word) {
            self.at += 1;
        }
        self.slice(start, self.at)
    }

    /// The name of a tag: a word, or `#`.
    pub(super) fn tag_name(&mut self) -> &'t [u16] {
        self.skip_blank();
        if self.input.get(self.at).is_some_and(|unit| is(*unit, b'#')) {
            self.at += 1;
            return self.slice(self.at - 1, self.at);
        }
        self.word()
    }

    /// Reads an expression with its filters. What follows has to be a filter or nothing.
    pub(super) fn chain(&mut self) -> Result<Chain, ParseError> {
        let terms = self.expression()?;
        if terms.is_empty() {
            return self.expected("a value");
        }
        let mut filters = Vec::new();
        while let Some(filter) = self.filter()? {
            filters.push(filter);
        }
        Ok(Chain {
            terms: terms.into(),
            filters: filters.into(),
        })
    }

    /// Values and operators, as long as there are some, in postfix order.
    fn expression(&mut self) -> Result<Vec<Term>, ParseError> {
        let mut terms = Vec::new();
        let mut waiting: Vec<Operator> = Vec::new();
        while !self.is_at_end() {
            if let Some(operator) = self.operator() {
                let binds_less = |other: &mut Operator| other.precedence() > operator.precedence();
                while let Some(tighter) = waiting.pop_if(binds_less) {
                    terms.push(Term::Operator(tighter));
                }
                waiting.push(operator);
            } else if let Some(operand) = self.value()? {
                terms.push(Term::Operand(operand));
            } else {
                break;
            }
        }
        terms.extend(waiting.into_iter().rev().map(Term::Operator));
        Ok(terms)
    }

    fn operator(&mut self) -> Option<Operator> {
        self.skip_blank();
        let mut operators = Operator::ALL.iter();
        let operator = operators.find(|(spelling, _)| self.take_spelled(spelling));
        operator.map(|(_, operator)| *operator)
    }

    fn literal(&mut self) -> Option<Operand> {
        let mut words = WORDS.iter();
        let word = words.find(|(word, _)| self.take_spelled(word));
        word.map(|(_, value)| Operand::Literal(*value))
    }

    /// Takes an operator or a word if it is next. A word has to end where its spelling does.
    fn take_spelled(&mut self, spelling: &str) -> bool {
        let length = spelling.len();
        let end = self.at + length;
        let ends = |unit: Option<u16>| !unit.is_some_and(is_word);
        let is_next = end <= self.end
            && are(self.slice(self.at, end), spelling)
            && (ends(self.peek_at(length - 1)) || ends(self.peek_at(length)));
        if is_next {
            self.at = end;
        }
        is_next
    }

    /// Reads a value, if there is one.
    pub(super) fn value(&mut self) -> Result<Option<Operand>, ParseError> {
        if self.depth == MAX_DEPTH {
            return self.error(LiquidError::Depth);
        }
        self.depth += 1;
        self.skip_blank();
        let value = if let Some(literal) = self.literal() {
            Some(literal)
        } else if let Some(text) = self.quoted()? {
            Some(Operand::Text(text))
        } else if let Some(range) = self.range()? {
            Some(range)
        } else {
            let number = self.number();
            number.map(|number| Operand::Literal(Val::number(number)))
        };
        let members = self.members(value.is_none())?;
        self.depth -= 1;
        Ok(if members.is_empty() {
            value
        } else {
            Some(Operand::Access {
                of: value.map(Box::new),
                members: members.into(),
            })
        })
    }

    fn value_or_error(&mut self) -> Result<Operand, ParseError> {
        match self.value()? {
            Some(value) => Ok(value),
            None => self.expected("a value"),
        }
    }

    /// `.name` and `[value]`, any number of times; at the start a name without a dot.
    pub(super) fn members(&mut self, at_start: bool) -> Result<Vec<Operand>, ParseError> {
        let mut members = Vec::new();
        loop {
            if self.take(b'[') {
                let member = self.value()?;
                if !self.skip_past(b']') {
                    return self.error(LiquidError::NotClosed("`[`"));
                }
                let nothing = Operand::Text(TextBuf::from(""));
                members.push(member.unwrap_or(nothing));
                continue;
            }
            let is_first = at_start && members.is_empty();
            let first = if is_first { self.word() } else { &[] };
            if !first.is_empty() {
                members.push(Operand::Text(TextBuf::from_units(first)));
                continue;
            }
            // Two dots are those of a range.
            let is_dot = self.is_next(b'.') && !self.peek_at(1).is_some_and(|next| is(next, b'.'));
            if !is_dot {
                return Ok(members);
            }
            self.at += 1;
            let name = self.word();
            if name.is_empty() {
                return Ok(members);
            }
            members.push(Operand::Text(TextBuf::from_units(name)));
        }
    }

    /// `(from..to)`.
    fn range(&mut self) -> Result<Option<Operand>, ParseError> {
        if !self.take(b'(') {
            return Ok(None);
        }
        let from = self.value_or_error()?;
        self.skip_blank();
        if !(self.take(b'.') && self.take(b'.')) {
            return self.expected("`..`");
        }
        let to = self.value_or_error()?;
        self.skip_blank();
        if !self.take(b')') {
            return self.expected("`)`");
        }
        Ok(Some(Operand::Range(Box::new((from, to)))))
    }

    /// Digits with a sign and a point, unless they go on as a word.
    fn number(&mut self) -> Option<f64> {
        let mut length = usize::from(self.is_next(b'-') || self.is_next(b'+'));
        let mut has_digit = false;
        let mut has_point = false;
        while let Some(unit) = self.peek_at(length) {
            if is_digit(unit) {
                has_digit = true;
            } else if is(unit, b'.') && !self.peek_at(length + 1).is_some_and(|next| is(next, b'.'))
            {
                if has_point || !has_digit {
                    return None;
                }
                has_point = true;
            } else {
                break;
            }
            length += 1;
        }
        if !has_digit || self.peek_at(length).is_some_and(is_word) {
            return None;
        }
        let spelling = String::from_utf16(self.slice(self.at, self.at + length)).ok()?;
        self.at += length;
        from_decimal(&spelling)
    }

    /// A text in quotes. One that is not closed ends with the expression, without its last character.
    pub(super) fn quoted(&mut self) -> Result<Option<TextBuf>, ParseError> {
        let Some(quote) = self.peek().filter(|unit| is_quote(*unit)) else {
            return Ok(None);
        };
        let start = self.at;
        self.at += 1;
        let mut is_escaped = false;
        while let Some(unit) = self.peek() {
            self.at += 1;
            if unit == quote && !is_escaped {
                break;
            }
            is_escaped = is(unit, b'\\') && !is_escaped;
        }
        match unescape(self.slice(start, self.at)) {
            Some(units) => Ok(Some(TextBuf::from_units(&units))),
            None => self.error(LiquidError::Escape),
        }
    }

    /// `| name: argument, key: argument`.
    fn filter(&mut self) -> Result<Option<Call>, ParseError> {
        self.skip_blank();
        if self.is_at_end() {
            return Ok(None);
        }
        if !self.take(b'|') {
            return self.expected("`|` and a filter, or the end");
        }
        let name = self.word();
        if name.is_empty() {
            return if self.is_at_end() {
                Ok(None)
            } else {
                self.expected("the name of a filter")
            };
        }
        let function = self.function(name);
        self.skip_blank();
        let mut arguments = Vec::new();
        if self.is_next(b':') {
            loop {
                self.at += 1;
                arguments.extend(self.argument()?);
                self.skip_blank();
                if !self.is_next(b',') {
                    break;
                }
            }
        }
        if !self.is_at_end() && !self.is_next(b'|') {
            return self.expected("`,`, `|` or the end behind a filter");
        }
        Ok(Some(Call {
            function,
            arguments: arguments.into(),
        }))
    }

    fn function(&mut self, name: &[u16]) -> Option<Function> {
        let function = String::from_utf16(name)
            .ok()
            .and_then(|name| filter::named(&name));
        if function.is_none() {
            self.unknown_filters.push(self.at - name.len()..self.at);
        }
        function
    }

    fn argument(&mut self) -> Result<Option<Argument>, ParseError> {
        self.skip_blank();
        let start = self.at;
        let Some(value) = self.value()? else {
            return Ok(None);
        };
        let end = self.at;
        self.skip_blank();
        Ok(Some(if self.take(b':') {
            Argument {
                key: Some(TextBuf::from_units(self.slice(start, end))),
                value: self.value()?,
            }
        } else {
            Argument {
                key: None,
                value: Some(value),
            }
        }))
    }
}
