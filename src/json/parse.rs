//! From JSON text to a tree that borrows from it.

use super::scan::plain_length;
use super::{
    Arena, Member, Number, Object, ObjectBuilder, Text, TextBuilder, Value, canonical_index,
};
use crate::diagnostic::{Code, Diagnostic, Location, Pointer, Source};
use crate::limits::MAX_JSON_DEPTH;

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Where, in bytes from the start of the text.
    pub offset: usize,
}

impl JsonError {
    /// The error as a finding about `text`, which was parsed.
    pub fn to_diagnostic(self, text: &str, source: Source) -> Diagnostic {
        let before = text.get(..self.offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let kind = self.kind;
        let message = format!("not JSON: {kind} (line {line}, column {column})");
        let location = Location {
            source,
            pointer: Pointer::root(),
            span: Some(self.offset..self.offset),
        };
        Diagnostic::new(Code::JsonSyntax, message).at(location)
    }
}

/// What can be wrong with a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// Nothing but white space, or a list or object that just stops, as in `{"a":`.
    #[error("unexpected end of JSON")]
    End,
    /// Something that starts no value, as in `{"a": x}`.
    #[error("expected a value")]
    Value,
    /// A member without a quoted name, as in `{a: 1}`.
    #[error("expected a member name in double quotes")]
    Key,
    /// A name without a colon, as in `{"a" 1}`.
    #[error("expected `:` after a member name")]
    Colon,
    /// Two values without a comma, as in `[1 2]`.
    #[error("expected `,` or the end of the list or object")]
    Comma,
    /// Something behind the value, as in `{} x`.
    #[error("unexpected text after the JSON value")]
    Trailing,
    /// A number JSON does not know, as in `01` or `1.`.
    #[error("malformed number")]
    Number,
    /// A string without its closing quote, or with a raw line break or control character in it.
    #[error("string is not closed, or has a raw control character in it")]
    String,
    /// An escape JSON does not know, as in `"\x41"`.
    #[error("malformed escape in a string")]
    Escape,
    /// More levels than [`MAX_JSON_DEPTH`].
    #[error("nested deeper than {MAX_JSON_DEPTH} levels")]
    Depth,
}

/// Parses one JSON value.
///
/// Of members with the same name the last one counts, at the place of the first, as in JavaScript.
///
/// # Errors
///
/// A [`JsonError`] when the text is not JSON (RFC 8259) or nests deeper than [`MAX_JSON_DEPTH`].
///
/// ```
/// use friendbuy_edge::json::{Arena, parse};
/// let arena = Arena::new();
/// let value = parse(r#"{"total": 5.10, "10": true}"#, &arena)?;
/// assert_eq!(value.to_json(), r#"{"10":true,"total":5.1}"#);
/// # Ok::<(), friendbuy_edge::json::JsonError>(())
/// ```
pub fn parse<'a>(text: &'a str, arena: &'a Arena) -> Result<Value<'a>, JsonError> {
    let mut parser = Parser::new(text, arena);
    let value = parser.value()?;
    parser.finish()?;
    Ok(value)
}

/// How many members are usually in objects that are open at the same time.
const OPEN_MEMBERS: usize = 32;

pub(super) struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    arena: &'a Arena,
    /// Elements of the lists that are still open, the innermost on top.
    values: Vec<Value<'a>>,
    /// Members of the objects that are still open, the innermost on top.
    members: Vec<Member<'a>>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, arena: &'a Arena) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            depth: 0,
            arena,
            values: Vec::new(),
            members: Vec::with_capacity(OPEN_MEMBERS),
        }
    }

    /// Makes sure that nothing follows the value.
    pub(super) fn finish(&mut self) -> Result<(), JsonError> {
        self.skip_whitespace();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error(JsonErrorKind::Trailing)),
        }
    }

    pub(super) fn error(&self, kind: JsonErrorKind) -> JsonError {
        let kind = if self.at >= self.bytes.len() && kind != JsonErrorKind::String {
            JsonErrorKind::End
        } else {
            kind
        };
        JsonError {
            kind,
            offset: self.at,
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(super) fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes a byte if it is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn slice(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or("")
    }

    pub(super) fn value(&mut self) -> Result<Value<'a>, JsonError> {
        self.skip_whitespace();
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err(self.error(JsonErrorKind::Value)),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, JsonError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.error(JsonErrorKind::Value));
        }
        self.at += word.len();
        Ok(value)
    }

    /// Parses a list or an object, one level deeper.
    pub(super) fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, JsonError>,
    ) -> Result<T, JsonError> {
        if self.depth == MAX_JSON_DEPTH {
            return Err(self.error(JsonErrorKind::Depth));
        }
        self.depth += 1;
        self.at += 1;
        let value = parse(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Value<'a>, JsonError> {
        let first = self.values.len();
        self.skip_whitespace();
        if !self.take(b']') {
            loop {
                let value = self.value()?;
                self.values.push(value);
                if self.close_or_comma(b']')? {
                    break;
                }
            }
        }
        let values = self.values.get(first..).unwrap_or_default();
        let values = self.arena.array(values);
        self.values.truncate(first);
        Ok(Value::Array(values))
    }

    fn object(&mut self) -> Result<Value<'a>, JsonError> {
        let (object, _) = self.members(|parser, _| parser.value().map(Some))?;
        Ok(Value::Object(object))
    }

    /// Parses the members of an object; `read` parses, or passes over, the value of each. Also says whether the object
    /// is another than its members in a row: a key was repeated, or JavaScript has them in another order.
    pub(super) fn members(
        &mut self,
        mut read: impl FnMut(&mut Self, Text<'a>) -> Result<Option<Value<'a>>, JsonError>,
    ) -> Result<(Object<'a>, bool), JsonError> {
        let first = self.members.len();
        self.skip_whitespace();
        if !self.take(b'}') {
            loop {
                let key = self.key()?;
                if let Some(value) = read(self, key)? {
                    self.members.push(Member { key, value });
                }
                if self.close_or_comma(b'}')? {
                    break;
                }
            }
        }
        let members = self.members.get(first..).unwrap_or_default();
        let object = into_object(members, self.arena);
        self.members.truncate(first);
        Ok(object)
    }

    /// Parses the name of a member, and the colon behind it.
    fn key(&mut self) -> Result<Text<'a>, JsonError> {
        self.skip_whitespace();
        if self.peek() != Some(b'"') {
            return Err(self.error(JsonErrorKind::Key));
        }
        let key = self.string()?;
        self.skip_whitespace();
        if !self.take(b':') {
            return Err(self.error(JsonErrorKind::Colon));
        }
        Ok(key)
    }

    /// Passes over a value, having made sure that it is one.
    pub(super) fn skip(&mut self) -> Result<(), JsonError> {
        self.skip_whitespace();
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(open @ (b'{' | b'[')) => self.nested(|parser| parser.skip_inside(open)),
            _ => self.value().map(|_| ()),
        }
    }

    fn skip_inside(&mut self, open: u8) -> Result<(), JsonError> {
        let is_object = open == b'{';
        let close = if is_object { b'}' } else { b']' };
        self.skip_whitespace();
        if self.take(close) {
            return Ok(());
        }
        loop {
            if is_object {
                self.skip_whitespace();
                if self.peek() != Some(b'"') {
                    return Err(self.error(JsonErrorKind::Key));
                }
                self.skip_string()?;
                self.skip_whitespace();
                if !self.take(b':') {
                    return Err(self.error(JsonErrorKind::Colon));
                }
            }
            self.skip()?;
            if self.close_or_comma(close)? {
                return Ok(());
            }
        }
    }

    fn skip_string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            self.skip_plain();
            if self.take(b'"') {
                return Ok(());
            }
            if !self.take(b'\\') {
                return Err(self.error(JsonErrorKind::String));
            }
            self.escape(&mut TextBuilder::new())?;
        }
    }

    /// `true` at the closing bracket, `false` at a comma.
    fn close_or_comma(&mut self, close: u8) -> Result<bool, JsonError> {
        self.skip_whitespace();
        if self.take(close) {
            Ok(true)
        } else if self.take(b',') {
            Ok(false)
        } else {
            Err(self.error(JsonErrorKind::Comma))
        }
    }

    fn number(&mut self) -> Result<Value<'a>, JsonError> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        match self.peek() {
            Some(b'0'..=b'9') => Err(self.error(JsonErrorKind::Number)),
            _ => Ok(Value::Number(Number::Literal(self.slice(start)))),
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            return Err(self.error(JsonErrorKind::Number));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<Text<'a>, JsonError> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.take(b'"') {
            let end = self.at - 1;
            return Ok(Text::Str(self.text.get(start..end).unwrap_or("")));
        }
        let mut builder = TextBuilder::new();
        builder.push_str(self.slice(start));
        loop {
            if self.take(b'"') {
                return Ok(builder.finish(self.arena));
            }
            if !self.take(b'\\') {
                return Err(self.error(JsonErrorKind::String));
            }
            self.escape(&mut builder)?;
            let plain = self.at;
            self.skip_plain();
            builder.push_str(self.slice(plain));
        }
    }

    /// Moves to the next quote, backslash or control character.
    fn skip_plain(&mut self) {
        self.at += plain_length(self.bytes.get(self.at..).unwrap_or_default());
    }

    fn escape(&mut self, builder: &mut TextBuilder) -> Result<(), JsonError> {
        let escape = self.peek();
        let plain = match escape {
            Some(b'"') => "\"",
            Some(b'\\') => "\\",
            Some(b'/') => "/",
            Some(b'b') => "\u{8}",
            Some(b'f') => "\u{c}",
            Some(b'n') => "\n",
            Some(b'r') => "\r",
            Some(b't') => "\t",
            Some(b'u') => {
                let digits = self.text.get(self.at + 1..self.at + 5).unwrap_or("");
                let is_hex = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
                let unit = u16::from_str_radix(digits, 16).ok().filter(|_| is_hex);
                let unit = unit.ok_or_else(|| self.error(JsonErrorKind::Escape))?;
                builder.push_unit(unit);
                self.at += 5;
                return Ok(());
            }
            _ => return Err(self.error(JsonErrorKind::Escape)),
        };
        builder.push_str(plain);
        self.at += 1;
        Ok(())
    }
}

/// Members as they stand in the text, as an object: in JavaScript's order, each key once. Also says whether that took
/// more than copying them.
fn into_object<'a>(members: &[Member<'a>], arena: &'a Arena) -> (Object<'a>, bool) {
    if has_index_key(members) || may_repeat_a_key(members) {
        let mut builder = ObjectBuilder::with_capacity(members.len());
        for member in members {
            builder.set(member.key, member.value);
        }
        return (builder.finish(arena), true);
    }
    (Object::from_unique(arena.members(members)), false)
}

fn has_index_key(members: &[Member<'_>]) -> bool {
    members.iter().any(|member| match member.key {
        Text::Str(key) => {
            key.starts_with(|first: char| first.is_ascii_digit()) && canonical_index(key).is_some()
        }
        Text::Units(_) => false,
    })
}

/// Up to this many members are compared one by one; with more, the builder's index does it.
const COMPARE_UP_TO: usize = 24;

fn may_repeat_a_key(members: &[Member<'_>]) -> bool {
    if members.len() > COMPARE_UP_TO {
        return true;
    }
    // Most keys differ from all others in length or in their last byte, and need no comparing.
    let mut seen: u64 = 0;
    members.iter().enumerate().any(|(place, member)| {
        let mark = 1 << (mark_of(member.key) % u64::BITS);
        let is_new = seen & mark == 0;
        seen |= mark;
        !is_new
            && members
                .iter()
                .take(place)
                .any(|other| other.key == member.key)
    })
}

/// A number that equal keys share.
fn mark_of(key: Text<'_>) -> u32 {
    let (length, last) = match key {
        Text::Str(key) => (key.len(), key.bytes().next_back()),
        Text::Units(units) => (units.len(), None),
    };
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    length.wrapping_mul(7) ^ u32::from(last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) -> String {
        match parse(text, &Arena::new()) {
            Ok(value) => value.to_json(),
            Err(error) => format!("{error} at {}", error.offset),
        }
    }

    #[test]
    fn values_print_as_json_stringify_prints_them() {
        for (text, printed) in [
            (" [1 , -0, 1e2,true,null] ", "[1,0,100,true,null]"),
            (
                r#"{"b":1,"2":2,"a":3,"1":4,"b":5}"#,
                r#"{"1":4,"2":2,"b":5,"a":3}"#,
            ),
            (
                r#"{"4294967295":1,"4294967294":2,"01":3}"#,
                r#"{"4294967294":2,"4294967295":1,"01":3}"#,
            ),
            (r#""\u00e9\/\u001f\b\ud83d\ude00""#, "\"é/\\u001f\\b😀\""),
            (r#""\ud83d""#, r#""\ud83d""#),
            (r#""\ude00\ud83d x""#, r#""\ude00\ud83d x""#),
            ("\"\u{7f}\u{2028}\"", "\"\u{7f}\u{2028}\""),
            ("{}", "{}"),
        ] {
            assert_eq!(round_trip(text), printed, "{text}");
        }
    }

    #[test]
    fn many_members_keep_the_last_of_a_name() {
        let members: Vec<_> = (0..40).map(|n| format!("\"k{}\":{n}", n % 30)).collect();
        let arena = Arena::new();
        let text = format!("{{{}}}", members.join(","));
        let object = parse(&text, &arena).unwrap().as_object().unwrap();
        assert_eq!(object.members().len(), 30);
        assert_eq!(object.get("k0").unwrap().to_json(), "30");
        assert_eq!(object.get("k29").unwrap().to_json(), "29");
    }

    #[test]
    fn errors_say_what_and_where() {
        for (text, message) in [
            ("", "unexpected end of JSON at 0"),
            ("{\"a\":", "unexpected end of JSON at 5"),
            ("{a: 1}", "expected a member name in double quotes at 1"),
            ("{\"a\" 1}", "expected `:` after a member name at 5"),
            (
                "[1 2]",
                "expected `,` or the end of the list or object at 3",
            ),
            ("[1,]", "expected a value at 3"),
            ("{} x", "unexpected text after the JSON value at 3"),
            ("01", "malformed number at 1"),
            ("[1.]", "malformed number at 3"),
            ("[-]", "malformed number at 2"),
            (
                "\"abc",
                "string is not closed, or has a raw control character in it at 4",
            ),
            (
                "\"a\nb\"",
                "string is not closed, or has a raw control character in it at 2",
            ),
            (r#""\x41""#, "malformed escape in a string at 2"),
            (r#""\u+123""#, "malformed escape in a string at 2"),
            ("[tru]", "expected a value at 1"),
            ("\u{feff}{}", "expected a value at 0"),
        ] {
            assert_eq!(round_trip(text), message, "{text:?}");
        }
        let deep = "[".repeat(MAX_JSON_DEPTH) + &"]".repeat(MAX_JSON_DEPTH);
        assert_eq!(round_trip(&deep), deep);
        let deeper = format!("[{deep}]");
        assert_eq!(round_trip(&deeper), "nested deeper than 256 levels at 256");
    }
}
