//! How many calls at once.

use super::answer::{Answer, at_least};
use crate::instant::Millis;
use crate::limits::{
    MAX_CALLS_AT_ONCE, MAX_QUEUE_DELAY_SECONDS, PACE_RECOVERY_CALLS, PACE_RECOVERY_MILLIS,
    PACE_SETTLE_MILLIS,
};

/// How many calls may be made at once: fewer after MAPI asked for less, and slowly more again.
///
/// Half as many after a 429, down to one. Without a further one, one more for every [`PACE_RECOVERY_CALLS`] that MAPI takes,
/// or every [`PACE_RECOVERY_MILLIS`], whichever comes first, up to [`MAX_CALLS_AT_ONCE`]: so at most about one call in a
/// hundred finds out that it is too many, whether MAPI takes ten calls a second or a thousand. While its `Retry-After`
/// lasts, none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    limit: usize,
    /// When the limit is next raised, while it is lowered.
    raise_at: Millis,
    /// Calls that MAPI took since the limit changed, while it is lowered.
    taken: u32,
    /// When it was last lowered.
    slowed_at: Option<Millis>,
    paused_until: Millis,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            limit: MAX_CALLS_AT_ONCE,
            raise_at: 0,
            taken: 0,
            slowed_at: None,
            paused_until: 0,
        }
    }
}

impl Pace {
    /// How many calls there may be at once.
    pub fn limit(&mut self, now: Millis) -> usize {
        // A clock that was set back must not slow anything down for ever.
        self.raise_at = self.raise_at.min(now.saturating_add(PACE_RECOVERY_MILLIS));
        while self.limit < MAX_CALLS_AT_ONCE && self.raise_at <= now {
            self.limit += 1;
            self.raise_at = self.raise_at.saturating_add(PACE_RECOVERY_MILLIS);
        }
        self.limit
    }

    /// For how many seconds no call may be made; 0 when one may be made now.
    pub fn pause(&self, now: Millis) -> u32 {
        let left = self.paused_until.saturating_sub(now).max(0);
        let seconds = u32::try_from(left.saturating_add(999) / 1000).unwrap_or(u32::MAX);
        // Longer than any wish that is honoured: the clock was set back.
        if seconds > MAX_QUEUE_DELAY_SECONDS {
            0
        } else {
            seconds
        }
    }

    /// Takes what MAPI answered to a call. The seconds it asks everybody to wait, or 0, when it was a 429.
    pub fn heed(&mut self, answer: Answer<'_>, now: Millis) -> Option<u32> {
        match answer {
            Answer::Status { status: 429, .. } => {
                let at_least = at_least(answer, now);
                self.slow(at_least, now);
                Some(at_least)
            }
            Answer::Status {
                status: 200..=299, ..
            } => {
                self.take(now);
                None
            }
            Answer::Status { .. } | Answer::Lost => None,
        }
    }

    fn take(&mut self, now: Millis) {
        if self.is_full() {
            return;
        }
        self.taken = self.taken.saturating_add(1);
        if self.taken >= PACE_RECOVERY_CALLS {
            self.taken = 0;
            self.limit += 1;
            self.raise_at = now.saturating_add(PACE_RECOVERY_MILLIS);
        }
    }

    fn slow(&mut self, at_least: u32, now: Millis) {
        let wish = i64::from(at_least.min(MAX_QUEUE_DELAY_SECONDS)) * 1000;
        self.paused_until = self.paused_until.max(now.saturating_add(wish));
        self.raise_at = now.saturating_add(PACE_RECOVERY_MILLIS);
        self.taken = 0;
        // Calls that were made together are refused together, and lower it once.
        let settling = self
            .slowed_at
            .is_some_and(|at| (0..PACE_SETTLE_MILLIS).contains(&now.saturating_sub(at)));
        if !settling {
            self.limit = (self.limit / 2).max(1);
            self.slowed_at = Some(now);
        }
    }

    /// Whether all calls are allowed that ever are.
    pub const fn is_full(&self) -> bool {
        self.limit >= MAX_CALLS_AT_ONCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_795_341_600_000;

    #[test]
    fn it_halves_at_once_and_recovers_slowly() {
        let mut pace = Pace::default();
        assert_eq!(pace.limit(NOW), 6);
        pace.slow(0, NOW);
        pace.slow(0, NOW + PACE_SETTLE_MILLIS - 1);
        assert_eq!(pace.limit(NOW + 1), 3);
        pace.slow(0, NOW + PACE_SETTLE_MILLIS);
        assert_eq!(pace.limit(NOW), 1);
        pace.slow(0, NOW + 2 * PACE_SETTLE_MILLIS);
        let last = NOW + 2 * PACE_SETTLE_MILLIS;
        assert_eq!(pace.limit(last + PACE_RECOVERY_MILLIS - 1), 1);
        assert!(!pace.is_full());
        for more in 1..=9 {
            let limit = pace.limit(last + more * PACE_RECOVERY_MILLIS);
            assert_eq!(limit, (1 + usize::try_from(more).unwrap()).min(6));
        }
        assert!(pace.is_full());
    }

    #[test]
    fn it_recovers_with_the_calls_that_are_taken() {
        let answer = |status| Answer::Status {
            status,
            retry_after: None,
        };
        let mut pace = Pace::default();
        assert_eq!(pace.heed(answer(429), NOW), Some(0));
        for _ in 1..PACE_RECOVERY_CALLS {
            assert_eq!(pace.heed(answer(201), NOW), None);
        }
        for refused in [answer(422), answer(503), Answer::Lost] {
            assert_eq!(pace.heed(refused, NOW), None);
        }
        assert_eq!(pace.limit(NOW), 3);
        pace.heed(answer(200), NOW);
        assert_eq!(pace.limit(NOW), 4);
        // A further 429 begins anew.
        for _ in 1..PACE_RECOVERY_CALLS {
            pace.heed(answer(200), NOW);
        }
        pace.heed(answer(429), NOW + PACE_SETTLE_MILLIS);
        pace.heed(answer(200), NOW + PACE_SETTLE_MILLIS);
        assert_eq!(pace.limit(NOW), 2);
        for _ in 0..10 * PACE_RECOVERY_CALLS {
            pace.heed(answer(200), NOW);
        }
        assert_eq!(pace.limit(NOW), MAX_CALLS_AT_ONCE);
    }

    #[test]
    fn a_wish_pauses_and_the_longest_counts() {
        let mut pace = Pace::default();
        assert_eq!(pace.pause(NOW), 0);
        pace.slow(30, NOW);
        pace.slow(5, NOW + 10);
        assert_eq!(pace.pause(NOW), 30);
        assert_eq!(pace.pause(NOW + 29_001), 1);
        assert_eq!(pace.pause(NOW + 30_000), 0);
        pace.slow(u32::MAX, NOW);
        assert_eq!(pace.pause(NOW), MAX_QUEUE_DELAY_SECONDS);
    }

    #[test]
    fn a_clock_that_is_set_back_holds_nothing_up() {
        let mut pace = Pace::default();
        pace.slow(60, NOW);
        let earlier = NOW - 30 * 86_400_000;
        assert_eq!(pace.pause(earlier), 0);
        assert_eq!(pace.limit(earlier), 3);
        assert_eq!(pace.limit(earlier + PACE_RECOVERY_MILLIS), 4);
    }
}
