//! From a trigger in our dialect to its condition tree: `and` binds tighter than `or`, and every problem is reported.

mod call;
mod comparison;
mod field;

use std::ops::Range;

use super::error::{TriggerError, TriggerErrorKind, shorten};
use super::field::Scope;
use super::lex::{Keyword, Token, TokenKind, lex};
use super::tree::{Condition, Connective, Group};
use crate::json::TextBuf;
use crate::limits::{MAX_TRIGGER_DEPTH, MAX_TRIGGER_ERRORS};

/// Parses a whole trigger. With the condition come the spans of its single conditions, as the tree has them in order.
pub(super) fn parse(text: &str) -> Result<(Condition, Vec<Range<usize>>), Vec<TriggerError>> {
    let (tokens, errors) = lex(text);
    if tokens.is_empty() {
        let empty = TriggerError::new(TriggerErrorKind::Empty, 0..text.len());
        return Err(vec![empty.help("write `true` for every event")]);
    }
    let mut parser = Parser {
        text,
        tokens: &tokens,
        at: 0,
        depth: 0,
        scope: Scope::Event,
        errors,
        has_given_up: false,
        spans: Vec::new(),
    };
    let condition = parser.trigger();
    if parser.errors.is_empty() && condition.depth() > MAX_TRIGGER_DEPTH {
        parser.error(TriggerErrorKind::TooDeep, 0..text.len());
    }
    let mut errors = parser.errors;
    if errors.is_empty() {
        return Ok((condition, parser.spans));
    }
    errors.sort_by_key(|error| error.span.start);
    errors.truncate(MAX_TRIGGER_ERRORS);
    Err(errors)
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    /// How many parentheses are open.
    depth: usize,
    scope: Scope,
    errors: Vec<TriggerError>,
    /// Nothing is reported any more.
    has_given_up: bool,
    /// Where the single conditions are.
    spans: Vec<Range<usize>>,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&'t TokenKind> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<&'t TokenKind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    /// Takes a token if it is next.
    fn take(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == Some(kind);
        self.at += usize::from(found);
        found
    }

    /// The place of the next token, or the end.
    fn span(&self) -> Range<usize> {
        let end = self.text.len();
        self.tokens
            .get(self.at)
            .map_or(end..end, |token| token.span.clone())
    }

    fn error(&mut self, kind: TriggerErrorKind, span: Range<usize>) {
        self.report(TriggerError::new(kind, span));
    }

    fn report(&mut self, error: TriggerError) {
        if !self.has_given_up {
            self.errors.push(error);
        }
    }

    /// Reports that the next token is not what could stand here. What could not be read was reported before.
    fn expected(&mut self, expected: &'static str, help: Option<String>) {
        if self.peek() == Some(&TokenKind::Broken) {
            return;
        }
        let span = self.span();
        let found = match self.text.get(span.clone()) {
            Some("") | None => "the end".into(),
            Some(found) => format!("`{}`", shorten(found)),
        };
        let kind = TriggerErrorKind::Expected { expected, found };
        self.report(TriggerError {
            help,
            ..TriggerError::new(kind, span)
        });
    }

    /// Skips to where the next condition could start, or the parentheses end.
    fn recover(&mut self) {
        let mut open = 0_usize;
        while let Some(kind) = self.peek() {
            match kind {
                TokenKind::Keyword(Keyword::And | Keyword::Or) | TokenKind::Close if open == 0 => {
                    return;
                }
                TokenKind::Open => open += 1,
                TokenKind::Close => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// The whole trigger.
    fn trigger(&mut self) -> Condition {
        let mut condition = self.disjunction();
        while self.at < self.tokens.len() {
            // Nothing but a closing parenthesis stops a disjunction.
            self.error(TriggerErrorKind::UnopenedParenthesis, self.span());
            while self.take(&TokenKind::Close) {}
            if self.at < self.tokens.len() {
                self.at += usize::from(self.connective() == Some(Connective::Or));
                condition = self.disjunction();
            }
        }
        condition.into_root()
    }

    /// Conditions joined by `or`.
    fn disjunction(&mut self) -> Condition {
        let mut children = vec![self.conjunction()];
        while self.take(&TokenKind::Keyword(Keyword::Or)) {
            children.push(self.conjunction());
        }
        joined(Connective::Or, children)
    }

    /// Conditions joined by `and`.
    fn conjunction(&mut self) -> Condition {
        let mut children = vec![self.condition()];
        while self.connective() == Some(Connective::And) {
            children.push(self.condition());
        }
        joined(Connective::And, children)
    }

    /// Which connective follows. `and` is taken, `or` is left; a missing one is reported and counts as `and`.
    fn connective(&mut self) -> Option<Connective> {
        loop {
            match self.peek() {
                None | Some(TokenKind::Close) => return None,
                Some(TokenKind::Keyword(Keyword::Or)) => return Some(Connective::Or),
                Some(TokenKind::Keyword(Keyword::And)) => {
                    self.at += 1;
                    return Some(Connective::And);
                }
                Some(TokenKind::Word(keys)) => {
                    let capital = ["and", "or"].into_iter().find(|word| is_word(keys, word));
                    let Some(meant) = capital else {
                        self.error(TriggerErrorKind::MissingConnective, self.span());
                        return Some(Connective::And);
                    };
                    self.foreign(meant);
                    self.at += 1;
                    return Some(Connective::And);
                }
                Some(
                    TokenKind::Open
                    | TokenKind::Bang
                    | TokenKind::Keyword(Keyword::Not | Keyword::True | Keyword::False),
                ) => {
                    self.error(TriggerErrorKind::MissingConnective, self.span());
                    return Some(Connective::And);
                }
                Some(_) => {
                    self.expected("`and`, `or` or the end of the condition", None);
                    self.at += 1;
                    self.recover();
                }
            }
        }
    }

    /// Reports the next token as a sign or word that is written otherwise here.
    fn foreign(&mut self, meant: &str) {
        let span = self.span();
        let found = shorten(self.text.get(span.clone()).unwrap_or(""));
        let error = TriggerError::new(TriggerErrorKind::Foreign(found), span);
        self.report(error.help(format!("write `{meant}`")));
    }

    fn condition(&mut self) -> Condition {
        let start = self.span();
        match self.peek() {
            Some(TokenKind::Bang) => self.negation("!", start),
            Some(TokenKind::Keyword(Keyword::Not)) => self.negation("not", start),
            Some(TokenKind::Word(keys)) if self.is_call() && is_word(keys, "not") => {
                self.foreign("not");
                self.negation("not", start)
            }
            _ => self.plain_condition(false),
        }
    }

    /// `!` or `not`, which is next, and what it negates.
    fn negation(&mut self, sign: &'static str, start: Range<usize>) -> Condition {
        self.at += 1;
        match self.peek() {
            Some(TokenKind::Open) => self.plain_condition(false).not(),
            Some(TokenKind::Word(_)) if self.is_call() => {
                let place = self.spans.len();
                let condition = self.plain_condition(true);
                if let Some(span) = self.spans.get_mut(place) {
                    span.start = start.start;
                }
                condition
            }
            None => {
                self.error(TriggerErrorKind::BareNegation(sign), start);
                Condition::constant(false)
            }
            _ => {
                let kind = TriggerErrorKind::BareNegation(sign);
                let help =
                    "write `!( … )` around the condition, or `!=` between the field and the value";
                self.report(TriggerError::new(kind, start).help(help));
                while self.take(&TokenKind::Bang) || self.take(&TokenKind::Keyword(Keyword::Not)) {}
                self.plain_condition(false)
            }
        }
    }

    /// Whether a name and a parenthesis follow.
    fn is_call(&self) -> bool {
        matches!(self.peek(), Some(TokenKind::Word(_))) && self.peek_at(1) == Some(&TokenKind::Open)
    }

    /// A condition without a sign before it. Of functions, the negated form may be asked for.
    fn plain_condition(&mut self, negated: bool) -> Condition {
        if self.peek() == Some(&TokenKind::Open) {
            let condition = self.parenthesised();
            return self.or_recover(condition);
        }
        let place = self.spans.len();
        self.spans.push(self.span());
        let condition = match self.peek() {
            Some(TokenKind::Keyword(word @ (Keyword::True | Keyword::False))) => {
                self.at += 1;
                Some(Condition::constant(*word == Keyword::True))
            }
            Some(TokenKind::Word(keys)) if self.is_call() => self.call(keys, negated),
            Some(TokenKind::Word(keys)) => self.comparison(keys),
            Some(TokenKind::Text(_) | TokenKind::Number(_) | TokenKind::Bare) => {
                let help = "a condition starts with a member of the event: `type = \"track\"`";
                self.expected("a condition", Some(help.into()));
                None
            }
            _ => {
                self.expected("a condition", None);
                None
            }
        };
        let end = self
            .at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last));
        if let (Some(span), Some(last)) = (self.spans.get_mut(place), end) {
            span.end = last.span.end;
        }
        self.or_recover(condition)
    }

    /// The condition, or anything at all after what could not be read.
    fn or_recover(&mut self, condition: Option<Condition>) -> Condition {
        condition.unwrap_or_else(|| {
            self.recover();
            Condition::constant(false)
        })
    }

    /// Enters a parenthesis, which is next. `None` when there are too many of them.
    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_TRIGGER_DEPTH {
            self.error(TriggerErrorKind::TooDeep, self.span());
            self.has_given_up = true;
            self.at = self.tokens.len();
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Leaves a parenthesis.
    fn leave(&mut self, open: Range<usize>) {
        self.depth -= 1;
        if !self.take(&TokenKind::Close) {
            self.error(TriggerErrorKind::UnclosedParenthesis, open);
        }
    }

    fn parenthesised(&mut self) -> Option<Condition> {
        let open = self.span();
        self.enter()?;
        let condition = self.disjunction();
        self.leave(open);
        Some(condition)
    }
}

/// Whether a name is a word in any mix of capitals.
fn is_word(keys: &[TextBuf], word: &str) -> bool {
    matches!(keys, [TextBuf::Str(key)] if key.eq_ignore_ascii_case(word))
}

fn joined(connective: Connective, mut children: Vec<Condition>) -> Condition {
    if children.len() > 1 {
        return Condition::Group(Group {
            connective,
            children,
        });
    }
    children.pop().unwrap_or(Condition::constant(true))
}
