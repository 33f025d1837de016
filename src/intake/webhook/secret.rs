//! Who may call as a webhook, and how much of a request that proves.

use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use super::elements::{Elements, is_list};
use super::{Sender, WebhookRequest};
use crate::intake::refusal::Refusal;

/// What to do with a list of which Segment signed the first element only, as Segment does today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Unsigned {
    /// Take all of it; erasures only from the first element.
    #[default]
    Accept,
    /// Refuse it: for who has switched batching off, or sends the secret in a header.
    Refuse,
}

impl Unsigned {
    /// Reads the setting: `accept` or `refuse`.
    pub fn from_setting(text: &str) -> Option<Self> {
        match text.trim() {
            "accept" => Some(Self::Accept),
            "refuse" => Some(Self::Refuse),
            _ => None,
        }
    }
}

/// How much of a request its sender vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authenticated {
    /// All of it.
    Everything,
    /// The first element of a list; the others may be anybody's.
    FirstElement,
}

impl Authenticated {
    /// The word in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::FirstElement => "first element",
        }
    }

    /// Whether it includes an element.
    pub(super) const fn covers(self, index: usize) -> bool {
        matches!(self, Self::Everything) || index == 0
    }
}

/// The secrets that webhooks share with us.
///
/// A request proves that it knows one by
///
/// - `X-Webhook-Secret: <secret>` or `Authorization: Bearer <secret>`, which vouches for everything, or,
/// - from Segment, `X-Signature: <hex of HMAC-SHA1>` over the whole body, or over the first element of a list.
#[derive(Clone)]
pub struct WebhookSecrets {
    secrets: Vec<Box<str>>,
    unsigned: Unsigned,
}

/// Without the secrets.
impl std::fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookSecrets")
            .field("secrets", &self.secrets.len())
            .field("unsigned", &self.unsigned)
            .finish()
    }
}

impl WebhookSecrets {
    /// Reads the setting: one secret, or between commas the old and the new one while they change. `None` when there is none.
    pub fn from_setting(text: &str, unsigned: Unsigned) -> Option<Self> {
        let secrets = text.split(',').map(str::trim);
        let secrets = secrets.filter(|secret| !secret.is_empty());
        let secrets: Vec<_> = secrets.map(Box::from).collect();
        (!secrets.is_empty()).then_some(Self { secrets, unsigned })
    }

    /// How much of a request is authentic.
    pub(super) fn check(&self, request: &WebhookRequest<'_>) -> Result<Authenticated, Refusal> {
        let bearer = request.authorization.and_then(bearer);
        if [request.secret, bearer]
            .into_iter()
            .flatten()
            .any(|given| self.contains(given))
        {
            return Ok(Authenticated::Everything);
        }
        let signature = match (request.sender, request.signature) {
            (Sender::Segment, Some(signature)) => signature,
            _ if request.secret.or(bearer).is_some() => return Err(Refusal::WebhookSecret),
            (Sender::Segment, None) => return Err(Refusal::NoSignature),
            (Sender::RudderStack, _) => return Err(Refusal::NoWebhookSecret),
        };
        let signature = decode_hex(signature.trim()).ok_or(Refusal::Signature)?;
        if self.has_signed(request.body, &signature) {
            return Ok(Authenticated::Everything);
        }
        let first = first_element(request.body).ok_or(Refusal::Signature)?;
        if !self.has_signed(first, &signature) {
            return Err(Refusal::Signature);
        }
        match self.unsigned {
            Unsigned::Accept => Ok(Authenticated::FirstElement),
            Unsigned::Refuse => Err(Refusal::UnsignedElements),
        }
    }

    /// Whether one of the secrets is `given`, in a time that tells nothing of them.
    fn contains(&self, given: &str) -> bool {
        // Of equal length, so that not even the length of a secret shows.
        let given = Sha256::digest(given);
        let found = self.secrets.iter().fold(Choice::from(0), |found, secret| {
            found | Sha256::digest(secret.as_bytes()).ct_eq(&given)
        });
        found.into()
    }

    /// Whether `signature` is that of `bytes` by one of the secrets. [`Mac::verify_slice`](hmac::Mac::verify_slice) compares
    /// in constant time.
    fn has_signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        self.secrets.iter().any(|secret| {
            // A key may have any length; the error is there for other kinds of code.
            Hmac::<Sha1>::new_from_slice(secret.as_bytes())
                .is_ok_and(|mac| mac.chain_update(bytes).verify_slice(signature).is_ok())
        })
    }
}

/// The raw text of the first element, when the body is a list.
fn first_element(body: &[u8]) -> Option<&[u8]> {
    let first = is_list(body).then(|| Elements::new(body).next())??;
    body.get(first)
}

fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    is_bearer.then(|| token.trim())
}

fn decode_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(high)? * 16 + digit(low)?).ok();
    pairs.iter().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_hexadecimal() {
        assert_eq!(decode_hex("00fFa7"), Some(vec![0, 255, 0xa7]));
        assert_eq!(decode_hex(""), Some(Vec::new()));
        for text in ["0", "0g", "+1", "é", "0x12"] {
            assert_eq!(decode_hex(text), None, "{text}");
        }
    }

    #[test]
    fn the_mac_is_that_of_rfc_2202() {
        let secrets = WebhookSecrets::from_setting("Jefe", Unsigned::Accept).unwrap();
        let signature = decode_hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79").unwrap();
        assert!(secrets.has_signed(b"what do ya want for nothing?", &signature));
        assert!(!secrets.has_signed(b"what do ya want for nothing!", &signature));
        // Parts of a signature are none.
        assert!(!secrets.has_signed(b"what do ya want for nothing?", &signature[..19]));
        assert!(!secrets.has_signed(b"what do ya want for nothing?", &[]));
    }

    #[test]
    fn secrets_never_show() {
        let secrets = WebhookSecrets::from_setting("hush, hush-2", Unsigned::Accept).unwrap();
        assert!(!format!("{secrets:?}").contains("hush"));
        assert!(secrets.contains("hush") && secrets.contains("hush-2"));
        assert!(!secrets.contains("hush,") && !secrets.contains(""));
        assert!(WebhookSecrets::from_setting(" , ", Unsigned::Accept).is_none());
    }
}
