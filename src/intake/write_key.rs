//! Who may send: write keys, where they are carried, and what an unknown one leads to.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What to do with events that carry a write key nobody configured.
///
/// SDKs drop events they get a 401 for, and some never stop sending them; Segment itself answers 200 and discards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum UnknownKey {
    /// Answer 401, so that a mistake shows at once.
    #[default]
    Refuse,
    /// Answer 200, discard the events and say so in the log.
    Discard,
}

impl UnknownKey {
    /// Reads the setting: `refuse` or `accept`.
    pub fn from_setting(text: &str) -> Option<Self> {
        match text.trim() {
            "refuse" => Some(Self::Refuse),
            "accept" => Some(Self::Discard),
            _ => None,
        }
    }
}

/// The write keys that may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteKeys {
    keys: Vec<Box<str>>,
    unknown: UnknownKey,
}

/// What to do with what a write key came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The key is known: take it.
    Take,
    /// The key is unknown and such events are discarded.
    Discard,
}

/// Why a write key does not open the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteKeyError {
    /// No Basic authorization, no `writeKey` in the body.
    #[error(
        "no write key; send it as the user name of Basic authorization or as `writeKey` in the body"
    )]
    Missing,
    /// A key that is not configured.
    #[error("unknown write key; it has to be one of those in the setting `WRITE_KEYS`")]
    Unknown,
}

impl WriteKeyError {
    /// The code in answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "write-key-missing",
            Self::Unknown => "write-key-unknown",
        }
    }
}

impl WriteKeys {
    /// Reads the setting: keys between commas. `None` when there is no key in it.
    ///
    /// ```
    /// use friendbuy_edge::intake::{UnknownKey, WriteKeys};
    /// assert!(WriteKeys::from_setting("web-key, server-key", UnknownKey::Refuse).is_some());
    /// assert_eq!(WriteKeys::from_setting(" , ", UnknownKey::Refuse), None);
    /// ```
    pub fn from_setting(text: &str, unknown: UnknownKey) -> Option<Self> {
        let keys = text
            .split(',')
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .map(Box::from);
        let keys: Vec<_> = keys.collect();
        (!keys.is_empty()).then_some(Self { keys, unknown })
    }

    /// Whether a key is configured.
    pub fn contains(&self, key: &str) -> bool {
        self.keys.iter().any(|known| **known == *key)
    }

    /// What to do with what came with this key.
    ///
    /// # Errors
    ///
    /// A [`WriteKeyError`] when there is no key, or an unknown one that is to be refused.
    pub fn admit(&self, key: Option<&str>) -> Result<Admission, WriteKeyError> {
        let key = key.ok_or(WriteKeyError::Missing)?;
        match self.unknown {
            _ if self.contains(key) => Ok(Admission::Take),
            UnknownKey::Refuse => Err(WriteKeyError::Unknown),
            UnknownKey::Discard => Ok(Admission::Discard),
        }
    }
}

/// Older clients leave out padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The write key of a Basic `Authorization` header: its user name, with or without the colon behind it.
///
/// Any other scheme holds no write key; senders that use one put the key into the body.
pub(super) fn from_header(authorization: &str) -> Option<String> {
    let (scheme, credentials) = authorization.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(credentials.trim()).ok()?).ok()?;
    let user = decoded.split(':').next().unwrap_or_default();
    (!user.is_empty()).then(|| user.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_holds_the_key_with_or_without_a_colon() {
        for (header, key) in [
            ("Basic d2s6", Some("wk")),         // wk:
            ("basic  d2s=", Some("wk")),        // wk
            ("Basic d2s", Some("wk")),          // wk, without padding
            ("Basic d2s6cGFzcw==", Some("wk")), // wk:pass
            ("Basic Og==", None),               // :
            ("Basic ???", None),
            ("Basic /w==", None), // not UTF-8
            ("Bearer d2s6", None),
            ("Basic", None),
            ("", None),
        ] {
            assert_eq!(from_header(header).as_deref(), key, "{header}");
        }
    }

    #[test]
    fn keys_are_admitted_as_configured() {
        let refuse = WriteKeys::from_setting("a, b", UnknownKey::Refuse).unwrap();
        assert_eq!(refuse.admit(Some("b")), Ok(Admission::Take));
        assert_eq!(refuse.admit(Some("c")), Err(WriteKeyError::Unknown));
        assert_eq!(refuse.admit(Some("")), Err(WriteKeyError::Unknown));
        assert_eq!(refuse.admit(None), Err(WriteKeyError::Missing));
        let discard = WriteKeys::from_setting("a", UnknownKey::Discard).unwrap();
        assert_eq!(discard.admit(Some("c")), Ok(Admission::Discard));
        assert_eq!(discard.admit(None), Err(WriteKeyError::Missing));
    }

    #[test]
    fn the_setting_for_unknown_keys_has_two_words() {
        assert_eq!(
            UnknownKey::from_setting("accept"),
            Some(UnknownKey::Discard)
        );
        assert_eq!(
            UnknownKey::from_setting(" refuse "),
            Some(UnknownKey::Refuse)
        );
        assert_eq!(UnknownKey::from_setting("yes"), None);
    }
}
