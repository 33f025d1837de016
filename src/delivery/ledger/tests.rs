//! The rules, one sentence each.

use super::*;
use crate::limits::CLAIM_LEASE_MILLIS;

const NOW: Millis = 1_795_341_600_000;
const LEASE: Millis = CLAIM_LEASE_MILLIS;

fn by(message: &str) -> Caller {
    Caller {
        message: message.to_owned(),
        mapping: "purchase".to_owned(),
    }
}

fn wish(message: &str, attempt: &str) -> Claim {
    Claim {
        by: by(message),
        attempt: attempt.to_owned(),
        wish: None,
        on_uncertain: OnUncertain::Resend,
    }
}

fn careful(message: &str, attempt: &str) -> Claim {
    Claim {
        on_uncertain: OnUncertain::Hold,
        ..wish(message, attempt)
    }
}

fn end(message: &str, attempt: &str, ending: Ending) -> Settlement {
    Settlement {
        by: by(message),
        attempt: attempt.to_owned(),
        ending,
    }
}

fn sent() -> Ending {
    Ending::Sent {
        event_id: Some("e-1".to_owned()),
    }
}

/// A ledger with one key, which goes through text each time, as the real one does.
#[derive(Default)]
struct Ledger(Option<String>);

impl Ledger {
    fn ask(&mut self, request: &str, now: Millis) -> String {
        let served = serve(self.0.as_deref(), request, now).unwrap();
        if served.keep.is_some() {
            self.0 = served.keep;
        }
        served.answer
    }

    fn claim(&mut self, claim: &Claim, now: Millis) -> Decision {
        Decision::from_text(&self.ask(&claim.to_text(), now)).unwrap()
    }

    fn settle(&mut self, settlement: &Settlement, now: Millis) -> Settled {
        Settled::from_text(&self.ask(&settlement.to_text(), now)).unwrap()
    }

    fn record(&self) -> Record {
        Record::from_text(self.0.as_deref().unwrap()).unwrap()
    }

    /// A ledger where message `m` claimed as attempt `a` at [`NOW`].
    fn claimed() -> Self {
        let mut ledger = Self::default();
        assert_eq!(ledger.claim(&wish("m", "a"), NOW), go(1, 0));
        ledger
    }

    fn settled(ending: Ending) -> Self {
        let mut ledger = Self::claimed();
        assert_eq!(
            ledger.settle(&end("m", "a", ending), NOW + 1),
            Settled::Noted
        );
        ledger
    }
}

fn go(attempts: u32, uncertain: u32) -> Decision {
    Decision::Go {
        attempts,
        uncertain,
    }
}

fn was_sent(message: &str, attempts: u32, uncertain: u32) -> Decision {
    Decision::Sent {
        by: by(message),
        event_id: Some("e-1".to_owned()),
        attempts,
        uncertain,
    }
}

#[test]
fn what_was_sent_is_never_called_again() {
    let mut ledger = Ledger::settled(sent());
    for message in ["m", "other"] {
        for later in [0, LEASE, 29 * 86_400_000] {
            let again = Claim {
                wish: Some(Wish {
                    text: "w".to_owned(),
                    force: true,
                }),
                ..wish(message, "b")
            };
            assert_eq!(ledger.claim(&again, NOW + later), was_sent("m", 1, 0));
        }
    }
}

#[test]
fn while_one_calls_the_others_wait() {
    let mut ledger = Ledger::claimed();
    for message in ["m", "other"] {
        let busy = |seconds| Decision::Busy { seconds };
        assert_eq!(ledger.claim(&wish(message, "b"), NOW), busy(60));
        assert_eq!(ledger.claim(&wish(message, "b"), NOW + LEASE - 1), busy(1));
        assert_eq!(ledger.claim(&careful(message, "b"), NOW + 1), busy(60));
    }
}

#[test]
fn asking_twice_is_asking_once() {
    let mut ledger = Ledger::claimed();
    assert_eq!(ledger.claim(&wish("m", "a"), NOW + 500), go(1, 0));
    assert_eq!(ledger.claim(&wish("m", "a"), NOW + LEASE + 500), go(1, 0));
    let busy = Decision::Busy { seconds: 60 };
    assert_eq!(ledger.claim(&wish("m", "b"), NOW + LEASE + 500), busy);
}

#[test]
fn a_lease_that_ends_is_a_lost_answer() {
    let mut ledger = Ledger::claimed();
    assert_eq!(ledger.claim(&wish("m", "b"), NOW + LEASE), go(2, 1));
    let mut ledger = Ledger::claimed();
    let held = Decision::Held {
        attempts: 1,
        uncertain: 1,
    };
    for _ in 0..3 {
        assert_eq!(ledger.claim(&careful("m", "b"), NOW + LEASE), held);
        assert_eq!(ledger.claim(&careful("other", "c"), NOW + LEASE), held);
    }
}

#[test]
fn a_lost_answer_is_sent_again_or_held() {
    let mut ledger = Ledger::settled(Ending::Uncertain);
    assert_eq!(ledger.claim(&wish("m", "b"), NOW + 2), go(2, 1));
    let mut ledger = Ledger::settled(Ending::Uncertain);
    let held = Decision::Held {
        attempts: 1,
        uncertain: 1,
    };
    assert_eq!(ledger.claim(&careful("m", "b"), NOW + 2), held);
}

#[test]
fn a_call_that_was_not_carried_out_is_open_again() {
    let mut ledger = Ledger::settled(Ending::NotSent);
    assert_eq!(ledger.claim(&careful("m", "b"), NOW + 2), go(2, 0));
    assert_eq!(
        ledger.settle(&end("m", "b", sent()), NOW + 3),
        Settled::Noted
    );
    assert_eq!(
        ledger.claim(&careful("m", "c"), NOW + 4),
        was_sent("m", 2, 0)
    );
}

#[test]
fn a_doubt_outlives_an_attempt_that_knows_nothing_about_it() {
    let mut ledger = Ledger::settled(Ending::Uncertain);
    assert_eq!(ledger.claim(&wish("m", "b"), NOW + 2), go(2, 1));
    ledger.settle(&end("m", "b", Ending::NotSent), NOW + 3);
    let held = Decision::Held {
        attempts: 2,
        uncertain: 1,
    };
    assert_eq!(ledger.claim(&careful("m", "c"), NOW + 4), held);
}

#[test]
fn a_refused_call_is_refused_for_its_event_alone() {
    let mut ledger = Ledger::settled(Ending::Refused { status: 422 });
    let refused = Decision::Refused {
        status: 422,
        attempts: 1,
    };
    assert_eq!(ledger.claim(&wish("m", "b"), NOW + 2), refused);
    assert_eq!(ledger.claim(&wish("corrected", "b"), NOW + 2), go(2, 0));
}

/// A person's claim.
fn of_a_person(text: &str, force: bool, attempt: &str) -> Claim {
    Claim {
        wish: Some(Wish {
            text: text.to_owned(),
            force,
        }),
        ..careful("m", attempt)
    }
}

#[test]
fn a_person_opens_it_again_once_for_each_wish() {
    for ending in [Ending::Refused { status: 422 }, Ending::Uncertain] {
        let mut ledger = Ledger::settled(ending.clone());
        let doubt = u32::from(ending == Ending::Uncertain);
        let wish = |text, attempt| of_a_person(text, doubt > 0, attempt);
        assert_eq!(ledger.claim(&wish("w-1", "b"), NOW + 2), go(2, doubt));
        ledger.settle(&end("m", "b", ending.clone()), NOW + 3);
        let closed = ledger.claim(&wish("w-1", "c"), NOW + 4);
        assert!(
            matches!(closed, Decision::Refused { .. } | Decision::Held { .. }),
            "{closed:?}"
        );
        assert_eq!(ledger.claim(&wish("w-2", "c"), NOW + 5), go(3, 2 * doubt));
    }
}

#[test]
fn only_force_opens_what_may_have_been_sent() {
    let held = |attempts| Decision::Held {
        attempts,
        uncertain: 1,
    };
    let mut ledger = Ledger::settled(Ending::Uncertain);
    let unforced = of_a_person("w-1", false, "b");
    assert_eq!(ledger.claim(&unforced, NOW + 2), held(1));
    let forced = of_a_person("w-2", true, "b");
    assert_eq!(ledger.claim(&forced, NOW + 3), go(2, 1));
    // That the second call is refused tells nothing about the first.
    ledger.settle(&end("m", "b", Ending::Refused { status: 422 }), NOW + 4);
    assert_eq!(ledger.claim(&careful("other", "c"), NOW + 5), held(2));
    let unforced = of_a_person("w-3", false, "c");
    assert_eq!(ledger.claim(&unforced, NOW + 5), held(2));
    assert_eq!(ledger.claim(&wish("other", "c"), NOW + 5), go(3, 1));
}

#[test]
fn a_late_answer_still_tells() {
    // Nobody claimed in between: the doubt is over.
    let held = |ledger: &mut Ledger| ledger.claim(&careful("m", "b"), NOW + LEASE);
    let mut ledger = Ledger::claimed();
    held(&mut ledger);
    assert_eq!(
        ledger.settle(&end("m", "a", sent()), NOW + LEASE + 1),
        Settled::Noted
    );
    assert_eq!(
        ledger.claim(&careful("m", "c"), NOW + LEASE + 2),
        was_sent("m", 1, 0)
    );

    let mut ledger = Ledger::claimed();
    held(&mut ledger);
    ledger.settle(&end("m", "a", Ending::NotSent), NOW + LEASE + 1);
    assert_eq!(ledger.claim(&careful("m", "c"), NOW + LEASE + 2), go(2, 0));
}

#[test]
fn two_that_were_both_taken_are_told() {
    let mut ledger = Ledger::claimed();
    assert_eq!(ledger.claim(&wish("m", "b"), NOW + LEASE), go(2, 1));
    assert_eq!(
        ledger.settle(&end("m", "a", sent()), NOW + LEASE + 1),
        Settled::Noted
    );
    // The second is on its way. Whoever asks now hears that it was sent.
    assert_eq!(
        ledger.claim(&wish("m", "c"), NOW + LEASE + 1),
        was_sent("m", 2, 1)
    );
    let second = Ending::Sent {
        event_id: Some("e-2".to_owned()),
    };
    assert_eq!(
        ledger.settle(&end("m", "b", second), NOW + LEASE + 2),
        Settled::Twice
    );
    // Telling it again, because the ledger's answer got lost, is telling it once.
    assert_eq!(
        ledger.settle(&end("m", "a", sent()), NOW + LEASE + 3),
        Settled::Noted
    );
}

#[test]
fn whoever_lost_the_claim_changes_nothing() {
    let mut ledger = Ledger::claimed();
    ledger.claim(&wish("m", "b"), NOW + LEASE);
    let before = ledger.record();
    for ending in [
        Ending::NotSent,
        Ending::Uncertain,
        Ending::Refused { status: 422 },
    ] {
        assert_eq!(
            ledger.settle(&end("m", "a", ending), NOW + LEASE + 1),
            Settled::TooLate
        );
        assert_eq!(ledger.record(), before);
    }
}

#[test]
fn what_was_sent_is_kept_even_when_its_claim_is_gone() {
    let mut ledger = Ledger::default();
    assert_eq!(
        ledger.settle(&end("m", "a", Ending::NotSent), NOW),
        Settled::TooLate
    );
    assert_eq!(ledger.settle(&end("m", "a", sent()), NOW), Settled::Noted);
    assert_eq!(ledger.claim(&wish("m", "b"), NOW), was_sent("m", 0, 0));
}

#[test]
fn a_clock_that_is_set_back_delays_by_one_lease() {
    let mut ledger = Ledger::claimed();
    let earlier = NOW - 86_400_000;
    let busy = Decision::Busy { seconds: 60 };
    assert_eq!(ledger.claim(&wish("m", "b"), earlier), busy);
    assert_eq!(ledger.claim(&wish("m", "b"), earlier + LEASE), go(2, 1));
}

#[test]
fn texts_go_there_and_back() {
    for state in [
        State::Open,
        State::Claimed {
            attempt: "a".to_owned(),
            until: NOW,
        },
        State::Uncertain {
            attempt: String::new(),
        },
        State::Sent { event_id: None },
        State::Sent {
            event_id: Some("é\"\n".to_owned()),
        },
        State::Refused { status: 422 },
    ] {
        let record = Record {
            state,
            by: by("m \"1\"\n"),
            at: NOW,
            attempts: 3,
            uncertain: 1,
            resend: Some("w".to_owned()),
        };
        assert_eq!(Record::from_text(&record.to_text()), Ok(record));
    }
}

#[test]
fn what_cannot_be_read_is_an_error_and_no_guess() {
    let request = wish("m", "a").to_text();
    for kept in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"state":"sent"}"#,
        r#"{"state":"new"}"#,
    ] {
        assert_eq!(
            serve(Some(kept), &request, NOW),
            Err(LedgerTextError),
            "{kept}"
        );
    }
    for request in ["", "{}", r#"{"do":"claim"}"#, r#"{"do":"forget"}"#, "7"] {
        assert_eq!(serve(None, request, NOW), Err(LedgerTextError), "{request}");
    }
    assert_eq!(serve(None, r#"{"do":"look"}"#, NOW).unwrap().answer, "null");
    for answer in ["", "{}", r#"{"decision":"go"}"#, r#"{"settled":"no"}"#] {
        assert!(Decision::from_text(answer).is_err());
        assert!(Settled::from_text(answer).is_err());
    }
}
