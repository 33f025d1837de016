//! Getting events to MAPI: what to do, and when. Time and randomness are arguments; nothing here sends anything.

mod answer;
mod attempt;
mod credentials;
mod journal;
mod key;
mod ledger;
mod message;
mod pace;
mod retry;
mod settle;
mod token;
mod unmade;

pub use answer::{Answer, Next, after_call};
pub use attempt::{Attempt, Do, LedgerLost, Report};
pub use credentials::{Credentials, CredentialsError};
pub use journal::{Entry, Failed, FailedReason, Status, event_label};
pub use key::{send_once_key, sign_up_key};
pub use ledger::{
    Caller, Claim, Decision, Ending, LedgerKey, LedgerTextError, OnUncertain, Record, Served,
    Settled, Settlement, State, Wish, claim, serve, text_id,
};
pub use message::{Kind, Message, MessageError, queue_batches};
pub use pace::Pace;
pub use retry::{hold_seconds, retry_seconds};
pub use settle::{Outcome, Verdict, settle};
pub use token::{Step, Token, Tokens, Unavailable};
pub use unmade::unmade;
