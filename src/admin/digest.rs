//! Digests as text.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The first bytes of the SHA-256 of a text, in hexadecimal digits.
pub(super) fn digest(text: &str, bytes: usize) -> String {
    let mut digits = String::with_capacity(2 * bytes);
    for byte in Sha256::digest(text).iter().take(bytes) {
        // Writing to a `String` does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
