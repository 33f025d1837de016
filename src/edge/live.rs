//! The destination document that is in force: the one published last, else the variable `DESTINATION`, else the standard one.

use std::cell::RefCell;
use std::rc::Rc;

use worker::Env;

use super::log::{self, Level, number};
use super::now;
use super::settings::{Settings, settings};
use super::store::{Store, StoreError};
use crate::Destination;
use crate::admin::{Published, etag};
use crate::instant::Millis;
use crate::limits::LIVE_DOCUMENT_MILLIS;

/// The document that is in force.
#[derive(Clone)]
pub(super) struct Live {
    settings: Rc<Settings>,
    /// What was published last, if anything was.
    latest: Option<Rc<Compiled>>,
}

struct Compiled {
    published: Published,
    /// `None` when this release can't use it; another one published it.
    destination: Option<Destination>,
}

thread_local! {
    /// What was published last when the database was asked last, and when that was.
    static KNOWN: RefCell<Option<(Millis, Option<Rc<Compiled>>)>> = const { RefCell::new(None) };
}

/// The document for events: at most [`LIVE_DOCUMENT_MILLIS`] old. While the database does not answer, the one known before.
///
/// # Errors
///
/// When the database does not answer, and nothing is known.
pub(super) async fn live(env: &Env) -> Result<Live, StoreError> {
    let known = KNOWN.with_borrow(Clone::clone);
    if let Some((at, latest)) = &known
        && (now() - at).abs() < LIVE_DOCUMENT_MILLIS
    {
        return Ok(Live::new(latest.clone(), env));
    }
    current(env).await.or_else(|error| {
        error.log();
        let (_, latest) = known.ok_or(error)?;
        Ok(Live::new(latest, env))
    })
}

/// The document that is in force at this moment.
///
/// # Errors
///
/// When the database does not answer.
pub(super) async fn current(env: &Env) -> Result<Live, StoreError> {
    let Some(store) = Store::of(env) else {
        return Ok(Live::new(None, env));
    };
    let known = KNOWN.with_borrow(|known| known.as_ref().and_then(|(_, latest)| latest.clone()));
    let version = known.as_ref().map_or(0, |known| known.published.version);
    let rows = store.rows(&(&Published::latest(version)).into()).await?;
    let latest = match (Published::read(&rows), known) {
        (None, _) => None,
        (Some(read), Some(known)) if read.version == version => Some(known),
        (Some(read), _) => Some(Rc::new(compile(read))),
    };
    KNOWN.set(Some((now(), latest.clone())));
    Ok(Live::new(latest, env))
}

fn compile(published: Published) -> Compiled {
    let destination = Destination::compile(&published.document);
    if let (Err(diagnostics), false) = (&destination, published.is_withdrawal()) {
        log::line(Level::Error, "published document unusable", |object| {
            number(object, "version", published.version);
            number(object, "findings", diagnostics.len());
        });
    }
    Compiled {
        destination: destination.ok(),
        published,
    }
}

impl Live {
    fn new(latest: Option<Rc<Compiled>>, env: &Env) -> Self {
        Self {
            settings: settings(env),
            latest,
        }
    }

    /// What was published last, unless that was withdrawn.
    fn published(&self) -> Option<&Compiled> {
        let latest = self.latest.as_deref();
        latest.filter(|latest| !latest.published.is_withdrawal())
    }

    /// What the document makes of events; `None` when it can't be used.
    pub(super) fn destination(&self) -> Option<&Destination> {
        match self.published() {
            Some(compiled) => compiled.destination.as_ref(),
            None => self.settings.destination.as_ref(),
        }
    }

    /// Whether a document was published that this release can't use.
    pub(super) fn is_unusable(&self) -> bool {
        self.published()
            .is_some_and(|compiled| compiled.destination.is_none())
    }

    /// The document.
    pub(super) fn text(&self) -> &str {
        match self.published() {
            Some(compiled) => &compiled.published.document,
            None => self.settings.document(),
        }
    }

    /// Its ETag.
    pub(super) fn etag(&self) -> String {
        etag(self.text())
    }

    /// Where it comes from.
    pub(super) fn source(&self) -> &'static str {
        match self.published() {
            Some(_) => "published",
            None if self.settings.has_document() => "variable",
            None => "standard",
        }
    }

    /// The number of its version, if it was published.
    pub(super) fn version(&self) -> Option<i64> {
        self.published().map(|compiled| compiled.published.version)
    }

    /// Whether this very document is published; no text: whether none is.
    pub(super) fn is_published(&self, document: &str) -> bool {
        let published = self.published();
        let published = published.map_or("", |compiled| compiled.published.document.as_str());
        published == document
    }

    /// The number of what was published last, withdrawn or not; 0 when nothing was.
    pub(super) fn latest(&self) -> i64 {
        let latest = self.latest.as_deref();
        latest.map_or(0, |latest| latest.published.version)
    }
}
