//! Whether Friendbuy takes the credentials.

use crate::delivery::Unavailable;
use crate::json::{Arena, ObjectWriter, parse};

/// How a request for a token went.
#[derive(Clone, Copy, Debug)]
pub struct CredentialsCheck<'a> {
    /// The host that was asked.
    pub base_url: &'a str,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The body. What it grants is not repeated.
    pub body: &'a str,
    /// What to make of it.
    pub outcome: Result<(), Unavailable>,
}

impl CredentialsCheck<'_> {
    /// The answer: `ok`, else what Friendbuy says, and what to do.
    ///
    /// ```
    /// use friendbuy_edge::admin::CredentialsCheck;
    /// let base_url = "https://mapi.fbot.me";
    /// let check = CredentialsCheck { base_url, status: Some(200), body: "{}", outcome: Ok(()) };
    /// assert_eq!(check.to_json(), r#"{"ok":true,"host":"https://mapi.fbot.me","httpStatus":200}"#);
    /// ```
    pub fn to_json(&self) -> String {
        let arena = Arena::new();
        let body = parse(self.body, &arena).ok();
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        answer.flag("ok", self.outcome.is_ok());
        answer.text("host", self.base_url);
        if let Some(status) = self.status {
            answer.member("httpStatus").push_str(&status.to_string());
        }
        if let Err(why) = self.outcome {
            let (code, help) = match why {
                Unavailable::Refused => (
                    "credentials-refused",
                    "check FRIENDBUY_MAPI_KEY and FRIENDBUY_MAPI_SECRET, and whether the secret is for this host; \
                     events wait meanwhile",
                ),
                Unavailable::ForNow { .. } => (
                    "unavailable",
                    "Friendbuy gave no token just now; events are tried again by themselves",
                ),
            };
            answer.text("code", code);
            for name in ["message", "reference"] {
                if let Some(text) = body.and_then(|body| body.member(name).as_str()) {
                    answer.text(name, text);
                }
            }
            answer.text("help", help);
        }
        answer.finish();
        json
    }
}
