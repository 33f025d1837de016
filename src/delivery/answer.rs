//! What an answer of MAPI means for the call.

use super::retry::retry_after_seconds;
use crate::instant::Millis;
use crate::limits::{MAX_QUEUE_DELAY_SECONDS, MAX_TOKEN_RENEWALS};

/// What came back from one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// An answer, whatever it says.
    Status {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header.
        retry_after: Option<&'a str>,
    },
    /// No answer: a timeout, a reset, a name that does not resolve.
    Lost,
}

/// What to do after a call that sent an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: MAPI took it.
    Sent,
    /// Nothing: MAPI will never take it.
    Refused,
    /// Drop the token, ask for a new one, and call once more.
    RenewToken,
    /// Try again later: the call was not carried out.
    Retry {
        /// Not before so many seconds, as MAPI asked; else 0.
        at_least: u32,
    },
    /// Nobody knows whether the call was carried out.
    Uncertain {
        /// Not before so many seconds, as MAPI asked; else 0.
        at_least: u32,
    },
    /// Hold everything: the credentials do not open this merchant's account.
    Stop,
}

/// What to do after a call that sent an event. `renewals` says how often its token was asked for because of a 401 or 403
/// before.
///
/// | Answer | |
/// |---|---|
/// | 2xx, with any body | sent |
/// | 401 | a new token, [`MAX_TOKEN_RENEWALS`] times: it may be ended while it is used; then the credentials are wrong |
/// | 403 | a new token, once; then the credentials do not open this |
/// | 408, 425, 429, 503 | later: these say that the call was not carried out |
/// | 1xx, 3xx | later: somebody in between answers, not MAPI |
/// | none, other 5xx | uncertain: MAPI calls its 500 an uncontrolled failure, and 502 and 504 are lost answers |
/// | other 4xx | refused for good |
pub fn after_call(answer: Answer<'_>, renewals: u32, now: Millis) -> Next {
    match answer {
        Answer::Status {
            status: 200..=299, ..
        } => Next::Sent,
        Answer::Status { status: 401, .. } if renewals < MAX_TOKEN_RENEWALS => Next::RenewToken,
        Answer::Status { status: 403, .. } if renewals == 0 => Next::RenewToken,
        Answer::Status {
            status: 401 | 403, ..
        } => Next::Stop,
        answer if is_passing(answer) => {
            let at_least = at_least(answer, now);
            if may_be_done(answer) {
                Next::Uncertain { at_least }
            } else {
                Next::Retry { at_least }
            }
        }
        _ => Next::Refused,
    }
}

/// Whether the same call may well succeed later.
pub(super) fn is_passing(answer: Answer<'_>) -> bool {
    match answer {
        Answer::Lost => true,
        Answer::Status { status, .. } => {
            matches!(status, 408 | 425 | 429) || !(200..=499).contains(&status) || status / 100 == 3
        }
    }
}

/// Whether a call that got this passing answer may have been carried out.
fn may_be_done(answer: Answer<'_>) -> bool {
    match answer {
        Answer::Lost => true,
        Answer::Status { status, .. } => status >= 500 && status != 503,
    }
}

/// The seconds the answer asks to wait, as far as the queue can; 0 when it asks for nothing that can be read.
pub(super) fn at_least(answer: Answer<'_>, now: Millis) -> u32 {
    let Answer::Status {
        retry_after: Some(header),
        ..
    } = answer
    else {
        return 0;
    };
    let seconds = retry_after_seconds(header, now).unwrap_or(0);
    seconds.min(MAX_QUEUE_DELAY_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Answer<'static> {
        Answer::Status {
            status,
            retry_after: None,
        }
    }

    #[test]
    fn every_status_leads_somewhere() {
        let retry = Next::Retry { at_least: 0 };
        let uncertain = Next::Uncertain { at_least: 0 };
        for (statuses, next) in [
            (vec![200, 201, 202, 204, 299], Next::Sent),
            (
                vec![400, 402, 404, 405, 409, 410, 413, 415, 418, 422],
                Next::Refused,
            ),
            (vec![401, 403], Next::RenewToken),
            (vec![408, 425, 429, 503, 301, 302, 308, 101], retry),
            (vec![500, 501, 502, 504, 520, 599, 600], uncertain),
        ] {
            for code in statuses {
                assert_eq!(after_call(status(code), 0, 0), next, "{code}");
            }
        }
        assert_eq!(after_call(Answer::Lost, 0, 0), uncertain);
    }

    #[test]
    fn a_token_is_renewed_a_few_times() {
        for renewals in 0..MAX_TOKEN_RENEWALS {
            assert_eq!(after_call(status(401), renewals, 0), Next::RenewToken);
        }
        assert_eq!(after_call(status(401), MAX_TOKEN_RENEWALS, 0), Next::Stop);
        assert_eq!(after_call(status(403), 1, 0), Next::Stop);
        assert_eq!(after_call(status(422), 1, 0), Next::Refused);
    }

    #[test]
    fn retry_after_counts_with_every_status_that_passes() {
        for (code, next) in [
            (429, Next::Retry { at_least: 7 }),
            (503, Next::Retry { at_least: 7 }),
            (500, Next::Uncertain { at_least: 7 }),
        ] {
            let answer = Answer::Status {
                status: code,
                retry_after: Some("7"),
            };
            assert_eq!(after_call(answer, 0, 0), next);
        }
        let endless = Answer::Status {
            status: 503,
            retry_after: Some("99999999999"),
        };
        let at_least = MAX_QUEUE_DELAY_SECONDS;
        assert_eq!(after_call(endless, 0, 0), Next::Retry { at_least });
        let unreadable = Answer::Status {
            status: 429,
            retry_after: Some("soon"),
        };
        assert_eq!(after_call(unreadable, 0, 0), Next::Retry { at_least: 0 });
    }
}
