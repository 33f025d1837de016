//! The Worker's part of the world: the queue handler, its attempts, and what becomes of their messages.

use friendbuy_edge::delivery::{
    Answer, Attempt, Caller, Credentials, Decision, Do, LedgerLost, Message, Outcome, Report,
    Settled, Step, Token, Unavailable, Verdict, settle,
};
use friendbuy_edge::instant::Millis;
use friendbuy_edge::json::{Arena, parse};
use friendbuy_edge::limits::{PAUSE_PATIENCE_MILLIS, TOKEN_PATIENCE_MILLIS};

use super::{Address, Asked, BATCH, Happening, Heard, Invocation, Queued, Task, VISIBILITY, World};
use crate::mapi::Reply;
use crate::plan::{MERCHANTS, SHARDS};

/// The queue delivers twice at most until there are so many messages for an event; doubles of doubles would outgrow any run.
const MOST_COPIES: u32 = 8;

impl World {
    /// Starts the queue handler where there is something to deliver: a whole batch, or when it has waited, any.
    pub(super) fn pull(&mut self, has_waited: bool) {
        let least = if has_waited { 1 } else { BATCH };
        for merchant in 0..MERCHANTS {
            while self.ready[merchant].len() >= least {
                let Some(slot) = self.invocations.iter().position(Option::is_none) else {
                    return;
                };
                let take = self.ready[merchant].len().min(BATCH);
                let mut waiting: Vec<_> = self.ready[merchant].drain(..take).collect();
                self.meter.queue_reads += waiting.len() as u64;
                let doubles: Vec<_> = waiting
                    .iter()
                    .filter(|queued| {
                        self.ends.copies(queued.event) < MOST_COPIES
                            && self.chance.hits(self.weather.doubles)
                    })
                    .cloned()
                    .collect();
                for double in doubles {
                    self.in_flight += 1;
                    self.ends.copy(double.event);
                    let soon = self.chance.between(0, 5_000);
                    self.then(soon, Happening::Visible(double));
                }
                // Nobody promises an order.
                let turn = self.chance.between(0, take as i64 - 1) as usize;
                waiting.rotate_left(turn);
                self.lives += 1;
                let isolate = merchant + MERCHANTS * self.chance.between(0, 2) as usize;
                self.invocations[slot] = Some(Invocation {
                    life: self.lives,
                    isolate,
                    waiting,
                    tasks: Vec::new(),
                    running: 0,
                });
                self.start(slot);
            }
        }
    }

    /// Starts as many messages as the pace allows; when there are none, the log is written.
    fn start(&mut self, slot: usize) {
        loop {
            let invocation = self.invocations[slot].as_mut().unwrap();
            let isolate = &mut self.isolates[invocation.isolate];
            let limit = isolate.pace.limit(self.now + isolate.clock);
            if invocation.running >= limit {
                return;
            }
            let Some(queued) = invocation.waiting.pop() else {
                break;
            };
            let message = Message::from_text(&queued.text).unwrap();
            let mut calls = self.plan.calls(queued.event);
            calls.retain(|call| message.concerns(call.mapping));
            invocation.running += 1;
            let task = invocation.tasks.len();
            self.attempts += 1;
            let attempt = self.plan_attempt(&queued, calls[0].mapping);
            let invocation = self.invocations[slot].as_mut().unwrap();
            invocation.tasks.push(Task {
                queued,
                calls,
                current: 0,
                attempt,
                question: 0,
                asked: None,
                patient_until: 0,
                reports: Vec::new(),
                is_done: false,
            });
            self.begin(slot, task);
        }
        let invocation = self.invocations[slot].as_ref().unwrap();
        if invocation.running == 0 && invocation.tasks.iter().all(|task| task.is_done) {
            let life = invocation.life;
            let written = !self.chance.hits(self.weather.no_log);
            let wait = self.chance.between(5, 200);
            self.then(wait, Happening::Logged(slot, life, written));
        }
    }

    fn plan_attempt(&self, queued: &Queued, mapping: &str) -> Attempt {
        let message = Message::from_text(&queued.text).unwrap();
        let by = Caller {
            message: message.message_id().to_owned(),
            mapping: mapping.to_owned(),
        };
        let id = format!("a{}", self.attempts);
        Attempt::new(by, id, message.wish().cloned(), self.setting)
    }

    /// The first step of a call, at the earliest when MAPI's pause is over.
    fn begin(&mut self, slot: usize, task: usize) {
        let (_, ()) = self.parts(slot, task, |task, now| {
            task.patient_until = now + PAUSE_PATIENCE_MILLIS;
        });
        self.wait_or_begin(slot, task);
    }

    /// Waits in place while MAPI asks for a pause, unless that is long.
    fn wait_or_begin(&mut self, slot: usize, task: usize) {
        let (isolate, (first, until)) = self.parts(slot, task, |task, _| {
            (task.attempt.begin(), task.patient_until)
        });
        let now = self.clock(isolate);
        let pause = self.isolates[isolate].pace.pause(now);
        let wait = i64::from(pause) * 1000;
        if pause == 0 {
            self.go(slot, task, first);
        } else if now + wait > until {
            self.end(slot, task, Report::new(Outcome::Retry { at_least: pause }));
        } else {
            let address = self.address(slot, task);
            self.then(wait, Happening::Heard(address, Heard::PauseOver));
        }
    }

    fn parts<T>(
        &mut self,
        slot: usize,
        task: usize,
        act: impl FnOnce(&mut Task, Millis) -> T,
    ) -> (usize, T) {
        let isolate = self.invocations[slot].as_ref().unwrap().isolate;
        let now = self.clock(isolate);
        let invocation = self.invocations[slot].as_mut().unwrap();
        (isolate, act(&mut invocation.tasks[task], now))
    }

    fn clock(&self, isolate: usize) -> Millis {
        self.now + self.isolates[isolate].clock
    }

    fn address(&mut self, slot: usize, task: usize) -> Address {
        let invocation = self.invocations[slot].as_mut().unwrap();
        let life = invocation.life;
        let task_ = &mut invocation.tasks[task];
        task_.question += 1;
        Address {
            invocation: slot,
            life,
            task,
            question: task_.question,
        }
    }

    /// Does what the attempt says.
    fn go(&mut self, slot: usize, task: usize, step: Do) {
        match step {
            Do::Token => {
                self.parts(slot, task, |task, now| {
                    task.patient_until = now + TOKEN_PATIENCE_MILLIS;
                });
                self.token(slot, task);
            }
            Do::Renew(token) => {
                // With a claim in hand nobody waits.
                self.parts(slot, task, |task, _| task.patient_until = Millis::MIN);
                let isolate = self.invocations[slot].as_ref().unwrap().isolate;
                let isolate = &mut self.isolates[isolate];
                let credentials = self.plan.credentials[isolate.merchant].clone();
                isolate.tokens.drop(&credentials, &token);
                self.token(slot, task);
            }
            Do::Claim(claim) => self.ask(slot, task, claim.to_text(), Asked::Claim),
            Do::Settle(settlement) => self.ask(slot, task, settlement.to_text(), Asked::Settle),
            Do::Call(token) => self.call(slot, task, &token),
            Do::End(report) => self.end(slot, task, report),
        }
    }

    fn credentials(&self, isolate: usize) -> Credentials {
        self.plan.credentials[self.isolates[isolate].merchant].clone()
    }

    fn token(&mut self, slot: usize, task: usize) {
        let isolate = self.invocations[slot].as_ref().unwrap().isolate;
        let credentials = self.credentials(isolate);
        let now = self.clock(isolate);
        match self.isolates[isolate].tokens.step(&credentials, now) {
            Step::Use(token) => self.tokened(slot, task, Ok(token)),
            Step::GiveUp(why) => self.tokened(slot, task, Err(why)),
            Step::Wait => {
                let address = self.address(slot, task);
                self.then(50, Happening::Heard(address, Heard::Token));
            }
            Step::Ask => {
                let merchant = self.isolates[isolate].merchant;
                let reply =
                    self.mapi
                        .authorize(merchant, &self.weather, &mut self.chance, self.now);
                let address = self.address(slot, task);
                self.then(
                    reply.after.min(10_000),
                    Happening::Heard(address, Heard::Granted(reply)),
                );
            }
        }
    }

    fn tokened(&mut self, slot: usize, task: usize, token: Result<Token, Unavailable>) {
        let (_, step) = self.parts(slot, task, |task, now| match token {
            Err(Unavailable::ForNow { .. }) if now < task.patient_until => None,
            token => Some(task.attempt.token(token, now)),
        });
        if let Some(step) = step {
            self.go(slot, task, step);
        } else {
            // A short outage is waited for in place.
            let address = self.address(slot, task);
            self.then(1_000, Happening::Heard(address, Heard::Token));
        }
    }

    /// A question to the ledger. It may get lost on the way there or back, or arrive when nobody waits any more.
    fn ask(&mut self, slot: usize, task: usize, request: String, asked: Asked) {
        const PATIENCE: Millis = 5_000;
        self.meter.ledger_requests += 1;
        let address = self.address(slot, task);
        let invocation = self.invocations[slot].as_mut().unwrap();
        let task = &mut invocation.tasks[address.task];
        task.asked = Some(asked);
        let key = task.calls[task.current].key;
        let merchant = self.plan.merchant(task.queued.event);
        let shard = self.plan.ledger_key(merchant, key).shard(SHARDS) as usize;
        let mut there = self.chance.between(1, 30);
        if self.chance.hits(self.weather.slow_ledger) {
            there = self.chance.between(500, 9_000);
        }
        let back = self.chance.between(1, 30);
        // The shard restarts before or after it wrote, or the network fails.
        let lost_there = self.chance.hits(self.weather.lossy_ledger / 2.0);
        let lost_back = self.chance.hits(self.weather.lossy_ledger / 2.0);
        let too_late = there + back > PATIENCE;
        if !lost_there {
            let answer = (!lost_back && !too_late).then_some((address, back));
            let ledger = Happening::Ledger {
                shard,
                key,
                merchant,
                request,
                answer,
            };
            self.then(there, ledger);
        }
        if lost_there || lost_back || too_late {
            let after = self.chance.between(there.min(PATIENCE), PATIENCE);
            // And a moment before asking again.
            let lost = Heard::Ledger(Err(LedgerLost));
            self.then(after + 200, Happening::Heard(address, lost));
        }
    }

    fn call(&mut self, slot: usize, task: usize, token: &Token) {
        const PATIENCE: Millis = 10_000;
        let address = self.address(slot, task);
        let task = &self.invocations[slot].as_ref().unwrap().tasks[task];
        let (event, call) = (task.queued.event, &task.calls[task.current]);
        let header = token.header();
        let token = header.strip_prefix("Bearer ").unwrap();
        let mapping = call.mapping;
        let mut reply = self.mapi.call(
            &self.plan,
            event,
            call.key,
            token,
            &self.weather,
            &mut self.chance,
            self.now,
        );
        self.ends.called(event, mapping);
        if reply.after > PATIENCE {
            reply.status = None;
        }
        let after = reply.after.min(PATIENCE);
        self.then(after, Happening::Heard(address, Heard::Reply(reply)));
    }

    pub(super) fn hear(&mut self, address: Address, heard: Heard) {
        let Address {
            invocation: slot,
            task,
            ..
        } = address;
        let live = self.invocations[slot].as_ref().is_some_and(|invocation| {
            invocation.life == address.life && invocation.tasks[task].question == address.question
        });
        if !live {
            return;
        }
        match heard {
            Heard::PauseOver => self.wait_or_begin(slot, task),
            Heard::Token => self.token(slot, task),
            Heard::Granted(reply) => {
                let isolate = self.invocations[slot].as_ref().unwrap().isolate;
                let credentials = self.credentials(isolate);
                let now = self.clock(isolate);
                let tokens = &mut self.isolates[isolate].tokens;
                let granted = tokens.settle(&credentials, answer(&reply), &reply.body, now);
                self.tokened(slot, task, granted);
            }
            Heard::Ledger(text) => {
                let (_, step) = self.parts(slot, task, |task, now| {
                    if task.asked == Some(Asked::Settle) {
                        let settled = text.map(|text| Settled::from_text(&text).unwrap());
                        task.attempt.settled(settled)
                    } else {
                        let decision = text.map(|text| Decision::from_text(&text).unwrap());
                        task.attempt.claimed(decision, now)
                    }
                });
                self.go(slot, task, step);
            }
            Heard::Reply(reply) => self.replied(slot, task, &reply),
        }
    }

    fn replied(&mut self, slot: usize, task: usize, reply: &Reply) {
        let arena = Arena::new();
        let body = parse(&reply.body, &arena).ok();
        let event_id = body.and_then(|body| body.member("eventId").as_str());
        let (isolate, step) = self.parts(slot, task, |task, now| {
            task.attempt.answered(answer(reply), event_id, now)
        });
        let now = self.clock(isolate);
        self.isolates[isolate].pace.heed(answer(reply), now);
        self.go(slot, task, step);
    }

    /// One call of a message is through; the next one begins, or the next message.
    fn end(&mut self, slot: usize, task: usize, report: Report) {
        self.ends.told_twice += u64::from(report.twice);
        self.ends.unsettled += u64::from(report.unsettled);
        let invocation = self.invocations[slot].as_mut().unwrap();
        let current = &mut invocation.tasks[task];
        current.reports.push(report);
        current.current += 1;
        if current.current < current.calls.len() {
            let queued = current.queued.clone();
            let mapping = current.calls[current.current].mapping;
            self.attempts += 1;
            let attempt = self.plan_attempt(&queued, mapping);
            self.invocations[slot].as_mut().unwrap().tasks[task].attempt = attempt;
            return self.begin(slot, task);
        }
        current.is_done = true;
        invocation.running -= 1;
        self.start(slot);
    }

    /// The log was written, or not: messages are acknowledged, delivered again or replaced, one after the other.
    pub(super) fn finish(&mut self, slot: usize, life: u32, written: bool) {
        let is_alive = self.invocations[slot]
            .as_ref()
            .is_some_and(|invocation| invocation.life == life);
        if !is_alive {
            return;
        }
        let invocation = self.invocations[slot].take().unwrap();
        for task in invocation.tasks {
            let ended = task.calls.iter().zip(&task.reports);
            let outcomes: Vec<_> = ended
                .map(|(call, report)| (call.mapping, report.outcome))
                .collect();
            let needed = outcomes
                .iter()
                .any(|(_, end)| matches!(end, Outcome::Refused | Outcome::Held));
            self.meter.log(task.queued.event, &outcomes, written);
            let random = self.chance.fraction();
            let holds = Message::from_text(&task.queued.text).unwrap().holds();
            let verdict = settle(&outcomes, task.queued.attempts, holds, random);
            let verdict = verdict.logged(needed, written, task.queued.attempts, random);
            self.apply(task, verdict, written);
        }
        self.then(0, Happening::Pull);
    }

    fn apply(&mut self, task: Task, verdict: Verdict, written: bool) {
        let ended = |world: &mut Self| {
            for (call, report) in task.calls.iter().zip(&task.reports) {
                let needs_log = matches!(report.outcome, Outcome::Refused | Outcome::Held);
                // What a person has to look at and nobody can see is lost.
                if written || !needs_log {
                    world.ends.ended(task.queued.event, call.mapping, report);
                }
                if written && needs_log {
                    world.person(task.queued.event, call.mapping);
                }
            }
        };
        match verdict {
            Verdict::Done => {
                ended(self);
                self.in_flight -= 1;
                self.meter.queue_acks += 1;
            }
            Verdict::Retry { delay_seconds } => {
                self.again(task.queued, i64::from(delay_seconds) * 1000);
            }
            Verdict::Replace {
                mappings,
                held,
                delay_seconds,
            } => {
                let delay = i64::from(delay_seconds) * 1000;
                if self.chance.hits(self.weather.no_queue) {
                    return self.again(task.queued, delay);
                }
                let message = Message::from_text(&task.queued.text).unwrap();
                let text = message.replacement(mappings, held).to_text();
                self.enqueue(task.queued.event, text, delay);
                // Between the two writes the isolate may die: then there are both messages.
                if self.chance.hits(self.weather.crashes / 20.0) {
                    self.ends.copy(task.queued.event);
                    return self.again(task.queued, VISIBILITY);
                }
                ended(self);
                self.in_flight -= 1;
                self.meter.queue_acks += 1;
            }
        }
    }
}

fn answer(reply: &Reply) -> Answer<'_> {
    reply.status.map_or(Answer::Lost, |status| Answer::Status {
        status,
        retry_after: reply.retry_after.as_deref(),
    })
}
