//! MAPI, as its documentation and experience describe it: what it carries out, and what it answers.

use std::collections::HashMap;

use friendbuy_edge::instant::{Millis, format_rfc3339};

use crate::chance::Chance;
use crate::plan::Plan;
use crate::weather::Weather;

const TOKEN_MILLIS: Millis = 20 * 60_000;

/// An answer, and when it comes; no status when it never does.
pub struct Reply {
    pub status: Option<u16>,
    pub retry_after: Option<String>,
    pub body: String,
    pub after: Millis,
}

#[derive(Default)]
pub struct Mapi {
    /// Token → merchant and end.
    tokens: HashMap<String, (usize, Millis)>,
    issued: u64,
    /// Key → how often its call was carried out.
    pub carried_out: HashMap<u32, u32>,
    /// Events a person has corrected.
    pub corrected: std::collections::HashSet<u32>,
    pub calls: u64,
    pub authorizations: u64,
    /// Calls that came with another merchant's token.
    pub strangers: u64,
}

impl Mapi {
    pub fn authorize(
        &mut self,
        merchant: usize,
        weather: &Weather,
        chance: &mut Chance,
        now: Millis,
    ) -> Reply {
        self.authorizations += 1;
        let after = chance.between(20, 300);
        let reply = |status, body: &str, after| Reply {
            status,
            retry_after: None,
            body: body.to_owned(),
            after,
        };
        if chance.hits(weather.silent + weather.no_tokens / 2.0) {
            return reply(None, "", 10_000);
        }
        if weather.locked {
            return reply(Some(chance.pick(&[401, 403])), "", after);
        }
        if chance.hits(weather.no_tokens) {
            return reply(Some(chance.pick(&[429, 500, 503])), "", after);
        }
        self.issued += 1;
        let token = format!("t{}", self.issued);
        self.tokens
            .insert(token.clone(), (merchant, now + TOKEN_MILLIS));
        let expires = match chance.between(0, 20) {
            0 => "soon".to_owned(),
            _ => format_rfc3339(now + TOKEN_MILLIS).unwrap(),
        };
        let body = format!(r#"{{"token":"{token}","expires":"{expires}"}}"#);
        reply(Some(200), &body, after)
    }

    /// One call. What is carried out is carried out, whether anybody waits for the answer or not.
    #[expect(clippy::too_many_arguments, reason = "all that an answer depends on")]
    pub fn call(
        &mut self,
        plan: &Plan,
        event: u32,
        key: u32,
        token: &str,
        weather: &Weather,
        chance: &mut Chance,
        now: Millis,
    ) -> Reply {
        self.calls += 1;
        let mut after = chance.between(30, 400);
        if chance.hits(weather.slow) {
            after = chance.between(1_000, 14_000);
        }
        if chance.hits(weather.forgetful) {
            self.tokens.clear();
        }
        let reply = |status: u16, retry_after: Option<String>, body: String| Reply {
            status: Some(status),
            retry_after,
            body,
            after,
        };
        if chance.hits(weather.silent / 2.0) {
            // The request never arrived.
            return Reply {
                status: None,
                after: chance.pick(&[5, 10_000]),
                ..reply(0, None, String::new())
            };
        }
        if chance.hits(weather.too_many) {
            let retry_after = match chance.between(0, 3) {
                0 => None,
                1 => Some("soon".to_owned()),
                _ => Some(chance.between(1, 20).to_string()),
            };
            return reply(429, retry_after, String::new());
        }
        match self.tokens.get(token) {
            Some((_, until)) if *until <= now => return reply(401, None, String::new()),
            Some((merchant, _)) => {
                self.strangers += u64::from(*merchant != plan.merchant(event));
            }
            None => return reply(chance.pick(&[401, 403]), None, String::new()),
        }
        if weather.locked {
            return reply(403, None, String::new());
        }
        let failing = chance.hits(weather.failing);
        let status = chance.pick(&[500, 502, 503, 504]);
        let cursed = plan.is_cursed(event);
        if cursed || (failing && (status == 503 || chance.hits(0.5))) {
            return reply(status, None, String::new());
        }
        if plan.is_bad(event) && !self.corrected.contains(&event) {
            return reply(chance.pick(&[400, 404, 422]), None, String::new());
        }
        *self.carried_out.entry(key).or_default() += 1;
        if failing {
            return reply(status, None, String::new());
        }
        if chance.hits(weather.silent) {
            return Reply {
                status: None,
                after: chance.pick(&[50, 10_000]),
                ..reply(0, None, String::new())
            };
        }
        let body = match chance.between(0, 50) {
            0 => String::new(),
            1 => "<html>".to_owned(),
            _ => format!(r#"{{"eventId":"e{}"}}"#, self.calls),
        };
        reply(201, None, body)
    }
}
