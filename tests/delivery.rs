//! The life of messages under random answers: what the parts of `delivery` promise together.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use friendbuy_edge::delivery::{
    Answer, Message, Outcome, Verdict, after_call, hold_seconds, queue_batches, retry_seconds,
    settle,
};
use friendbuy_edge::limits::{MAX_QUEUE_DELAY_SECONDS, MAX_TOKEN_RENEWALS};

const MAPPINGS: [&str; 4] = ["customer", "purchase", "sign-up", "custom"];
/// As often as `wrangler.toml` lets the queue deliver a message: once, and 20 times again.
const MAX_ATTEMPTS: u32 = 21;

/// Random numbers that a seed repeats exactly (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn fraction(&mut self) -> f64 {
        f64::from(u32::try_from(self.roll(1 << 20)).unwrap()) / f64::from(1_u32 << 20)
    }

    fn answer(&mut self) -> Answer<'static> {
        let statuses = [200, 201, 204, 400, 401, 403, 404, 408, 422, 429, 500, 503];
        let retry_after = [None, Some("7"), Some("soon"), Some("99999999")];
        match self.roll(14) {
            0 | 1 => Answer::Lost,
            side => Answer::Status {
                status: statuses[usize::try_from(side - 2).unwrap()],
                retry_after: retry_after[usize::try_from(self.roll(4)).unwrap()],
            },
        }
    }

    /// One call, with its one renewal.
    fn call(&mut self) -> Outcome {
        let first = after_call(self.answer(), 0, 0).outcome();
        first.unwrap_or_else(|| {
            after_call(self.answer(), MAX_TOKEN_RENEWALS, 0)
                .outcome()
                .unwrap()
        })
    }
}

#[derive(Default)]
struct Life {
    /// How often each mapping's call came to an end that is final.
    settled: BTreeMap<String, u32>,
    is_dead: bool,
}

/// Follows one event from the queue to its end.
fn live(dice: &mut Dice) -> Life {
    let mut life = Life::default();
    let mut text = Message::new("m-1", r#"{"type":"track"}"#).to_text();
    while let Some(next) = deliver(&text, dice, &mut life) {
        text = next;
    }
    life
}

/// Delivers one message until it is done, replaced or among the dead letters; the replacement, if there is one.
fn deliver(text: &str, dice: &mut Dice, life: &mut Life) -> Option<String> {
    let message = Message::from_text(text).unwrap();
    for attempts in 1..=MAX_ATTEMPTS {
        let called = MAPPINGS.iter().filter(|mapping| message.concerns(mapping));
        let outcomes: Vec<_> = called.map(|mapping| (*mapping, dice.call())).collect();
        for (mapping, outcome) in &outcomes {
            if matches!(outcome, Outcome::Sent | Outcome::Refused) {
                *life.settled.entry((*mapping).to_owned()).or_default() += 1;
            }
        }
        match settle(&outcomes, attempts, message.holds(), dice.fraction()) {
            Verdict::Done => return None,
            Verdict::Retry { delay_seconds } => {
                assert!((1..=MAX_QUEUE_DELAY_SECONDS).contains(&delay_seconds));
            }
            Verdict::Replace {
                mappings,
                held,
                delay_seconds,
            } => {
                assert!((1..=MAX_QUEUE_DELAY_SECONDS).contains(&delay_seconds));
                let stopped = outcomes.iter().any(|(_, end)| *end == Outcome::Stopped);
                assert_eq!(held, stopped);
                assert!(!stopped || delay_seconds == hold_seconds(message.holds()));
                return Some(message.replacement(mappings, held).to_text());
            }
        }
    }
    life.is_dead = true;
    None
}

#[test]
fn no_call_is_lost_and_none_settled_twice() {
    let mut dice = Dice(1);
    let mut dead = 0;
    for _ in 0..4_000 {
        let life = live(&mut dice);
        assert!(
            life.settled.values().all(|times| *times == 1),
            "settled twice"
        );
        assert!(life.is_dead || life.settled.len() == MAPPINGS.len(), "lost");
        dead += u32::from(life.is_dead);
    }
    // A call fails for now in about half of all attempts: 21 in a row are next to impossible.
    assert!(dead < 2, "{dead} dead letters");
}

#[test]
fn an_outage_uses_up_every_attempt_and_ends_among_the_dead_letters() {
    let retry = Outcome::Retry { at_least: 0 };
    let waited: u32 = (1..=MAX_ATTEMPTS)
        .map(
            |attempts| match settle(&[("purchase", retry)], attempts, 0, 0.5) {
                Verdict::Retry { delay_seconds } => delay_seconds,
                other => unreachable!("{other:?}"),
            },
        )
        .sum();
    // Segment gives up after about four hours.
    assert!(waited > 8 * 60 * 60, "{waited} seconds");
}

#[test]
fn waits_are_spread_over_their_whole_range() {
    let mut dice = Dice(2);
    let mut waits: Vec<_> = (0..10_000)
        .map(|_| retry_seconds(8, dice.fraction(), 0))
        .collect();
    waits.sort_unstable();
    let longest = 5 << 7;
    assert_eq!(waits.first(), Some(&1));
    assert_eq!(waits.last(), Some(&longest));
    let middle = waits[waits.len() / 2];
    assert!(middle.abs_diff(longest / 2) < longest / 20, "{middle}");
}

#[test]
fn batches_keep_every_message_in_its_order() {
    let mut dice = Dice(3);
    for _ in 0..20 {
        let messages: Vec<_> = (0..dice.roll(400))
            .map(|index| {
                format!(
                    "{index:>width$}",
                    width = usize::try_from(dice.roll(33_000)).unwrap()
                )
            })
            .collect();
        let batches: Vec<_> = queue_batches(&messages).collect();
        assert_eq!(batches.concat(), messages);
        let fits = |batch: &&[String]| {
            let bytes: usize = batch.iter().map(String::len).sum();
            (1..=100).contains(&batch.len()) && bytes + 100 * batch.len() <= 256_000
        };
        assert!(batches.iter().all(fits));
    }
}
