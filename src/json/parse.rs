//! From JSON text to a tree that borrows from it.

use super::scan::plain_length;
use super::{
    Arena, Mark, Marks, Member, Number, Object, ObjectBuilder, Text, TextBuilder, Value,
    canonical_index,
};
use crate::MAX_DEPTH;

/// Why a text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Where, in bytes from the start of the text.
    pub offset: usize,
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
    /// More levels than [`MAX_DEPTH`].
    #[error("nested deeper than {MAX_DEPTH} levels")]
    Depth,
}

/// Parses one JSON value.
///
/// Of members with the same name the last one counts, at the place of the first, as in JavaScript.
///
/// # Errors
///
/// A [`JsonError`] when the text is not JSON (RFC 8259) or nests deeper than [`MAX_DEPTH`].
///
/// ```
/// use friendbuy_edge_json::{Arena, parse};
/// let arena = Arena::new();
/// let value = parse(r#"{"total": 5.10, "10": true}"#, &arena)?;
/// assert_eq!(value.to_json(), r#"{"10":true,"total":5.1}"#);
/// # Ok::<(), friendbuy_edge_json::JsonError>(())
/// ```
pub fn parse<'a>(text: &'a str, arena: &'a Arena) -> Result<Value<'a>, JsonError> {
    let mut parser = Parser::new(text, arena);
    let value = parser.value();
    parser.finish(value)
}

/// How many members are usually in objects that are open at the same time.
const OPEN_MEMBERS: usize = 32;

/// Reads a text from left to right. What is no JSON ends in `None` all the way up, and nothing moves meanwhile: where the
/// parser stands is where the text is wrong.
pub(super) struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    arena: &'a Arena,
    /// What is wrong.
    problem: JsonErrorKind,
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
            problem: JsonErrorKind::Value,
            values: Vec::new(),
            members: Vec::with_capacity(OPEN_MEMBERS),
        }
    }

    /// The parsed value, if there is one and nothing follows it.
    pub(super) fn finish(&mut self, value: Option<Value<'a>>) -> Result<Value<'a>, JsonError> {
        let value = value.ok_or_else(|| self.error())?;
        if self.next() == END && self.at == self.bytes.len() {
            return Ok(value);
        }
        self.problem = JsonErrorKind::Trailing;
        Err(self.error())
    }

    fn error(&self) -> JsonError {
        let is_at_end = self.at >= self.bytes.len() && self.problem != JsonErrorKind::String;
        JsonError {
            kind: if is_at_end {
                JsonErrorKind::End
            } else {
                self.problem
            },
            offset: self.at,
        }
    }

    #[cold]
    fn fail<T>(&mut self, problem: JsonErrorKind) -> Option<T> {
        self.problem = problem;
        None
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(END)
    }

    /// Moves to the next byte that is no white space, and looks at it.
    pub(super) fn next(&mut self) -> u8 {
        loop {
            match self.peek() {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                other => return other,
            }
        }
    }

    /// Takes a byte if it is next.
    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    pub(super) fn value(&mut self) -> Option<Value<'a>> {
        match self.next() {
            b'"' => self.string().map(Value::Text),
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::array),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.fail(JsonErrorKind::Value),
        }
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Option<Value<'a>> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return self.fail(JsonErrorKind::Value);
        }
        self.at += word.len();
        Some(value)
    }

    /// Parses a list or an object, one level deeper.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == MAX_DEPTH {
            return self.fail(JsonErrorKind::Depth);
        }
        self.depth += 1;
        self.at += 1;
        let value = parse(self)?;
        self.depth -= 1;
        Some(value)
    }

    fn array(&mut self) -> Option<Value<'a>> {
        let first = self.values.len();
        if self.next() == b']' {
            self.at += 1;
        } else {
            loop {
                let value = self.value()?;
                self.values.push(value);
                if self.is_closed(b']')? {
                    break;
                }
            }
        }
        let values = self.values.get(first..).unwrap_or_default();
        let values = self.arena.array(values);
        self.values.truncate(first);
        Some(Value::Array(values))
    }

    fn object(&mut self) -> Option<Value<'a>> {
        let (object, _) = self.members(|parser, key| {
            let value = parser.value()?;
            parser.keep(key, value);
            Some(())
        })?;
        Some(Value::Object(object))
    }

    /// Parses the members of an object; `read` parses the value of each and [keeps](Self::keep) it, or passes over it. Also
    /// says whether the object is another than its members in a row: a key was repeated, or JavaScript has them in another
    /// order.
    pub(super) fn members(
        &mut self,
        mut read: impl FnMut(&mut Self, Text<'a>) -> Option<()>,
    ) -> Option<(Object<'a>, bool)> {
        let first = self.members.len();
        if self.next() == b'}' {
            self.at += 1;
        } else {
            loop {
                if self.next() != b'"' {
                    return self.fail(JsonErrorKind::Key);
                }
                let key = self.string()?;
                self.colon()?;
                read(self, key)?;
                if self.is_closed(b'}')? {
                    break;
                }
            }
        }
        let members = self.members.get(first..).unwrap_or_default();
        let object = into_object(members, self.arena);
        self.members.truncate(first);
        Some(object)
    }

    /// Keeps a member of the innermost object.
    pub(super) fn keep(&mut self, key: Text<'a>, value: Value<'a>) {
        self.members.push(Member { key, value });
    }

    fn colon(&mut self) -> Option<()> {
        if self.next() != b':' {
            return self.fail(JsonErrorKind::Colon);
        }
        self.at += 1;
        Some(())
    }

    /// Whether a list or object ends here; otherwise a comma is taken.
    fn is_closed(&mut self, close: u8) -> Option<bool> {
        let next = self.next();
        if next != b',' && next != close {
            return self.fail(JsonErrorKind::Comma);
        }
        self.at += 1;
        Some(next == close)
    }

    /// Passes over a value, having made sure that it is one.
    pub(super) fn skip(&mut self) -> Option<()> {
        match self.next() {
            b'"' => self.skip_string(),
            b'{' => self.nested(|parser| {
                parser.skip_inside(b'}', |parser| {
                    if parser.next() != b'"' {
                        return parser.fail(JsonErrorKind::Key);
                    }
                    parser.skip_string()?;
                    parser.colon()
                })
            }),
            b'[' => self.nested(|parser| parser.skip_inside(b']', |_| Some(()))),
            _ => self.value().map(|_| ()),
        }
    }

    /// Passes over the rest of a list or object; `skip_name` passes over what comes before each value.
    fn skip_inside(
        &mut self,
        close: u8,
        skip_name: impl Fn(&mut Self) -> Option<()>,
    ) -> Option<()> {
        if self.next() == close {
            self.at += 1;
            return Some(());
        }
        loop {
            skip_name(self)?;
            self.skip()?;
            if self.is_closed(close)? {
                return Some(());
            }
        }
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            self.skip_plain();
            if self.take(b'"') {
                return Some(());
            }
            if !self.take(b'\\') {
                return self.fail(JsonErrorKind::String);
            }
            self.escape(&mut TextBuilder::new())?;
        }
    }

    fn number(&mut self) -> Option<Value<'a>> {
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
        if self.peek().is_ascii_digit() {
            return self.fail(JsonErrorKind::Number);
        }
        Some(Value::Number(Number::Literal(self.slice(start, self.at))))
    }

    fn digits(&mut self) -> Option<()> {
        if !self.peek().is_ascii_digit() {
            return self.fail(JsonErrorKind::Number);
        }
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        Some(())
    }

    fn string(&mut self) -> Option<Text<'a>> {
        let start = self.at + 1;
        self.at = start;
        self.skip_plain();
        let plain = self.slice(start, self.at);
        if self.take(b'"') {
            return Some(Text::Str(plain));
        }
        self.escaped(plain)
    }

    /// Parses the rest of a string, which started with `plain`.
    #[cold]
    fn escaped(&mut self, plain: &str) -> Option<Text<'a>> {
        let mut builder = TextBuilder::new();
        builder.push_str(plain);
        loop {
            if self.take(b'"') {
                return Some(builder.finish(self.arena));
            }
            if !self.take(b'\\') {
                return self.fail(JsonErrorKind::String);
            }
            self.escape(&mut builder)?;
            let start = self.at;
            self.skip_plain();
            builder.push_str(self.slice(start, self.at));
        }
    }

    /// Moves to the next quote, backslash or control character.
    fn skip_plain(&mut self) {
        self.at += plain_length(self.bytes.get(self.at..).unwrap_or_default());
    }

    fn escape(&mut self, builder: &mut TextBuilder) -> Option<()> {
        let plain = match self.peek() {
            b'"' => "\"",
            b'\\' => "\\",
            b'/' => "/",
            b'b' => "\u{8}",
            b'f' => "\u{c}",
            b'n' => "\n",
            b'r' => "\r",
            b't' => "\t",
            b'u' => {
                let digits = self.slice(self.at + 1, self.at + 5);
                let is_hex = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_hexdigit());
                let unit = u16::from_str_radix(digits, 16).ok().filter(|_| is_hex);
                let Some(unit) = unit else {
                    return self.fail(JsonErrorKind::Escape);
                };
                builder.push_unit(unit);
                self.at += 5;
                return Some(());
            }
            _ => return self.fail(JsonErrorKind::Escape),
        };
        builder.push_str(plain);
        self.at += 1;
        Some(())
    }
}

/// What stands for a byte behind the last one; no JSON has it anywhere.
const END: u8 = 0;

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
    let mut seen = Marks::NONE;
    members.iter().enumerate().any(|(place, member)| {
        let mark = Mark::of_text(member.key);
        let is_new = !seen.may_have(mark);
        seen = seen.with(mark);
        !is_new
            && members
                .iter()
                .take(place)
                .any(|other| other.key == member.key)
    })
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
        let deep = "[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH);
        assert_eq!(round_trip(&deep), deep);
        let deeper = format!("[{deep}]");
        assert_eq!(round_trip(&deeper), "nested deeper than 256 levels at 256");
    }
}
