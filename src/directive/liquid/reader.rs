//! Reads expressions: values, operators, filters.

use std::ops::Range;

use super::error::LiquidError;
use super::escape::unescape;
use super::filter;
use super::tree::{Code, Op, Operator, WORDS};
use super::units::{are, is, is_blank, is_digit, is_quote, is_word, string};
use super::value::{UNDEFINED, Val};
use crate::json::{TextBuf, from_decimal};

/// How deep brackets and ranges may nest.
const MAX_DEPTH: usize = 100;

/// A [`LiquidError`] in the text, in UTF-16 code units.
#[derive(Debug)]
pub(super) struct ParseError {
    pub(super) error: LiquidError,
    pub(super) units: Range<usize>,
}

/// What was read of a text, or what is wrong with it.
pub(super) type Read<T> = Result<T, Box<ParseError>>;

/// An error at a place of the text.
#[cold]
#[inline(never)]
pub(super) fn fail<T>(error: LiquidError, units: &Range<usize>) -> Read<T> {
    let units = units.clone();
    Err(Box::new(ParseError { error, units }))
}

/// Reads a part of a text.
#[derive(Debug)]
pub(super) struct Reader<'t> {
    pub(super) input: &'t [u16],
    pub(super) at: usize,
    pub(super) end: usize,
    depth: usize,
    code: Vec<Op>,
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
            code: Vec::new(),
            unknown_filters: Vec::new(),
        }
    }

    /// Goes on with another part of the text.
    pub(super) fn over(&mut self, range: &Range<usize>) -> &mut Self {
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

    pub(super) fn error<T>(&self, error: LiquidError) -> Read<T> {
        fail(error, &(self.at.min(self.end)..self.end))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn expected<T>(&self, what: &'static str) -> Read<T> {
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
    pub(super) fn chain(&mut self) -> Read<Code> {
        self.expression()?;
        if self.code.is_empty() {
            return self.expected("a value");
        }
        while self.filter()? {}
        Ok(self.code())
    }

    /// Reads a value, if there is one.
    pub(super) fn operand(&mut self) -> Read<Option<Code>> {
        Ok(self.value()?.then(|| self.code()))
    }

    /// What has been read since the last time.
    pub(super) fn code(&mut self) -> Code {
        std::mem::take(&mut self.code).into()
    }

    #[inline(never)]
    fn push(&mut self, op: Op) {
        self.code.push(op);
    }

    fn push_text(&mut self, text: &[u16]) {
        self.push(Op::Text(TextBuf::from_units(text)));
    }

    /// Values and operators, as long as there are some.
    fn expression(&mut self) -> Read<()> {
        let mut waiting: Vec<Operator> = Vec::new();
        while !self.is_at_end() {
            if let Some(operator) = self.operator() {
                let least = operator.precedence() + 1;
                self.push_waiting(&mut waiting, least);
                waiting.push(operator);
            } else if !self.value()? {
                break;
            }
        }
        self.push_waiting(&mut waiting, 0);
        Ok(())
    }

    /// Adds the operators on top that bind at least so tightly.
    fn push_waiting(&mut self, waiting: &mut Vec<Operator>, least: u8) {
        while let Some(operator) = waiting.last().copied()
            && operator.precedence() >= least
        {
            waiting.pop();
            self.push(Op::Operator(operator));
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        self.skip_blank();
        let mut operators = Operator::SPELLED.iter();
        let operator = operators.find(|(spelling, _)| self.take_spelled(spelling));
        operator.map(|(_, operator)| *operator)
    }

    fn literal(&mut self) -> bool {
        let mut words = WORDS.iter();
        let word = words.find(|(word, _)| self.take_spelled(word));
        if let Some((_, value)) = word {
            self.push(Op::Literal(*value));
        }
        word.is_some()
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

    /// Reads a value, and tells whether there is one.
    fn value(&mut self) -> Read<bool> {
        if self.depth == MAX_DEPTH {
            return self.error(LiquidError::Depth);
        }
        self.depth += 1;
        self.skip_blank();
        let has_value = self.literal() || self.text()? || self.range()? || self.number();
        let is_there = self.members(has_value)?;
        self.depth -= 1;
        Ok(is_there)
    }

    fn value_or_error(&mut self) -> Read<()> {
        if self.value()? {
            return Ok(());
        }
        self.expected("a value")
    }

    /// `.name` and `[value]`, any number of times; without a value before them, the first one is a variable, which needs
    /// no dot. Tells whether there is a value now.
    pub(super) fn members(&mut self, mut has_value: bool) -> Read<bool> {
        loop {
            if self.take(b'[') {
                if !self.value()? {
                    self.push_text(&[]);
                }
                if !self.skip_past(b']') {
                    return self.error(LiquidError::NotClosed("`[`"));
                }
            } else {
                let mut name = if has_value { &[] } else { self.word() };
                if name.is_empty() {
                    // Two dots are those of a range.
                    let is_range = self.peek_at(1).is_some_and(|next| is(next, b'.'));
                    if is_range || !self.take(b'.') {
                        return Ok(has_value);
                    }
                    name = self.word();
                    if name.is_empty() {
                        return Ok(has_value);
                    }
                }
                self.push_text(name);
            }
            self.push(Op::Operator(if has_value {
                Operator::Member
            } else {
                Operator::Variable
            }));
            has_value = true;
        }
    }

    /// `(from..to)`.
    fn range(&mut self) -> Read<bool> {
        if !self.take(b'(') {
            return Ok(false);
        }
        self.value_or_error()?;
        self.skip_blank();
        if !(self.take(b'.') && self.take(b'.')) {
            return self.expected("`..`");
        }
        self.value_or_error()?;
        self.skip_blank();
        if !self.take(b')') {
            return self.expected("`)`");
        }
        self.push(Op::Operator(Operator::Range));
        Ok(true)
    }

    /// Digits with a sign and a point, unless they go on as a word.
    fn number(&mut self) -> bool {
        let mut length = usize::from(self.is_next(b'-') || self.is_next(b'+'));
        let mut has_digit = false;
        let mut has_point = false;
        while let Some(unit) = self.peek_at(length) {
            if is_digit(unit) {
                has_digit = true;
            } else if is(unit, b'.') && !self.peek_at(length + 1).is_some_and(|next| is(next, b'.'))
            {
                if has_point || !has_digit {
                    return false;
                }
                has_point = true;
            } else {
                break;
            }
            length += 1;
        }
        if !has_digit || self.peek_at(length).is_some_and(is_word) {
            return false;
        }
        let spelling = string(self.slice(self.at, self.at + length));
        self.at += length;
        let number = from_decimal(&spelling).unwrap_or(f64::NAN);
        self.push(Op::Literal(Val::number(number)));
        true
    }

    fn text(&mut self) -> Read<bool> {
        let Some(text) = self.quoted()? else {
            return Ok(false);
        };
        self.push(Op::Text(text));
        Ok(true)
    }

    /// A text in quotes. One that is not closed ends with the expression, without its last character.
    pub(super) fn quoted(&mut self) -> Read<Option<TextBuf>> {
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

    /// `| name: argument, key: argument`. Tells whether there is one.
    fn filter(&mut self) -> Read<bool> {
        self.skip_blank();
        if self.is_at_end() {
            return Ok(false);
        }
        if !self.take(b'|') {
            return self.expected("`|` and a filter, or the end");
        }
        let name = self.word();
        if name.is_empty() {
            return if self.is_at_end() {
                Ok(false)
            } else {
                self.expected("the name of a filter")
            };
        }
        let function = filter::named(&string(name));
        if function.is_none() {
            self.unknown_filters.push(self.at - name.len()..self.at);
        }
        self.skip_blank();
        let mut arguments = 0;
        if self.is_next(b':') {
            loop {
                self.at += 1;
                arguments += usize::from(self.argument()?);
                self.skip_blank();
                if !self.is_next(b',') {
                    break;
                }
            }
        }
        if !self.is_at_end() && !self.is_next(b'|') {
            return self.expected("`,`, `|` or the end behind a filter");
        }
        self.push(Op::Filter(function, arguments));
        Ok(true)
    }

    /// A value, or a key and a value, if there is one.
    fn argument(&mut self) -> Read<bool> {
        self.skip_blank();
        let (start, before) = (self.at, self.code.len());
        if !self.value()? {
            return Ok(false);
        }
        let key = self.slice(start, self.at);
        self.skip_blank();
        if self.take(b':') {
            // What was read as a value is the key.
            self.code.truncate(before);
            if !self.value()? {
                self.push(Op::Literal(UNDEFINED));
            }
            self.push(Op::Pair(TextBuf::from_units(key)));
        }
        Ok(true)
    }
}
