//! Who may use the admin API.

use std::hint::black_box;

use sha2::{Digest, Sha256};

use crate::instant::Millis;
use crate::limits::{
    MAX_THROTTLED_ADDRESSES, MAX_TOKEN_FAILURES, MIN_ADMIN_TOKEN_CHARACTERS,
    TOKEN_FAILURES_PAUSE_SECONDS,
};

/// The token that opens the admin API, as its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct AdminToken([u8; 32]);

/// Shows nothing of the token.
impl std::fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdminToken")
    }
}

/// A token of fewer characters than [`MIN_ADMIN_TOKEN_CHARACTERS`], or one that no header can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must have at least {MIN_ADMIN_TOKEN_CHARACTERS} characters, ASCII without spaces; `openssl rand -hex 32` makes one"
)]
pub struct AdminTokenError;

impl AdminToken {
    /// Reads the setting.
    ///
    /// # Errors
    ///
    /// [`AdminTokenError`] when the token would be too easy to guess, or can't be sent.
    pub fn from_setting(token: &str) -> Result<Self, AdminTokenError> {
        let token = token.trim();
        let can_be_sent = token.bytes().all(|byte| byte.is_ascii_graphic());
        if token.len() < MIN_ADMIN_TOKEN_CHARACTERS || !can_be_sent {
            return Err(AdminTokenError);
        }
        Ok(Self(Sha256::digest(token).into()))
    }

    /// Whether an `Authorization` header carries this token: `Bearer <token>`.
    ///
    /// Digests are compared, every byte of them, so the time it takes tells nothing about the token.
    ///
    /// ```
    /// use friendbuy_edge::admin::AdminToken;
    /// let token = AdminToken::from_setting("0123456789abcdef").unwrap();
    /// assert!(token.opens("Bearer 0123456789abcdef"));
    /// assert!(!token.opens("Basic 0123456789abcdef"));
    /// ```
    pub fn opens(&self, authorization: &str) -> bool {
        let Some((scheme, token)) = authorization.trim().split_once(' ') else {
            return false;
        };
        let given: [u8; 32] = Sha256::digest(token.trim_start()).into();
        let pairs = self.0.iter().zip(&given);
        let difference = pairs.fold(0, |all, (own, given)| all | black_box(own ^ given));
        difference == 0 && scheme.eq_ignore_ascii_case("bearer")
    }
}

/// Wrong tokens of late, by the address they came from.
///
/// Who gave [`MAX_TOKEN_FAILURES`] wrong ones waits [`TOKEN_FAILURES_PAUSE_SECONDS`]: until then not even the right one opens,
/// so that guessing at a higher rate finds nothing. One table is kept in each isolate.
#[derive(Debug, Default)]
pub struct Failures {
    addresses: Vec<Address>,
}

#[derive(Debug)]
struct Address {
    name: Box<str>,
    failures: u32,
    /// When all of it is forgotten.
    until: Millis,
}

impl Failures {
    /// The seconds an address has to wait; `None` when it may try.
    pub fn wait(&self, address: &str, now: Millis) -> Option<u32> {
        let name = network(address);
        let known = self.addresses.iter().find(|known| known.name == name)?;
        let left = known.until.saturating_sub(now);
        let is_waiting = known.failures >= MAX_TOKEN_FAILURES && left > 0;
        let seconds = u32::try_from(left.saturating_add(999) / 1000).unwrap_or(u32::MAX);
        // A clock that was set back must not lock anybody out for long.
        is_waiting.then_some(seconds.min(TOKEN_FAILURES_PAUSE_SECONDS))
    }

    /// Counts a wrong token.
    pub fn count(&mut self, address: &str, now: Millis) {
        self.addresses.retain(|known| now < known.until);
        let name = network(address);
        let until = now.saturating_add(i64::from(TOKEN_FAILURES_PAUSE_SECONDS) * 1000);
        if let Some(known) = self.addresses.iter_mut().find(|known| known.name == name) {
            known.failures = known.failures.saturating_add(1);
            known.until = until;
            return;
        }
        if self.addresses.len() >= MAX_THROTTLED_ADDRESSES {
            // The one that came first; from so many addresses there is more to fear than that it may guess again.
            self.addresses.remove(0);
        }
        self.addresses.push(Address {
            name,
            failures: 1,
            until,
        });
    }
}

/// What one person is given by a provider: an IPv4 address, or the first half of an IPv6 address.
fn network(address: &str) -> Box<str> {
    let Ok(address) = address.parse::<std::net::Ipv6Addr>() else {
        return address.into();
    };
    let [a, b, c, d, ..] = address.segments();
    format!("{a:x}:{b:x}:{c:x}:{d:x}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "correct-horse-battery";

    #[test]
    fn only_the_token_opens() {
        let token = AdminToken::from_setting(&format!(" {TOKEN}\n")).unwrap();
        for header in [
            format!("Bearer {TOKEN}"),
            format!("bearer  {TOKEN} "),
            format!("BEARER {TOKEN}"),
        ] {
            assert!(token.opens(&header), "{header}");
        }
        for header in [
            "",
            "Bearer",
            "Bearer ",
            TOKEN,
            &format!("Basic {TOKEN}"),
            &format!("Bearer {TOKEN}x"),
            &format!("Bearer x{TOKEN}"),
            &format!("Bearer {TOKEN} {TOKEN}"),
            &format!("Bearer {}", TOKEN.to_uppercase()),
            &format!("Bearer\t{TOKEN}"),
        ] {
            assert!(!token.opens(header), "{header}");
        }
        assert_eq!(format!("{token:?}"), "AdminToken");
    }

    #[test]
    fn a_token_has_to_be_one_that_can_be_sent_and_not_be_guessed() {
        for setting in [
            "",
            "short",
            "   0123456789abc    ",
            "0123456789 abcdef",
            "0123456789abcdéf",
        ] {
            assert_eq!(
                AdminToken::from_setting(setting),
                Err(AdminTokenError),
                "{setting}"
            );
        }
    }

    fn fail(failures: &mut Failures, address: &str, times: u32, now: Millis) {
        for _ in 0..times {
            failures.count(address, now);
        }
    }

    #[test]
    fn who_guesses_waits_and_nobody_else() {
        let mut failures = Failures::default();
        fail(&mut failures, "203.0.113.7", MAX_TOKEN_FAILURES - 1, 0);
        assert_eq!(failures.wait("203.0.113.7", 0), None);
        failures.count("203.0.113.7", 500);
        let pause = i64::from(TOKEN_FAILURES_PAUSE_SECONDS) * 1000;
        assert_eq!(
            failures.wait("203.0.113.7", 500),
            Some(TOKEN_FAILURES_PAUSE_SECONDS)
        );
        assert_eq!(failures.wait("203.0.113.7", pause + 499), Some(1));
        assert_eq!(failures.wait("203.0.113.7", pause + 500), None);
        assert_eq!(failures.wait("203.0.113.8", 500), None);
        // A clock that was set back.
        assert_eq!(
            failures.wait("203.0.113.7", -pause * 9),
            Some(TOKEN_FAILURES_PAUSE_SECONDS)
        );
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one() {
        let mut failures = Failures::default();
        for host in 0..MAX_TOKEN_FAILURES {
            failures.count(&format!("2001:db8:1:2::{host}"), 0);
        }
        assert!(failures.wait("2001:db8:1:2:ffff::9", 0).is_some());
        assert_eq!(failures.wait("2001:db8:1:3::1", 0), None);
    }

    #[test]
    fn the_table_stays_small() {
        let mut failures = Failures::default();
        fail(&mut failures, "first", MAX_TOKEN_FAILURES, 0);
        for address in 0..MAX_THROTTLED_ADDRESSES {
            failures.count(&address.to_string(), 0);
        }
        assert_eq!(failures.addresses.len(), MAX_THROTTLED_ADDRESSES);
        assert_eq!(failures.wait("first", 0), None);
        failures.count("last", i64::from(TOKEN_FAILURES_PAUSE_SECONDS) * 1000);
        assert_eq!(failures.addresses.len(), 1);
    }
}
