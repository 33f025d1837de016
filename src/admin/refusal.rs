//! Why a request to the admin API is not answered, and the one form in which it says so.

use crate::diagnostic::Diagnostic;
use crate::json::{JsonError, ObjectWriter};
use crate::limits::MAX_ADMIN_BODY_BYTES;
use crate::wire::write_diagnostic;

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The secret `ADMIN_TOKEN` is missing or can't be used.
    #[error("the admin API is switched off")]
    SwitchedOff,
    /// No token, or a wrong one.
    #[error("{}", if *.given { "the token is not the admin token" } else { "the admin token is missing" })]
    Unauthorized {
        /// Whether there was one.
        given: bool,
    },
    /// Too many wrong tokens.
    #[error("too many wrong tokens came from this address")]
    TooManyFailures {
        /// When it may try again.
        seconds: u32,
    },
    /// A path that leads nowhere.
    #[error("the admin API has no such path")]
    NotFound,
    /// A path that takes other methods.
    #[error("this path takes {allow}")]
    Method {
        /// Those it takes.
        allow: &'static str,
    },
    /// The id of nothing that is there.
    #[error("there is no such {what}")]
    NoSuch {
        /// What it would have been.
        what: &'static str,
    },
    /// An `Accept` header without JSON.
    #[error("answers are JSON")]
    NotAcceptable,
    /// A body that says it is something else than JSON.
    #[error("the body must be JSON")]
    MediaType,
    /// A body of more bytes than it may have.
    #[error("the body has more than {MAX_ADMIN_BODY_BYTES} bytes")]
    TooLarge,
    /// The body could not be read to its end.
    #[error("the body could not be read")]
    Unreadable,
    /// A body in Latin-1, UTF-16 or no text at all.
    #[error("the body is not UTF-8 from byte {offset} on")]
    NotUtf8 {
        /// Where UTF-8 ends.
        offset: usize,
    },
    /// A body that is not JSON.
    #[error("the body is not JSON: {0} at byte {offset}", offset = .0.offset)]
    NotJson(JsonError),
    /// A query parameter that can't be used.
    #[error("{message}")]
    Parameter {
        /// What is wrong with it.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// A member of the body that can't be used.
    #[error("{message}")]
    Member {
        /// Where it is: a JSON Pointer.
        pointer: String,
        /// What is wrong with it.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// A destination document that can't be used.
    #[error("the document can't be used")]
    Document {
        /// Everything that is wrong with it.
        diagnostics: Vec<Diagnostic>,
        /// Its text.
        text: String,
    },
    /// An event that is none.
    #[error("the event can't be used")]
    Event {
        /// What is wrong with it.
        diagnostics: Vec<Diagnostic>,
        /// Its text.
        text: String,
    },
    /// A change that does not say what it changes.
    #[error("the header If-Match is missing")]
    NoPrecondition,
    /// A change of something that was changed meanwhile.
    #[error("somebody else published meanwhile")]
    Changed {
        /// The ETag of what is in force now.
        current: String,
    },
    /// What was asked for would be done twice, or is no longer possible.
    #[error("{message}")]
    Conflict {
        /// Why.
        message: String,
        /// What to do about it.
        help: String,
    },
    /// Settings are missing or malformed; `/healthz` says which.
    #[error("a setting is missing or can't be used")]
    NotSetUp,
    /// The Worker was deployed without its database.
    #[error("there is no database")]
    NoDatabase,
    /// The document in force can't be used: another release published it, or the variable is wrong.
    #[error("the document in force can't be used")]
    LiveDocument,
    /// Database, queue or ledger did not do their part.
    #[error("the storage did not answer")]
    Storage,
}

impl Refusal {
    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unreadable | Self::NotUtf8 { .. } | Self::NotJson(_) | Self::Parameter { .. } => {
                400
            }
            Self::Unauthorized { .. } => 401,
            Self::NotFound | Self::NoSuch { .. } => 404,
            Self::Method { .. } => 405,
            Self::NotAcceptable => 406,
            Self::Conflict { .. } => 409,
            Self::Changed { .. } => 412,
            Self::TooLarge => 413,
            Self::MediaType => 415,
            Self::Member { .. } | Self::Document { .. } | Self::Event { .. } => 422,
            Self::NoPrecondition => 428,
            Self::TooManyFailures { .. } => 429,
            Self::SwitchedOff
            | Self::NotSetUp
            | Self::NoDatabase
            | Self::LiveDocument
            | Self::Storage => 503,
        }
    }

    /// The code in answers and logs. Stable, kebab-case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SwitchedOff => "admin-switched-off",
            Self::Unauthorized { .. } => "admin-token",
            Self::TooManyFailures { .. } => "too-many-failures",
            Self::NotFound => "not-found",
            Self::Method { .. } => "method-not-allowed",
            Self::NoSuch { .. } => "no-such-entry",
            Self::NotAcceptable => "not-acceptable",
            Self::MediaType => "media-type",
            Self::TooLarge => "request-too-large",
            Self::Unreadable => "body-unreadable",
            Self::NotUtf8 { .. } => "not-utf-8",
            Self::NotJson(_) => "not-json",
            Self::Parameter { .. } => "query-parameter",
            Self::Member { .. } => "body-member",
            Self::Document { .. } => "document",
            Self::Event { .. } => "event",
            Self::NoPrecondition => "precondition-missing",
            Self::Changed { .. } => "precondition-failed",
            Self::Conflict { .. } => "conflict",
            Self::NotSetUp => "not-set-up",
            Self::NoDatabase => "no-database",
            Self::LiveDocument => "live-document",
            Self::Storage => "storage",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&str> {
        Some(match self {
            Self::SwitchedOff => {
                "set the secret: npx wrangler secret put ADMIN_TOKEN; /healthz says whether it can be used"
            }
            Self::Unauthorized { .. } => "send the header `Authorization: Bearer <ADMIN_TOKEN>`",
            Self::TooManyFailures { .. } => {
                "wait as long as the header Retry-After says, then send the right one"
            }
            Self::NotFound => "the description of the admin API is at /api/openapi.json",
            Self::Method { .. } => "the header Allow lists them",
            Self::NoSuch { .. } => "lists show what there is; what is old enough is deleted",
            Self::NotAcceptable => "send `Accept: application/json`, or no such header",
            Self::MediaType => "send `Content-Type: application/json`",
            Self::Unreadable => "send it again",
            Self::NotUtf8 { .. } => "JSON is UTF-8",
            Self::TooLarge | Self::NotJson(_) => return None,
            Self::Parameter { help, .. } | Self::Member { help, .. } => return help.as_deref(),
            Self::Document { .. } | Self::Event { .. } => {
                "`diagnostics` says what is wrong, and where"
            }
            Self::NoPrecondition => {
                "send `If-Match` with the ETag of the document you changed, or `*` to replace whatever is in force"
            }
            Self::Changed { .. } => {
                "read the document again; its ETag is in the header of this answer, too"
            }
            Self::Conflict { help, .. } => help,
            Self::NotSetUp => "/healthz says which",
            Self::NoDatabase => "bind a D1 database as `DB`, as in wrangler.toml, and deploy again",
            Self::LiveDocument => "publish one that can be, or correct the variable DESTINATION",
            Self::Storage => "try again in a moment; the log says what went wrong",
        })
    }

    /// The headers that go with it.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unauthorized { .. } => {
                vec![(
                    "WWW-Authenticate",
                    r#"Bearer realm="friendbuy-edge""#.to_owned(),
                )]
            }
            Self::TooManyFailures { seconds } => vec![("Retry-After", seconds.to_string())],
            Self::Method { allow } => vec![("Allow", (*allow).to_owned())],
            Self::Changed { current } => vec![("ETag", current.clone())],
            _ => Vec::new(),
        }
    }

    /// The answer: one object, with the `error`.
    ///
    /// ```
    /// use friendbuy_edge::admin::Refusal;
    /// assert_eq!(
    ///     Refusal::Method { allow: "PUT" }.to_json(),
    ///     r#"{"error":{"code":"method-not-allowed","message":"this path takes PUT","help":"the header Allow lists them"}}"#
    /// );
    /// ```
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        let mut answer = ObjectWriter::new(&mut json);
        let mut error = ObjectWriter::new(answer.member("error"));
        error.text("code", self.code());
        error.text("message", &self.to_string());
        if let Some(help) = self.help() {
            error.text("help", help);
        }
        match self {
            Self::Member { pointer, .. } => error.text("pointer", pointer),
            Self::Document { diagnostics, text } | Self::Event { diagnostics, text } => {
                error.list("diagnostics", diagnostics, |diagnostic, out| {
                    write_diagnostic(diagnostic, text, out);
                });
            }
            _ => {}
        }
        error.finish();
        answer.finish();
        json
    }
}
