//! The desk: what those who run a destination ask of it over HTTP. Text in, text out; the storage is for the caller to ask.
//!
//! | Room | |
//! |---|---|
//! | `route` | which request a method and a path are |
//! | `access` | who may, and how often somebody may be wrong |
//! | `refusal` | why a request is not answered, in the one form in which that is said |
//! | `query`, `filter`, `sql` | parameters, pages, which deliveries; as a query of the database |
//! | `body` | JSON bodies with known members |
//! | `etag`, `document` | documents that are to be in force: by whom they were seen, what they change |
//! | `rows`, `deliveries`, `versions`, `stats` | from rows of the database to answers |
//! | `resend`, `resend_many` | sending again: what may be, and as what |
//! | `retention` | how long the desk remembers |
//! | `subject`, `erasure` | erasing a person, here and at Friendbuy |
//! | `preview` | what an event becomes, with nothing sent |

mod access;
mod body;
mod credentials;
mod deliveries;
mod digest;
mod document;
mod erasure;
mod etag;
mod filter;
mod preview;
mod query;
mod refusal;
mod resend;
mod resend_many;
mod retention;
mod route;
mod rows;
mod sql;
mod stats;
mod subject;
mod versions;

pub use access::{AdminToken, AdminTokenError, Failures};
pub use body::{Body, check_accept, check_media_type};
pub use credentials::CredentialsCheck;
pub use deliveries::Delivery;
pub use document::{Publication, check_document, etag};
pub use erasure::{Erasure, ErasureAnswer, Erasures};
pub use etag::{has_already, may_change};
pub use filter::{Filter, STATUSES};
pub use preview::preview;
pub use query::{Cursor, Page, Query, note, number_in_path};
pub use refusal::Refusal;
pub use resend::{Resend, Resent};
pub use resend_many::{ManyResent, ResendMany};
pub use retention::Retention;
pub use route::Route;
pub use sql::{Bound, Select};
pub use stats::{Stats, write_sender_state};
pub use subject::{Subject, SubjectKind};
pub use versions::{Published, Successor};
