//! Under which name the ledger keeps a call, and in which part of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::delivery::Credentials;

/// The name of a call in the ledger: a hash of the merchant and the send-once key.
///
/// The ledger so holds no order, customer or email address, and names of one length. 128 bits: among a billion calls, the
/// chance that any two share a name is below one in 10^20.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LedgerKey([u8; 16]);

impl LedgerKey {
    /// The name of a call to this merchant's account.
    ///
    /// The secret is no part of it: a call stays the same call when the secret is changed.
    pub fn new(credentials: &Credentials, send_once_key: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [credentials.base_url(), credentials.key(), send_once_key] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut name = [0; 16];
        for (to, from) in name.iter_mut().zip(hash.finalize()) {
            *to = from;
        }
        Self(name)
    }

    /// The name as text: 22 characters that need no escapes in a URL.
    pub fn as_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The part of the ledger that keeps it, of so many: a number from 0.
    pub fn shard(&self, shards: u32) -> u32 {
        let [a, b, c, d, ..] = self.0;
        u32::from_be_bytes([a, b, c, d]) % shards.max(1)
    }
}

/// A name made of what a text says: 22 characters.
pub fn text_id(text: &str) -> String {
    let mut name = [0; 16];
    for (to, from) in name.iter_mut().zip(Sha256::digest(text)) {
        *to = from;
    }
    URL_SAFE_NO_PAD.encode(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merchant(last: char, secret: &str) -> Credentials {
        let key = format!("00000000-0000-4000-8000-00000000000{last}");
        Credentials::new(&key, secret, None).unwrap()
    }

    #[test]
    fn merchants_and_calls_are_told_apart_and_secrets_are_not() {
        let own = LedgerKey::new(&merchant('1', "a"), "purchase:1");
        assert_eq!(own, LedgerKey::new(&merchant('1', "b"), "purchase:1"));
        for other in [
            LedgerKey::new(&merchant('2', "a"), "purchase:1"),
            LedgerKey::new(&merchant('1', "sandbox:a"), "purchase:1"),
            LedgerKey::new(&merchant('1', "a"), "purchase:2"),
        ] {
            assert_ne!(own, other);
        }
        assert_eq!(own.as_text().len(), 22);
    }

    #[test]
    fn shards_share_the_work_evenly() {
        let merchant = merchant('1', "a");
        let mut counts = [0_u32; 64];
        for order in 0..64_000 {
            let key = LedgerKey::new(&merchant, &format!("purchase:{order}"));
            counts[key.shard(64) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (800..1200).contains(count)),
            "{counts:?}"
        );
        assert_eq!(LedgerKey::new(&merchant, "x").shard(0), 0);
    }
}
