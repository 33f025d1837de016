//! The simulated world: a queue of happenings in the order of their time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use friendbuy_edge::delivery::{
    Attempt, LedgerLost, Message, OnUncertain, Pace, Report, Tokens, Wish, serve,
};
use friendbuy_edge::instant::Millis;

use crate::chance::Chance;
use crate::check::Ends;
use crate::cost::Meter;
use crate::mapi::{Mapi, Reply};
use crate::plan::{MAPPINGS, MERCHANTS, Plan, SHARDS};
use crate::weather::{LASTS, Weather};

mod consumer;

const START: Millis = 1_795_341_600_000;
/// As `wrangler.toml` says.
const MAX_ATTEMPTS: u32 = 21;
const BATCH: usize = 50;
const ISOLATES: usize = 9;
const INVOCATIONS: usize = 60;
/// How long the queue waits for more messages, as `wrangler.toml` says.
const BATCH_TIMEOUT: Millis = 1_000;
/// How long the queue waits for a delivery that died.
const VISIBILITY: Millis = 30_000;
/// Events a second, in a long run.
const RATE: i64 = 400;
/// How long events keep arriving at least: enough for many kinds of weather.
const ARRIVALS: Millis = 40 * LASTS;
/// How long the weather stays bad after the last event arrived.
const AFTERMATH: Millis = 20 * LASTS;

/// A message in the queue.
#[derive(Clone)]
struct Queued {
    event: u32,
    text: String,
    attempts: u32,
}

enum Happening {
    Arrive(u32),
    Visible(Queued),
    Dead(Queued),
    Pull,
    /// The ledger is reached.
    Ledger {
        shard: usize,
        key: u32,
        merchant: usize,
        request: String,
        /// Whom the answer reaches, and after how long.
        answer: Option<(Address, Millis)>,
    },
    /// Something comes back to an attempt.
    Heard(Address, Heard),
    Logged(usize, u32, bool),
    Weather,
    Second,
}

enum Heard {
    /// MAPI's pause is over.
    PauseOver,
    /// Look for the token again.
    Token,
    Granted(Reply),
    Ledger(Result<String, LedgerLost>),
    Reply(Reply),
}

/// An attempt of a task of an invocation, as long as the invocation lives; questions are numbered, for late answers.
#[derive(Clone, Copy)]
struct Address {
    invocation: usize,
    life: u32,
    task: usize,
    question: u32,
}

struct Isolate {
    merchant: usize,
    tokens: Tokens,
    pace: Pace,
    clock: Millis,
}

/// One run of the queue handler.
struct Invocation {
    life: u32,
    isolate: usize,
    waiting: Vec<Queued>,
    tasks: Vec<Task>,
    running: usize,
}

struct Task {
    queued: Queued,
    calls: Vec<crate::plan::Call>,
    current: usize,
    attempt: Attempt,
    question: u32,
    asked: Option<Asked>,
    /// Until when it waits in place, by the isolate's clock.
    patient_until: Millis,
    reports: Vec<Report>,
    is_done: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Claim,
    Settle,
}

pub struct World {
    pub plan: Plan,
    /// No storms: only the little that always happens.
    pub is_calm: bool,
    pub setting: OnUncertain,
    chance: Chance,
    now: Millis,
    sequence: u64,
    agenda: BinaryHeap<Reverse<(Millis, u64)>>,
    happenings: HashMap<u64, Happening>,
    weather: Weather,
    pub mapi: Mapi,
    shards: Vec<HashMap<(usize, u32), String>>,
    shard_clocks: Vec<Millis>,
    isolates: Vec<Isolate>,
    invocations: Vec<Option<Invocation>>,
    lives: u32,
    /// Visible messages, by merchant.
    ready: Vec<Vec<Queued>>,
    is_pull_due: bool,
    in_flight: u64,
    arrived: u32,
    /// When the weather calms down, so that the run ends.
    calm_at: Millis,
    pub ends: Ends,
    pub meter: Meter,
    attempts: u64,
    wishes: u64,
}

impl World {
    pub fn new(events: u32, seed: u64, setting: OnUncertain, is_calm: bool) -> Self {
        let mut world = Self {
            plan: Plan::new(events, seed, is_calm),
            is_calm,
            setting,
            chance: Chance::new(seed.wrapping_add(u64::from(setting == OnUncertain::Hold) << 40)),
            now: START,
            sequence: 0,
            agenda: BinaryHeap::new(),
            happenings: HashMap::new(),
            weather: Weather::default(),
            mapi: Mapi::default(),
            shards: vec![HashMap::new(); SHARDS as usize],
            shard_clocks: vec![0; SHARDS as usize],
            isolates: Vec::new(),
            invocations: (0..INVOCATIONS).map(|_| None).collect(),
            lives: 0,
            ready: vec![Vec::new(); MERCHANTS],
            is_pull_due: false,
            in_flight: 0,
            arrived: 0,
            calm_at: Millis::MAX,
            ends: Ends::default(),
            meter: Meter::default(),
            attempts: 0,
            wishes: 0,
        };
        for isolate in 0..ISOLATES {
            world.isolates.push(Isolate::new(isolate % MERCHANTS));
        }
        world.then(0, Happening::Weather);
        world.then(0, Happening::Second);
        world.then(0, Happening::Arrive(0));
        world
    }

    pub fn hours(&self) -> f64 {
        (self.now - START) as f64 / 3_600_000.0
    }

    /// Runs until nothing is left to happen.
    pub fn run(mut self) -> Self {
        while let Some(Reverse((at, sequence))) = self.agenda.pop() {
            self.now = at;
            let happening = self.happenings.remove(&sequence).unwrap();
            self.happen(happening);
            if self.is_over() {
                break;
            }
        }
        self.ends.take_records(&self.shards);
        self
    }

    fn is_over(&self) -> bool {
        self.arrived == self.plan.events() && self.in_flight == 0
    }

    fn then(&mut self, after: Millis, happening: Happening) {
        self.sequence += 1;
        self.agenda.push(Reverse((self.now + after, self.sequence)));
        self.happenings.insert(self.sequence, happening);
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Arrive(event) => self.arrive(event),
            Happening::Visible(queued) => {
                self.ready[self.plan.merchant(queued.event)].push(queued);
                self.pull(false);
                if !self.is_pull_due {
                    self.is_pull_due = true;
                    self.then(BATCH_TIMEOUT, Happening::Pull);
                }
            }
            Happening::Dead(queued) => self.bury(queued),
            Happening::Pull => {
                self.is_pull_due = false;
                self.pull(true);
            }
            Happening::Ledger {
                shard,
                key,
                merchant,
                request,
                answer,
            } => self.serve(shard, key, merchant, &request, answer),
            Happening::Heard(address, heard) => self.hear(address, heard),
            Happening::Logged(invocation, life, written) => self.finish(invocation, life, written),
            Happening::Weather => {
                let late = self.is_calm || self.now >= self.calm_at;
                self.weather = Weather::next(&mut self.chance, late);
                self.ends.weathers.insert(self.weather.name);
                self.then(LASTS, Happening::Weather);
            }
            Happening::Second => self.second(),
        }
    }

    fn second(&mut self) {
        if self.chance.hits(self.weather.crashes) {
            let isolate = self.chance.between(0, ISOLATES as i64 - 1) as usize;
            self.crash(isolate);
        }
        if self.chance.hits(self.weather.clock_jumps) {
            let jump = self.chance.between(-150_000, 150_000);
            if self.chance.hits(0.5) {
                let shard = self.chance.between(0, i64::from(SHARDS) - 1) as usize;
                self.shard_clocks[shard] = jump;
            } else {
                let isolate = self.chance.between(0, ISOLATES as i64 - 1) as usize;
                self.isolates[isolate].clock = jump;
            }
        }
        self.then(1_000, Happening::Second);
    }

    /// The intake wrote it to the queue; sometimes the sender repeats it.
    fn arrive(&mut self, event: u32) {
        let head = Message::new(&format!("m{event}"), "{}").to_text();
        let mut copies = 1;
        while self.chance.hits(0.01) && copies < 4 {
            copies += 1;
        }
        for copy in 0..copies {
            let delay = copy * self.chance.between(0, 90_000);
            self.enqueue(event, head.clone(), delay);
        }
        self.arrived += 1;
        if self.arrived < self.plan.events() {
            let all = (i64::from(self.plan.events()) * 1_000 / RATE).max(ARRIVALS);
            let next = START + all * i64::from(event + 1) / i64::from(self.plan.events());
            self.then((next - self.now).max(0), Happening::Arrive(event + 1));
        } else {
            self.calm_at = self.now + AFTERMATH;
        }
    }

    fn enqueue(&mut self, event: u32, text: String, delay: Millis) {
        self.meter.queue_writes += 1;
        self.in_flight += 1;
        self.ends.copy(event);
        let queued = Queued {
            event,
            text,
            attempts: 1,
        };
        let jitter = self.chance.between(0, 3_000);
        self.then(delay + jitter, Happening::Visible(queued));
    }

    /// The queue delivers it again, or gives it up.
    fn again(&mut self, mut queued: Queued, delay: Millis) {
        if queued.attempts >= MAX_ATTEMPTS {
            self.meter.queue_writes += 1;
            self.then(1_000, Happening::Dead(queued));
        } else {
            queued.attempts += 1;
            self.then(delay, Happening::Visible(queued));
        }
    }

    /// The consumer of the dead letter queue: to the desk, or again.
    fn bury(&mut self, queued: Queued) {
        self.meter.queue_reads += 1;
        if self.chance.hits(self.weather.no_log) {
            return self.then(30_000, Happening::Dead(queued));
        }
        let message = Message::from_text(&queued.text).unwrap();
        for call in self.plan.calls(queued.event) {
            if message.concerns(call.mapping) {
                self.ends.dead(queued.event, call.mapping);
            }
        }
        self.in_flight -= 1;
    }

    fn serve(
        &mut self,
        shard: usize,
        key: u32,
        merchant: usize,
        request: &str,
        answer: Option<(Address, Millis)>,
    ) {
        let now = self.now + self.shard_clocks[shard];
        let records = &mut self.shards[shard];
        self.meter.ledger_rows_read += 1;
        let kept = records.get(&(merchant, key)).map(String::as_str);
        let served = serve(kept, request, now).unwrap();
        if let Some(record) = served.keep {
            self.meter.ledger_rows_written += 1;
            self.meter.record_bytes = self.meter.record_bytes.max(record.len() as u64);
            records.insert((merchant, key), record);
        }
        if let Some((address, back)) = answer {
            let heard = Heard::Ledger(Ok(served.answer));
            self.then(back, Happening::Heard(address, heard));
        }
    }

    /// A person looks at what was refused or held, corrects some of it, and wishes some of it sent again; some twice, and some
    /// although it may have been sent.
    fn person(&mut self, event: u32, mapping: &'static str) {
        if !self.chance.hits(0.3) || self.ends.wishes(event) > 3 {
            return;
        }
        if self.chance.hits(0.7) {
            self.mapi.corrected.insert(event);
        }
        let message = Message::new(&format!("m{event}"), "{}").only(vec![mapping.to_owned()]);
        for _ in 0..self.chance.between(1, 2) {
            self.wishes += 1;
            let force = self.chance.hits(0.5);
            let calls = self.plan.calls(event);
            let keys = calls.iter().filter(|call| call.mapping == mapping);
            let keys = keys.map(|call| call.key).filter(|_| force);
            self.ends.wish(event, keys);
            let wish = Wish {
                text: format!("w{}", self.wishes),
                force,
            };
            let text = message.resend(wish).to_text();
            let later = self.chance.between(0, 600_000);
            self.enqueue(event, text, later);
        }
    }

    /// An isolate dies: what it was doing stops where it is, and the queue delivers again what was not acknowledged.
    fn crash(&mut self, isolate: usize) {
        let merchant = self.isolates[isolate].merchant;
        self.isolates[isolate] = Isolate::new(merchant);
        self.ends.crashes += 1;
        for slot in 0..self.invocations.len() {
            let is_there = self.invocations[slot]
                .as_ref()
                .is_some_and(|invocation| invocation.isolate == isolate);
            if !is_there {
                continue;
            }
            let invocation = self.invocations[slot].take().unwrap();
            let tasks = invocation.tasks.into_iter().map(|task| task.queued);
            for queued in tasks.chain(invocation.waiting) {
                self.again(queued, VISIBILITY);
            }
        }
        self.then(1_000, Happening::Pull);
    }
}

impl Isolate {
    fn new(merchant: usize) -> Self {
        Self {
            merchant,
            tokens: Tokens::default(),
            pace: Pace::default(),
            clock: 0,
        }
    }
}

/// The place of a mapping in [`MAPPINGS`].
pub fn place(mapping: &str) -> usize {
    MAPPINGS.iter().position(|known| *known == mapping).unwrap()
}
