//! The events of a run, and what is to become of each: a function of the seed.

use friendbuy_edge::delivery::{Credentials, LedgerKey};

use crate::chance::Chance;

pub const MERCHANTS: usize = 3;
pub const SHARDS: u32 = 64;

/// The mappings of the simulated document.
pub const MAPPINGS: [&str; 2] = ["purchase", "custom"];

/// One call an event asks for.
#[derive(Clone)]
pub struct Call {
    pub mapping: &'static str,
    /// The number of the key; two calls with one number are the same call.
    pub key: u32,
}

pub struct Plan {
    pub credentials: Vec<Credentials>,
    events: u32,
    seed: u64,
    is_calm: bool,
}

impl Plan {
    pub fn new(events: u32, seed: u64, is_calm: bool) -> Self {
        let credentials = (0..MERCHANTS).map(|merchant| {
            let key = format!("00000000-0000-4000-8000-00000000000{merchant}");
            Credentials::new(&key, "secret", None).unwrap()
        });
        Self {
            credentials: credentials.collect(),
            events,
            seed,
            is_calm,
        }
    }

    pub fn events(&self) -> u32 {
        self.events
    }

    fn chance(&self, event: u32) -> Chance {
        Chance::new(self.seed ^ (u64::from(event) << 20))
    }

    pub fn merchant(&self, event: u32) -> usize {
        event as usize % MERCHANTS
    }

    /// A purchase, in one of ten events also a custom event; one order in thirty was told before by another event.
    pub fn calls(&self, event: u32) -> Vec<Call> {
        let mut chance = self.chance(event);
        let earlier = chance.between(1, 40) as u32 * MERCHANTS as u32;
        let order = match event.checked_sub(earlier) {
            Some(other) if chance.hits(1.0 / 30.0) => other,
            _ => event,
        };
        let mut calls = vec![Call {
            mapping: MAPPINGS[0],
            key: 2 * order,
        }];
        if chance.hits(0.1) {
            calls.push(Call {
                mapping: MAPPINGS[1],
                key: 2 * event + 1,
            });
        }
        calls
    }

    /// Whether MAPI fails over the event each time, and never carries it out: one in 400, where it storms.
    pub fn is_cursed(&self, event: u32) -> bool {
        !self.is_calm && event % 400 == 399
    }

    /// Whether MAPI refuses the event for good: one in a hundred.
    pub fn is_bad(&self, event: u32) -> bool {
        let mut chance = self.chance(event);
        chance.next();
        chance.next();
        chance.next();
        chance.hits(0.01)
    }

    pub fn ledger_key(&self, merchant: usize, key: u32) -> LedgerKey {
        LedgerKey::new(&self.credentials[merchant], &format!("purchase:{key}"))
    }
}
