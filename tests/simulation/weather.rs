//! What goes wrong when: the probabilities of each minute.

use crate::chance::Chance;

/// How long one kind of weather lasts, in milliseconds.
pub const LASTS: i64 = 20_000;

/// Probabilities of faults.
#[derive(Clone, Copy, Default)]
pub struct Weather {
    pub name: &'static str,
    /// MAPI answers 429, with `Retry-After` or without.
    pub too_many: f64,
    /// MAPI answers 500, 502, 503 or 504.
    pub failing: f64,
    /// No answer comes, whether the call was carried out or not.
    pub silent: f64,
    /// An answer takes seconds.
    pub slow: f64,
    /// MAPI forgets all tokens, with each call.
    pub forgetful: f64,
    /// MAPI refuses keys and secrets.
    pub locked: bool,
    /// Requests for tokens fail for now.
    pub no_tokens: f64,
    /// A question to the ledger, or its answer, gets lost.
    pub lossy_ledger: f64,
    /// The ledger is slow, by seconds.
    pub slow_ledger: f64,
    /// The database of the desk can't be written.
    pub no_log: f64,
    /// The queue does not take messages.
    pub no_queue: f64,
    /// An isolate dies, each second.
    pub crashes: f64,
    /// A clock jumps, each second.
    pub clock_jumps: f64,
    /// The queue delivers a message twice.
    pub doubles: f64,
}

/// A little of everything that always happens.
const CALM: Weather = Weather {
    name: "calm",
    too_many: 0.001,
    failing: 0.002,
    silent: 0.002,
    slow: 0.002,
    forgetful: 0.000_1,
    locked: false,
    no_tokens: 0.005,
    lossy_ledger: 0.001,
    slow_ledger: 0.001,
    no_log: 0.001,
    no_queue: 0.001,
    crashes: 0.01,
    clock_jumps: 0.01,
    doubles: 0.005,
};

impl Weather {
    /// The next kind; calm once everything else is over, so that a run ends.
    pub fn next(chance: &mut Chance, is_late: bool) -> Self {
        if is_late {
            return CALM;
        }
        let storm = |weather: Self| weather;
        match chance.between(0, 21) {
            0 | 1 => storm(Self {
                name: "429",
                too_many: 0.8,
                ..CALM
            }),
            2 => storm(Self {
                name: "outage",
                failing: 0.95,
                no_tokens: 0.9,
                ..CALM
            }),
            3 | 4 => storm(Self {
                name: "failing",
                failing: 0.3,
                ..CALM
            }),
            5 | 6 => storm(Self {
                name: "silent",
                silent: 0.4,
                ..CALM
            }),
            7 => storm(Self {
                name: "slow",
                slow: 0.5,
                ..CALM
            }),
            8 => storm(Self {
                name: "forgetful",
                forgetful: 0.2,
                ..CALM
            }),
            9 => storm(Self {
                name: "locked",
                locked: true,
                ..CALM
            }),
            10 => storm(Self {
                name: "lossy ledger",
                lossy_ledger: 0.3,
                ..CALM
            }),
            11 => storm(Self {
                name: "slow ledger",
                slow_ledger: 0.4,
                ..CALM
            }),
            12 => storm(Self {
                name: "no log",
                no_log: 0.9,
                ..CALM
            }),
            13 => storm(Self {
                name: "no queue",
                no_queue: 0.8,
                ..CALM
            }),
            14 | 15 => storm(Self {
                name: "crashes",
                crashes: 0.9,
                ..CALM
            }),
            16 => storm(Self {
                name: "clock jumps",
                clock_jumps: 0.9,
                ..CALM
            }),
            17 => storm(Self {
                name: "doubles",
                doubles: 0.5,
                ..CALM
            }),
            18 => storm(Self {
                name: "everything",
                too_many: 0.1,
                failing: 0.1,
                silent: 0.1,
                slow: 0.1,
                forgetful: 0.02,
                no_tokens: 0.1,
                lossy_ledger: 0.1,
                slow_ledger: 0.1,
                no_log: 0.2,
                no_queue: 0.2,
                crashes: 0.5,
                clock_jumps: 0.5,
                doubles: 0.2,
                ..CALM
            }),
            _ => CALM,
        }
    }
}
