//! What must hold at the end, whatever happened.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use friendbuy_edge::delivery::{OnUncertain, Outcome, Record, Report, State};
use friendbuy_edge::limits::MAX_TOKEN_RENEWALS;

use crate::world::{World, place};

/// Calls a message may take: its attempts, each with a few renewed tokens.
const MAX_CALLS: u32 = (1 + MAX_TOKEN_RENEWALS) * 21;

/// How each call of each event ended, as far as anybody was told.
#[derive(Default)]
pub struct Ends {
    ended: HashMap<(u32, usize), &'static str>,
    copies: HashMap<u32, u32>,
    calls: HashMap<(u32, usize), u32>,
    wishes: HashMap<u32, u32>,
    /// Keys that somebody wished a call under although one may have been made.
    forced: HashSet<u32>,
    records: HashMap<(usize, u32), Record>,
    /// The kinds of weather there were.
    pub weathers: BTreeSet<&'static str>,
    pub crashes: u64,
    pub told_twice: u64,
    pub unsettled: u64,
}

impl Ends {
    /// One more message for the event.
    pub fn copy(&mut self, event: u32) {
        *self.copies.entry(event).or_default() += 1;
    }

    /// How many messages there were for the event.
    pub fn copies(&self, event: u32) -> u32 {
        self.copies.get(&event).copied().unwrap_or_default()
    }

    pub fn called(&mut self, event: u32, mapping: &str) {
        *self.calls.entry((event, place(mapping))).or_default() += 1;
    }

    /// A person's wish for an event, and the keys it is to open whatever is known of them.
    pub fn wish(&mut self, event: u32, forced: impl IntoIterator<Item = u32>) {
        *self.wishes.entry(event).or_default() += 1;
        self.forced.extend(forced);
    }

    pub fn wishes(&self, event: u32) -> u32 {
        self.wishes.get(&event).copied().unwrap_or_default()
    }

    /// The queue forgot a message after this report. What was sent stays sent.
    pub fn ended(&mut self, event: u32, mapping: &str, report: &Report) {
        if !report.outcome.is_open() {
            self.note(event, mapping, report.outcome.as_str());
        }
    }

    /// A dead letter is on the desk.
    pub fn dead(&mut self, event: u32, mapping: &str) {
        self.note(event, mapping, "failed");
    }

    fn note(&mut self, event: u32, mapping: &str, end: &'static str) {
        let known = self.ended.entry((event, place(mapping))).or_insert(end);
        if *known != "sent" {
            *known = end;
        }
    }

    pub fn take_records(&mut self, shards: &[HashMap<(usize, u32), String>]) {
        for (key, text) in shards.iter().flatten() {
            self.records.insert(*key, Record::from_text(text).unwrap());
        }
    }
}

/// What a run came to.
pub struct Summary {
    pub violations: Vec<String>,
    ends: Vec<(&'static str, u64)>,
    lines: Vec<String>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ends: Vec<_> = self
            .ends
            .iter()
            .map(|(end, count)| format!("{count} {end}"))
            .collect();
        writeln!(f, "  calls      {}", ends.join(", "))?;
        for line in &self.lines {
            writeln!(f, "  {line}")?;
        }
        match self.violations.as_slice() {
            [] => write!(
                f,
                "  nothing lost, nothing sent twice but after an uncertain answer, every call in a named state"
            ),
            many => {
                writeln!(f, "  {} VIOLATIONS", many.len())?;
                many.iter()
                    .take(10)
                    .try_for_each(|violation| writeln!(f, "  - {violation}"))
            }
        }
    }
}

pub fn check(world: &World) -> Summary {
    let ends = &world.ends;
    let mut violations = Vec::new();
    let mut tally: HashMap<&'static str, u64> = HashMap::new();
    let (mut twice, mut uncertain, mut most_calls) = (0_u64, 0_u64, 0_u32);

    for event in 0..world.plan.events() {
        for call in world.plan.calls(event) {
            let name = format!("m{event} {} (key {})", call.mapping, call.key);
            let place = place(call.mapping);
            let carried_out = world
                .mapi
                .carried_out
                .get(&call.key)
                .copied()
                .unwrap_or_default();
            let Some(end) = ends.ended.get(&(event, place)) else {
                violations.push(format!("lost: {name}"));
                continue;
            };
            *tally.entry(end).or_default() += 1;
            match *end {
                "sent" | "duplicate" if carried_out == 0 => {
                    violations.push(format!("{end}, but never carried out: {name}"));
                }
                "refused" if !world.plan.is_bad(event) => {
                    violations.push(format!("refused for no reason: {name}"));
                }
                "held" if world.setting == OnUncertain::Resend => {
                    violations.push(format!("held against the setting: {name}"));
                }
                _ => {}
            }
            let calls = ends.calls.get(&(event, place)).copied().unwrap_or_default();
            let copies = ends.copies(event);
            most_calls = most_calls.max(calls);
            if calls > MAX_CALLS * copies {
                violations.push(format!("{calls} calls with {copies} messages: {name}"));
            }
        }
    }

    for ((merchant, key), record) in &ends.records {
        let carried_out = world.mapi.carried_out.get(key).copied().unwrap_or_default();
        uncertain += u64::from(record.uncertain);
        twice += u64::from(carried_out.saturating_sub(1));
        let name = format!("key {key} of merchant {merchant}, {record:?}");
        if carried_out > 1 + record.uncertain {
            violations.push(format!("carried out {carried_out} times: {name}"));
        }
        if world.setting == OnUncertain::Hold && carried_out > 1 && !ends.forced.contains(key) {
            violations.push(format!(
                "carried out {carried_out} times with `hold`: {name}"
            ));
        }
        if matches!(record.state, State::Sent { .. }) && carried_out == 0 {
            violations.push(format!("recorded as sent, never carried out: {name}"));
        }
    }
    for key in world.mapi.carried_out.keys() {
        let merchant = world.plan.merchant(key / 2);
        if !ends.records.contains_key(&(merchant, *key)) {
            violations.push(format!("carried out without a record: key {key}"));
        }
    }
    if world.mapi.strangers > 0 {
        violations.push(format!(
            "{} calls with another merchant's token",
            world.mapi.strangers
        ));
    }

    // A run in which nothing ever goes wrong proves nothing.
    let failed = tally.get("failed").copied().unwrap_or_default();
    let is_stormy = !world.is_calm && world.setting == OnUncertain::Resend;
    if world.plan.events() >= 4_000 && is_stormy && failed == 0 {
        violations.push("no dead letter in the whole run".to_owned());
    }

    let names = ["sent", "duplicate", "refused", "held", "failed"];
    Summary {
        violations,
        ends: names
            .map(|name| (name, tally.get(name).copied().unwrap_or_default()))
            .to_vec(),
        lines: vec![
            format!(
                "MAPI       {} calls, {} requests for tokens; at most {most_calls} calls for one event and mapping",
                world.mapi.calls, world.mapi.authorizations
            ),
            format!(
                "uncertain  {uncertain} calls whose end nobody saw; {twice} carried out a second time ({} of these known)",
                ends.told_twice
            ),
            format!(
                "faults     {} isolates died, {} settlements never arrived; weather: {}",
                ends.crashes,
                ends.unsettled,
                ends.weathers.iter().copied().collect::<Vec<_>>().join(", ")
            ),
        ],
    }
}

/// Keeps the compiler honest about the outcomes a call can end with.
#[expect(
    dead_code,
    reason = "a list that fails to compile when an outcome is added"
)]
const fn is_named(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Sent | Outcome::Duplicate | Outcome::Refused | Outcome::Held => true,
        Outcome::Retry { .. } | Outcome::Stopped => false,
    }
}
