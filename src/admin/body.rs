//! The bodies of requests: JSON objects with known members.

use super::refusal::Refusal;
use crate::diagnostic::nearest;
use crate::json::{Arena, Object, Value, from_decimal, parse};

/// Whether the client can read the answer.
///
/// # Errors
///
/// [`Refusal::NotAcceptable`] when its `Accept` header leaves JSON out.
pub fn check_accept(accept: Option<&str>) -> Result<(), Refusal> {
    let Some(accept) = accept.filter(|accept| !accept.trim().is_empty()) else {
        return Ok(());
    };
    let takes_json = accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let is_refused = parts.any(|part| {
            let quality = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
            quality.and_then(from_decimal) == Some(0.0)
        });
        matches!(media.as_str(), "*/*" | "application/*" | "application/json") && !is_refused
    });
    takes_json.then_some(()).ok_or(Refusal::NotAcceptable)
}

/// Whether a body says it is JSON.
///
/// # Errors
///
/// [`Refusal::MediaType`].
pub fn check_media_type(content_type: Option<&str>) -> Result<(), Refusal> {
    let media = content_type.unwrap_or_default().split(';').next();
    let is_json = media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json"));
    is_json.then_some(()).ok_or(Refusal::MediaType)
}

/// A body whose members are known.
#[derive(Clone, Copy, Debug)]
pub struct Body<'a> {
    object: Object<'a>,
}

impl<'a> Body<'a> {
    /// Reads a body; `known` are the names of the members there are.
    ///
    /// # Errors
    ///
    /// [`Refusal::NotJson`], and [`Refusal::Member`] for what is no object and for unknown members.
    pub fn parse(text: &'a str, known: &[&str], arena: &'a Arena) -> Result<Self, Refusal> {
        let value = parse(text, arena).map_err(Refusal::NotJson)?;
        let Value::Object(object) = value else {
            let message = format!("the body must be an object, not {}", value.kind());
            return Err(member("", message, None));
        };
        let body = Self { object };
        body.check_names("", known)?;
        Ok(body)
    }

    fn check_names(self, pointer: &str, known: &[&str]) -> Result<(), Refusal> {
        for found in self.object.members() {
            let name = found.key.to_string();
            if !known.contains(&name.as_str()) {
                let help = match nearest(&name, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                let place = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                return Err(member(
                    &place,
                    format!("there is no `{name}` here"),
                    Some(help),
                ));
            }
        }
        Ok(())
    }

    /// A member as it is; `None` when it is not there.
    pub fn value(self, name: &str) -> Option<Value<'a>> {
        self.object.get(name)
    }

    /// A member that is text and not empty.
    ///
    /// # Errors
    ///
    /// [`Refusal::Member`] when it is something else.
    pub fn text(self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(value) => match value.as_str() {
                Some(text) if !text.is_empty() => Ok(Some(text)),
                Some(_) => Err(wrong(name, "text that is not empty", value)),
                None => Err(wrong(name, "text", value)),
            },
        }
    }

    /// A member that is true or false; without it, it is false.
    ///
    /// # Errors
    ///
    /// [`Refusal::Member`] when it is something else.
    pub fn flag(self, name: &str) -> Result<bool, Refusal> {
        match self.value(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(flag),
            Some(other) => Err(wrong(name, "true or false", other)),
        }
    }

    /// A member that is an object.
    ///
    /// # Errors
    ///
    /// [`Refusal::Member`] when it is something else.
    pub fn object(self, name: &str) -> Result<Option<Object<'a>>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(object)),
            Some(other) => Err(wrong(name, "an object", other)),
        }
    }
}

fn wrong(name: &str, expected: &str, found: Value<'_>) -> Refusal {
    let message = match found {
        Value::Text(_) if expected != "true or false" && expected != "an object" => {
            format!("`{name}` must be {expected}")
        }
        _ => format!("`{name}` must be {expected}, not {}", found.kind()),
    };
    member(&format!("/{name}"), message, None)
}

/// A refusal of a member of the body.
pub(super) fn member(pointer: &str, message: impl Into<String>, help: Option<String>) -> Refusal {
    Refusal::Member {
        pointer: pointer.to_owned(),
        message: message.into(),
        help,
    }
}
