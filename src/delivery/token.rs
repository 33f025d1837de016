//! When to use a token, and when to ask for one.

use super::answer::{Answer, at_least, is_passing};
use super::credentials::Credentials;
use crate::instant::{Millis, parse_rfc3339};
use crate::json::{Arena, parse};
use crate::limits::{
    MAX_TOKEN_PAUSE_SECONDS, REFUSED_CREDENTIALS_PAUSE_SECONDS, TOKEN_MARGIN_MILLIS,
    TOKEN_REQUEST_MILLIS,
};

/// The tokens of all credentials in use, each by itself: one merchant's token never travels with another's events.
///
/// Whoever needs a token calls [`Tokens::step`] and does what it says. Only plain data is shared, so it works between
/// requests that may not share anything else.
#[derive(Debug, Default)]
pub struct Tokens {
    /// A Worker has one set of credentials, and for a while two when they are changed.
    slots: Vec<(Credentials, Slot)>,
}

#[derive(Debug)]
enum Slot {
    /// Somebody asked for a token.
    Asked {
        at: Millis,
        /// How many requests before it failed.
        failures: u32,
    },
    Ready {
        token: Token,
        until: Millis,
    },
    /// Asking failed; not again before.
    Paused {
        until: Millis,
        why: Unavailable,
        /// How many requests failed, one after the other.
        failures: u32,
    },
}

/// What opens the event calls. Its text is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Box<str>);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// The `Authorization` header.
    pub fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// MAPI can't say just now.
    ForNow {
        /// Not before so many seconds, as MAPI asked; else 0.
        at_least: u32,
    },
    /// MAPI knows no such key and secret.
    Refused,
}

/// What to do for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Use this one.
    Use(Token),
    /// Ask MAPI for one, then call [`Tokens::settle`].
    Ask,
    /// Somebody else is asking: look again in a moment.
    Wait,
    /// Do without.
    GiveUp(Unavailable),
}

impl Tokens {
    /// What to do for a token of these credentials.
    pub fn step(&mut self, credentials: &Credentials, now: Millis) -> Step {
        match self.slot(credentials) {
            Some(Slot::Ready { token, until }) if now < *until => Step::Use(token.clone()),
            // A clock that was set back must not make anybody wait for long.
            Some(Slot::Asked { at, .. }) if (now - at).abs() < TOKEN_REQUEST_MILLIS => Step::Wait,
            Some(Slot::Paused { until, why, .. }) if now < *until => Step::GiveUp(*why),
            slot => {
                let failures = slot.map_or(0, Slot::failures);
                self.set(credentials, Some(Slot::Asked { at: now, failures }));
                Step::Ask
            }
        }
    }

    /// Takes the answer to a request for a token: the token to use now, if there is one.
    ///
    /// It is kept until [`TOKEN_MARGIN_MILLIS`] before it expires. A token whose `expires` is missing or unreadable counts
    /// as expired: it serves this one call.
    ///
    /// # Errors
    ///
    /// Why there is none. Nobody asks again for a second, twice as long after every further failure, up to
    /// [`MAX_TOKEN_PAUSE_SECONDS`], or as long as MAPI asked for; for [`REFUSED_CREDENTIALS_PAUSE_SECONDS`] when it refused the
    /// credentials.
    pub fn settle(
        &mut self,
        credentials: &Credentials,
        answer: Answer<'_>,
        body: &str,
        now: Millis,
    ) -> Result<Token, Unavailable> {
        let granted = grant(answer, body, now);
        let failures = self.slot(credentials).map_or(0, Slot::failures);
        let slot = match &granted {
            Ok((token, expires)) => expires.map(|expires| Slot::Ready {
                token: token.clone(),
                until: expires.saturating_sub(TOKEN_MARGIN_MILLIS),
            }),
            Err(why) => Some(Slot::Paused {
                until: now.saturating_add(pause_millis(*why, failures)),
                why: *why,
                failures: failures.saturating_add(1),
            }),
        };
        self.set(credentials, slot);
        granted.map(|(token, _)| token)
    }

    /// Drops a token MAPI no longer takes, unless it was replaced already.
    pub fn drop(&mut self, credentials: &Credentials, refused: &Token) {
        if let Some(Slot::Ready { token, .. }) = self.slot(credentials)
            && token == refused
        {
            self.set(credentials, None);
        }
    }

    /// How many requests for a token failed, one after the other.
    pub fn failures(&self, credentials: &Credentials) -> u32 {
        self.slot(credentials).map_or(0, Slot::failures)
    }

    fn slot(&self, credentials: &Credentials) -> Option<&Slot> {
        let mut slots = self.slots.iter();
        slots.find_map(|(owner, slot)| (owner == credentials).then_some(slot))
    }

    fn set(&mut self, credentials: &Credentials, slot: Option<Slot>) {
        self.slots.retain(|(owner, _)| owner != credentials);
        self.slots
            .extend(slot.map(|slot| (credentials.clone(), slot)));
    }
}

impl Slot {
    /// How many requests failed, one after the other.
    const fn failures(&self) -> u32 {
        match self {
            Self::Asked { failures, .. } | Self::Paused { failures, .. } => *failures,
            Self::Ready { .. } => 0,
        }
    }
}

/// How long no token is asked for; so many requests failed before this one.
fn pause_millis(why: Unavailable, failures: u32) -> i64 {
    let doubled = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
    let seconds = match why {
        Unavailable::ForNow { at_least } => at_least.max(doubled.min(MAX_TOKEN_PAUSE_SECONDS)),
        Unavailable::Refused => REFUSED_CREDENTIALS_PAUSE_SECONDS,
    };
    i64::from(seconds) * 1000
}

/// The token in the answer to a request for one, and when it expires.
fn grant(
    answer: Answer<'_>,
    body: &str,
    now: Millis,
) -> Result<(Token, Option<Millis>), Unavailable> {
    let for_now = Unavailable::ForNow {
        at_least: at_least(answer, now),
    };
    match answer {
        Answer::Status {
            status: 200..=299, ..
        } => {}
        answer if is_passing(answer) => return Err(for_now),
        _ => return Err(Unavailable::Refused),
    }
    let arena = Arena::new();
    let body = parse(body, &arena).map_err(|_| for_now)?;
    let token = body.member("token").as_str().unwrap_or_default();
    // Anything else can't be a header's value.
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(for_now);
    }
    let expires = body.member("expires").as_str().and_then(parse_rfc3339);
    Ok((Token(token.into()), expires))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: Answer<'static> = Answer::Status {
        status: 200,
        retry_after: None,
    };
    /// 2026-11-22T10:00:00Z
    const NOW: Millis = 1_795_341_600_000;
    const GRANTED: &str =
        r#"{"tokenType":"Bearer","token":"t1","expires":"2026-11-22T10:20:00.000Z"}"#;
    const UNTIL: Millis = NOW + 19 * 60_000;

    fn credentials(secret: &str) -> Credentials {
        Credentials::new("00000000-0000-4000-8000-000000000001", secret, None).unwrap()
    }

    fn status(status: u16) -> Answer<'static> {
        Answer::Status {
            status,
            retry_after: None,
        }
    }

    fn token(text: &str) -> Token {
        Token(text.into())
    }

    #[test]
    fn a_token_is_used_until_a_minute_before_it_expires() {
        for granted in [GRANTED, &GRANTED.replace(".000Z", "Z")] {
            let (mut tokens, own) = (Tokens::default(), credentials("a"));
            assert_eq!(tokens.step(&own, NOW), Step::Ask);
            assert_eq!(tokens.settle(&own, OK, granted, NOW), Ok(token("t1")));
            assert_eq!(tokens.step(&own, UNTIL - 1), Step::Use(token("t1")));
            assert_eq!(tokens.step(&own, UNTIL), Step::Ask);
        }
    }

    #[test]
    fn one_asks_and_the_others_wait_but_not_for_ever() {
        let (mut tokens, own) = (Tokens::default(), credentials("a"));
        assert_eq!(tokens.step(&own, NOW), Step::Ask);
        assert_eq!(tokens.step(&own, NOW), Step::Wait);
        assert_eq!(tokens.step(&own, NOW + TOKEN_REQUEST_MILLIS), Step::Ask);
        assert_eq!(tokens.step(&own, NOW - TOKEN_REQUEST_MILLIS), Step::Ask);
    }

    #[test]
    fn credentials_never_share_a_token() {
        let mut tokens = Tokens::default();
        let own = credentials("a");
        tokens.step(&own, NOW);
        tokens.settle(&own, OK, GRANTED, NOW).unwrap();
        let key = "00000000-0000-4000-8000-000000000002";
        for other in [
            credentials("b"),
            credentials("sandbox:a"),
            Credentials::new(key, "a", None).unwrap(),
        ] {
            assert_eq!(tokens.step(&other, NOW), Step::Ask);
        }
        assert_eq!(tokens.step(&own, NOW), Step::Use(token("t1")));
    }

    #[test]
    fn without_a_readable_end_a_token_serves_once() {
        for granted in [
            r#"{"token":"t1"}"#,
            r#"{"token":"t1","expires":"soon"}"#,
            r#"{"token":"t1","expires":7}"#,
        ] {
            let (mut tokens, own) = (Tokens::default(), credentials("a"));
            tokens.step(&own, NOW);
            assert_eq!(tokens.settle(&own, OK, granted, NOW), Ok(token("t1")));
            assert_eq!(tokens.step(&own, NOW), Step::Ask);
        }
    }

    #[test]
    fn a_refused_token_is_dropped_unless_it_was_replaced() {
        let (mut tokens, own) = (Tokens::default(), credentials("a"));
        tokens.step(&own, NOW);
        tokens.settle(&own, OK, GRANTED, NOW).unwrap();
        tokens.drop(&own, &token("older"));
        assert_eq!(tokens.step(&own, NOW), Step::Use(token("t1")));
        tokens.drop(&own, &token("t1"));
        assert_eq!(tokens.step(&own, NOW), Step::Ask);
        tokens.drop(&own, &token("t1"));
        assert_eq!(tokens.step(&own, NOW), Step::Wait);
    }

    #[test]
    fn refused_credentials_stop_everybody_for_a_while() {
        for code in [400, 401, 403, 404, 422] {
            let (mut tokens, own) = (Tokens::default(), credentials("a"));
            tokens.step(&own, NOW);
            let refused = tokens.settle(&own, status(code), "", NOW);
            assert_eq!(refused, Err(Unavailable::Refused), "{code}");
            let pause = i64::from(REFUSED_CREDENTIALS_PAUSE_SECONDS) * 1000;
            let stopped = Step::GiveUp(Unavailable::Refused);
            assert_eq!(tokens.step(&own, NOW + pause - 1), stopped);
            assert_eq!(tokens.step(&own, NOW + pause), Step::Ask);
        }
    }

    #[test]
    fn trouble_passes() {
        let wished = Answer::Status {
            status: 429,
            retry_after: Some("30"),
        };
        for (answer, body, at_least) in [
            (status(500), "", 0),
            (Answer::Lost, "", 0),
            (wished, "", 30),
            (OK, "", 0),
            (OK, "{}", 0),
            (OK, r#"{"token":""}"#, 0),
            (
                OK,
                r#"{"token":"a\nb","expires":"2026-11-22T10:20:00Z"}"#,
                0,
            ),
        ] {
            let (mut tokens, own) = (Tokens::default(), credentials("a"));
            tokens.step(&own, NOW);
            let why = Unavailable::ForNow { at_least };
            assert_eq!(tokens.settle(&own, answer, body, NOW), Err(why), "{body}");
            assert_eq!(tokens.step(&own, NOW + 999), Step::GiveUp(why));
            assert_eq!(tokens.step(&own, NOW + 30_000), Step::Ask);
        }
    }

    #[test]
    fn pauses_double_until_a_token_is_granted() {
        let (mut tokens, own) = (Tokens::default(), credentials("a"));
        let mut now = NOW;
        for seconds in [1, 2, 4, 8, 16, 30, 30] {
            assert_eq!(tokens.step(&own, now), Step::Ask);
            let refused = tokens.settle(&own, status(500), "", now);
            assert!(refused.is_err());
            now += seconds * 1000;
            assert!(matches!(tokens.step(&own, now - 1), Step::GiveUp(_)));
        }
        assert_eq!(tokens.failures(&own), 7);
        tokens.step(&own, now);
        let granted = tokens.settle(&own, OK, GRANTED, NOW).unwrap();
        assert_eq!(tokens.failures(&own), 0);
        tokens.drop(&own, &granted);
        tokens.step(&own, now);
        assert!(tokens.settle(&own, status(500), "", now).is_err());
        assert_eq!(tokens.step(&own, now + 1000), Step::Ask);
    }
}
