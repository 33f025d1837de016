//! How long to wait before the next attempt.

use crate::instant::{Millis, parse_http_date};
use crate::limits::{
    FIRST_RETRY_SECONDS, HOLD_SECONDS, MAX_HOLD_SECONDS, MAX_QUEUE_DELAY_SECONDS, MAX_RETRY_SECONDS,
};

/// Seconds until the next attempt, after `attempts` of them failed.
///
/// Full jitter: anything up to [`FIRST_RETRY_SECONDS`], doubled with every attempt up to [`MAX_RETRY_SECONDS`]; messages
/// that failed together do not come back together. `random` is from 0 up to, not including, 1. `at_least` is what MAPI
/// asked for in `Retry-After`.
///
/// ```
/// use friendbuy_edge::delivery::retry_seconds;
/// assert_eq!(retry_seconds(1, 0.5, 0), 3);
/// assert_eq!(retry_seconds(4, 0.5, 0), 21);
/// assert_eq!(retry_seconds(1, 0.5, 30), 33);
/// ```
pub fn retry_seconds(attempts: u32, random: f64, at_least: u32) -> u32 {
    let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(0);
    let most = match FIRST_RETRY_SECONDS.checked_mul(doubled) {
        Some(0) | None => MAX_RETRY_SECONDS,
        Some(most) => most.min(MAX_RETRY_SECONDS),
    };
    let asked = at_least.saturating_add(share(FIRST_RETRY_SECONDS, random));
    let wait = if at_least > 0 { asked } else { 0 };
    wait.max(share(most, random)).min(MAX_QUEUE_DELAY_SECONDS)
}

/// Seconds until a message is looked at again that waits for other settings, after it was put back so often before.
///
/// Doubled every time up to [`MAX_HOLD_SECONDS`]: nobody waits for longer than it took to change the settings, give or take,
/// and each look costs a little for every message.
pub fn hold_seconds(holds: u32) -> u32 {
    let doubled = 1_u32.checked_shl(holds).unwrap_or(u32::MAX);
    HOLD_SECONDS.saturating_mul(doubled).min(MAX_HOLD_SECONDS)
}

/// A whole number of seconds from 1 to `most`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is between 0 and a `u32`"
)]
fn share(most: u32, random: f64) -> u32 {
    1 + (f64::from(most) * random.clamp(0.0, 1.0)) as u32 % most.max(1)
}

/// The seconds a `Retry-After` header asks to wait: a number, or a date, however far. `None` when it is neither.
pub(super) fn retry_after_seconds(header: &str, now: Millis) -> Option<u32> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(header.parse().unwrap_or(u32::MAX));
    }
    let wait = parse_http_date(header)?.saturating_sub(now).max(0);
    Some(u32::try_from(wait.saturating_add(999) / 1000).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit() {
        let longest: Vec<_> = (0..40)
            .map(|attempts| retry_seconds(attempts, 0.999_999, 0))
            .collect();
        assert_eq!(longest[..5], [5, 5, 10, 20, 40]);
        assert!(longest.is_sorted());
        assert_eq!(longest[39], MAX_RETRY_SECONDS);
        assert!((0..99).all(|attempts| retry_seconds(attempts, 0.0, 0) == 1));
        assert_eq!(retry_seconds(u32::MAX, 0.999_999, 0), MAX_RETRY_SECONDS);
    }

    #[test]
    fn holds_grow_up_to_an_hour() {
        let minutes = [0, 1, 2, 3, 31, 32, u32::MAX].map(|holds| hold_seconds(holds) / 60);
        assert_eq!(minutes, [15, 30, 60, 60, 60, 60, 60]);
    }

    #[test]
    fn a_wish_is_honoured_and_spread() {
        assert_eq!(retry_seconds(1, 0.0, 20), 21);
        assert_eq!(retry_seconds(1, 0.99, 20), 25);
        assert!(retry_seconds(12, 0.99, 20) > 1000);
        assert_eq!(retry_seconds(1, 0.5, u32::MAX), MAX_QUEUE_DELAY_SECONDS);
        for out_of_range in [f64::NAN, -1.0, 2.0, f64::INFINITY] {
            assert!((1..=5).contains(&retry_seconds(1, out_of_range, 0)));
        }
    }

    #[test]
    fn both_forms_of_retry_after_are_read() {
        let now = 784_111_777_000;
        for (header, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("4294967296", Some(u32::MAX)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(u32::MAX)),
            ("+5", None),
            ("-1", None),
            ("1.5", None),
            ("", None),
            ("later", None),
        ] {
            assert_eq!(retry_after_seconds(header, now), seconds, "{header}");
        }
    }
}
