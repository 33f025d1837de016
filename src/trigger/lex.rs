//! From a trigger in our dialect to its tokens.
//!
//! All problems are collected; what can be guessed (`&&`, `==`, “quotes”) goes on as the token that was meant.

use std::ops::Range;

use super::error::{TriggerError, TriggerErrorKind, shorten};
use super::operator::Operator;
use super::units::text_of;
use crate::json::{TextBuf, is_js_whitespace, number_from_text};

/// A token and its place.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// In bytes of the trigger.
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A name with the keys behind it: `properties.products[0]["unit price"]`.
    Word(Vec<TextBuf>),
    Text(TextBuf),
    Number(f64),
    /// Something that starts like a number: `5px`, `2024-01-31`.
    Bare,
    Compare(Operator),
    Keyword(Keyword),
    Bang,
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    /// Something unreadable, already reported.
    Broken,
}

/// Declares the keywords once.
macro_rules! keywords {
    ($($variant:ident = $name:literal;)+) => {
        /// A word with a meaning of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Keyword {
            $($variant,)+
        }

        impl Keyword {
            pub(super) fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

keywords! {
    And = "and";
    Or = "or";
    Not = "not";
    In = "in";
    Null = "null";
    True = "true";
    False = "false";
}

/// Whether a character can be in a bare name.
pub(super) fn is_word(character: char) -> bool {
    match character {
        '_' | '-' | '$' => true,
        _ if character.is_ascii() => character.is_ascii_alphanumeric(),
        _ => !is_js_whitespace(character) && !is_smart_quote(character) && !character.is_control(),
    }
}

/// Whether a bare name can start with a character.
pub(super) fn is_word_start(character: char) -> bool {
    is_word(character) && !character.is_ascii_digit() && character != '-'
}

fn is_smart_quote(character: char) -> bool {
    matches!(
        character,
        '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›'
    )
}

/// All tokens and all problems.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<TriggerError>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        errors: Vec::new(),
    };
    let mut tokens: Vec<Token> = Vec::new();
    while let Some(first) = lexer.peek() {
        let start = lexer.at;
        lexer.bump();
        if is_js_whitespace(first) {
            continue;
        }
        let kind = lexer.token(first, start);
        let span = start..lexer.at;
        let is_repeated = |last: &Token| last.kind == TokenKind::Broken && last.span.end == start;
        if kind != TokenKind::Broken || !tokens.last().is_some_and(is_repeated) {
            tokens.push(Token { kind, span });
        }
    }
    (tokens, lexer.errors)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    errors: Vec<TriggerError>,
}

impl<'t> Lexer<'t> {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += next.map_or(0, char::len_utf8);
        next
    }

    fn take_while(&mut self, start: usize, belongs: impl Fn(char) -> bool) -> &'t str {
        while self.peek().is_some_and(&belongs) {
            self.bump();
        }
        self.text.get(start..self.at).unwrap_or("")
    }

    fn error(&mut self, kind: TriggerErrorKind, start: usize) {
        self.errors.push(TriggerError::new(kind, start..self.at));
    }

    fn advise(&mut self, kind: TriggerErrorKind, start: usize, help: impl Into<String>) {
        self.errors
            .push(TriggerError::new(kind, start..self.at).help(help));
    }

    fn token(&mut self, first: char, start: usize) -> TokenKind {
        match first {
            '(' => TokenKind::Open,
            ')' => TokenKind::Close,
            '[' => TokenKind::ListOpen,
            ']' => TokenKind::ListClose,
            ',' => TokenKind::Comma,
            '!' if self.peek() != Some('=') => TokenKind::Bang,
            '=' | '!' | '<' | '>' | '&' | '|' | '~' => self.sign(start),
            '"' | '\'' => TokenKind::Text(self.string(start, |closing| closing == first)),
            quote if is_smart_quote(quote) => self.smart_string(quote, start),
            '0'..='9' | '+' | '-' | '.' => self.number(start),
            word if word == '\\' || is_word_start(word) => self.word(start),
            other => {
                self.error(TriggerErrorKind::Character(other), start);
                TokenKind::Broken
            }
        }
    }

    fn sign(&mut self, start: usize) -> TokenKind {
        use Operator::{AtLeast, AtMost, Equals, Greater, Less, NotEquals};
        let sign = self.take_while(start, |next| {
            matches!(next, '=' | '<' | '>' | '&' | '|' | '~')
        });
        let (meant, kind) = match sign {
            "=" => return TokenKind::Compare(Equals),
            "!=" => return TokenKind::Compare(NotEquals),
            "<" => return TokenKind::Compare(Less),
            "<=" => return TokenKind::Compare(AtMost),
            ">" => return TokenKind::Compare(Greater),
            ">=" => return TokenKind::Compare(AtLeast),
            "==" | "===" => ("`=`", TokenKind::Compare(Equals)),
            "!==" | "<>" => ("`!=`", TokenKind::Compare(NotEquals)),
            "=<" => ("`<=`", TokenKind::Compare(AtMost)),
            "=>" => ("`>=`", TokenKind::Compare(AtLeast)),
            "&&" | "&" => ("`and`", TokenKind::Keyword(Keyword::And)),
            "||" | "|" => ("`or`", TokenKind::Keyword(Keyword::Or)),
            "~" | "=~" | "~=" => ("`match(field, \"pattern\")`", TokenKind::Broken),
            _ => ("one of `=`, `!=`, `<`, `<=`, `>`, `>=`", TokenKind::Broken),
        };
        let found = shorten(sign);
        self.advise(
            TriggerErrorKind::Foreign(found),
            start,
            format!("write {meant}"),
        );
        kind
    }

    fn number(&mut self, start: usize) -> TokenKind {
        let text = self.take_while(start, |next| {
            is_word(next) || matches!(next, '.' | '+' | ':')
        });
        if text == "." {
            let help = "write paths without spaces: `properties.total`";
            self.advise(TriggerErrorKind::Character('.'), start, help);
            return TokenKind::Broken;
        }
        let is_decimal = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
        match number_from_text(text) {
            // JavaScript prints -0 as 0, and both are equal.
            Some(number) if is_decimal => TokenKind::Number(number + 0.0),
            _ => TokenKind::Bare,
        }
    }

    fn smart_string(&mut self, quote: char, start: usize) -> TokenKind {
        let is_closing = |closing| is_smart_quote(closing) || closing == '"';
        let text = self.string(start, is_closing);
        let help = "use straight quotes: `\"`";
        self.advise(TriggerErrorKind::SmartQuote(quote), start, help);
        TokenKind::Text(text)
    }

    /// The text behind an opening quote, and the closing quote.
    fn string(&mut self, start: usize, is_closing: impl Fn(char) -> bool) -> TextBuf {
        let mut units = Vec::new();
        loop {
            let place = self.at;
            match self.bump() {
                None => {
                    let help = "close it with the quote that opened it";
                    self.advise(TriggerErrorKind::UnclosedText, start, help);
                    break;
                }
                Some(closing) if is_closing(closing) => break,
                Some('\\') => self.escape(place, &mut units),
                Some(character) => units.extend_from_slice(character.encode_utf16(&mut [0; 2])),
            }
        }
        text_of(&units)
    }

    /// What follows a backslash in a text: the escapes of JSON, and both quotes.
    fn escape(&mut self, start: usize, units: &mut Vec<u16>) {
        let Some(escaped) = self.bump() else { return };
        let unit = match escaped {
            '"' | '\'' | '\\' | '/' => u16::try_from(u32::from(escaped)).ok(),
            'b' => Some(8),
            'f' => Some(12),
            'n' => Some(u16::from(b'\n')),
            'r' => Some(u16::from(b'\r')),
            't' => Some(u16::from(b'\t')),
            'u' => {
                let digits = self
                    .text
                    .get(self.at..self.at + 4)
                    .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
                self.at += digits.map_or(0, str::len);
                digits.and_then(|digits| u16::from_str_radix(digits, 16).ok())
            }
            _ => None,
        };
        if let Some(unit) = unit {
            units.push(unit);
        } else {
            let help = r#"write `\\` for a backslash; the escapes are `\"`, `\'`, `\n`, `\r`, `\t`, `\u0041`"#;
            self.advise(TriggerErrorKind::Escape(escaped), start, help);
        }
    }

    /// A keyword, or a name with the keys behind it.
    fn word(&mut self, start: usize) -> TokenKind {
        self.at = start;
        let mut keys = Vec::new();
        self.key(&mut keys);
        let text = self.text.get(start..self.at).unwrap_or("");
        let keyword = Keyword::from_name(text);
        loop {
            let place = self.at;
            match self.peek() {
                Some('.') => {
                    self.bump();
                    self.key_behind_dot(&mut keys, place);
                }
                // `in["a", "b"]` is a list.
                Some('[') if keyword.is_none() || keys.len() > 1 => {
                    self.bump();
                    self.key_in_brackets(&mut keys, place);
                }
                _ => break,
            }
        }
        match keyword {
            Some(keyword) if self.at == start + text.len() => TokenKind::Keyword(keyword),
            _ => TokenKind::Word(keys),
        }
    }

    fn key_behind_dot(&mut self, keys: &mut Vec<TextBuf>, dot: usize) {
        if self.peek().is_some_and(is_js_whitespace) {
            self.expected("a name behind the dot", Some(' '), dot);
            self.take_while(dot, is_js_whitespace);
            if !self.peek().is_some_and(is_word) {
                return;
            }
        }
        let place = self.at;
        match self.peek() {
            Some(next) if next == '\\' || is_word(next) => self.key(keys),
            Some(quote @ ('"' | '\'')) => {
                self.bump();
                keys.push(self.string(place, |closing| closing == quote));
            }
            found => self.expected("a name behind the dot", found, dot),
        }
    }

    fn key_in_brackets(&mut self, keys: &mut Vec<TextBuf>, bracket: usize) {
        let place = self.at;
        match self.peek() {
            Some(quote @ ('"' | '\'')) => {
                self.bump();
                keys.push(self.string(place, |closing| closing == quote));
            }
            Some('0'..='9') => {
                let index = self.take_while(place, |next| next.is_ascii_digit());
                keys.push(TextBuf::from(index));
            }
            found => {
                self.expected("an index or a name in quotes", found, bracket);
                self.take_while(place, is_word);
                self.at += usize::from(self.peek() == Some(']'));
                return;
            }
        }
        match self.peek() {
            Some(']') => self.at += 1,
            found => self.expected("`]`", found, bracket),
        }
    }

    fn expected(&mut self, expected: &'static str, found: Option<char>, start: usize) {
        let found = found.map_or_else(
            || "the end".into(),
            |found| format!("`{}`", shorten(found.encode_utf8(&mut [0; 4]))),
        );
        self.error(TriggerErrorKind::Expected { expected, found }, start);
    }

    /// A bare name. As in Segment, a backslash takes the next character into the name, and names are split at `.`, `[`
    /// and `]` afterwards, also at escaped ones.
    fn key(&mut self, keys: &mut Vec<TextBuf>) {
        let start = self.at;
        let before = keys.len();
        let mut key = String::new();
        let mut finish = |key: &mut String| {
            if !key.is_empty() {
                keys.push(TextBuf::from(key.as_str()));
                key.clear();
            }
        };
        let mut is_cut = false;
        while let Some(next) = self.peek() {
            if next == '\\' {
                self.bump();
                match self.bump() {
                    Some('.' | '[' | ']') => finish(&mut key),
                    Some(escaped) => key.push(escaped),
                    None => is_cut = true,
                }
            } else if is_word(next) {
                self.bump();
                key.push(next);
            } else {
                break;
            }
        }
        finish(&mut key);
        if is_cut {
            self.error(TriggerErrorKind::LoneBackslash, self.at - 1);
        } else if keys.len() == before {
            let found = self.text.get(start..self.at).unwrap_or("");
            let found = format!("`{}`", shorten(found));
            let expected = "a name";
            self.error(TriggerErrorKind::Expected { expected, found }, start);
        }
    }
}
