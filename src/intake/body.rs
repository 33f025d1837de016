//! From the bytes of a body to its text.

use std::borrow::Cow;

use super::gzip::{GzipError, unpack};
use super::refusal::Refusal;
use crate::limits::MAX_REQUEST_BYTES;

/// The text of a body: unpacked, within the limit, UTF-8.
pub(super) fn text<'b>(body: &'b [u8], encoding: Option<&str>) -> Result<Cow<'b, str>, Refusal> {
    let bytes = match encoding.unwrap_or_default().trim() {
        "" | "identity" => Cow::Borrowed(body),
        // RFC 9110 has both names for it.
        gzip if ["gzip", "x-gzip"]
            .iter()
            .any(|name| gzip.eq_ignore_ascii_case(name)) =>
        {
            Cow::Owned(unpack(body)?)
        }
        _ => return Err(Refusal::Encoding),
    };
    if bytes.len() > MAX_REQUEST_BYTES {
        return Err(Refusal::RequestTooLarge);
    }
    let not_utf8 = |offset| Refusal::NotUtf8 { offset };
    match bytes {
        Cow::Borrowed(bytes) => str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| not_utf8(error.valid_up_to())),
        Cow::Owned(bytes) => String::from_utf8(bytes)
            .map(Cow::Owned)
            .map_err(|error| not_utf8(error.utf8_error().valid_up_to())),
    }
}

impl From<GzipError> for Refusal {
    fn from(error: GzipError) -> Self {
        match error {
            GzipError::Malformed => Self::Gzip,
            GzipError::TooLarge => Self::RequestTooLarge,
        }
    }
}
