//! Getting events to MAPI: what to do, and when. Time and randomness are arguments; nothing here sends anything.

mod answer;
mod credentials;
mod key;
mod message;
mod retry;
mod settle;
mod token;

pub use answer::{Answer, Next, after_call};
pub use credentials::{Credentials, CredentialsError};
pub use key::{send_once_key, sign_up_key};
pub use message::{Kind, Message, MessageError, queue_batches};
pub use retry::retry_seconds;
pub use settle::{Outcome, Verdict, settle};
pub use token::{Step, Token, Tokens, Unavailable};
