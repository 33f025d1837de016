//! The destination document: preview, publish, history.

use super::super::store::StoreError;
use super::{Call, Reply, live, now};
use crate::admin::{self, Page, Publication, Published, Query, Refusal, Successor};
use crate::diagnostic::Diagnostic;
use crate::edge::live::Live;

/// `POST /api/preview`.
pub(super) async fn preview(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let body = call.json().await?;
    let live = current(call).await?;
    Ok(Reply::ok(admin::preview(&body, live.destination())?))
}

/// `GET /api/destination`: the document itself, as it was published.
pub(super) async fn read(call: &Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let live = current(call).await?;
    let etag = live.etag();
    let reply = if admin::has_already(call.header("if-none-match").as_deref(), &etag) {
        Reply::new(304, String::new())
    } else {
        Reply::ok(live.text().to_owned())
    };
    let reply = reply
        .with("ETag", etag)
        .with("X-Destination-Source", live.source());
    Ok(match live.version() {
        Some(version) => reply.with("X-Destination-Version", version.to_string()),
        None => reply,
    })
}

/// `PUT /api/destination`.
pub(super) async fn publish(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let query = Query::parse(&call.query(), &["note", "dryRun"])?;
    let note = admin::note(&query)?;
    let is_trial = query.flag("dryRun")?;
    let document = call.json().await?;
    let diagnostics = admin::check_document(&document)?;
    let live = current(call).await?;
    let version = if is_trial {
        None
    } else {
        let successor = Successor {
            note: note.as_deref(),
            ..Successor::of(live.latest(), &document, now())
        };
        put(&live, &successor, call).await?
    };
    Ok(put_reply(&live, &document, version, &diagnostics))
}

/// `DELETE /api/destination`: the settings are in force again.
pub(super) async fn withdraw(call: &Call<'_>) -> Result<Reply, Refusal> {
    let query = Query::parse(&call.query(), &["note"])?;
    let note = admin::note(&query)?;
    let live = current(call).await?;
    let successor = Successor {
        note: note.as_deref(),
        ..Successor::of(live.latest(), "", now())
    };
    let version = put(&live, &successor, call).await?;
    Ok(put_reply(&live, call.settings.document(), version, &[]))
}

/// `GET /api/destination/versions`.
pub(super) async fn versions(call: &Call<'_>) -> Result<Reply, Refusal> {
    let page = Page::of(&Query::parse(&call.query(), &Page::PARAMETERS)?)?;
    let rows = call.rows(&Published::list(&page)).await?;
    Ok(Reply::ok(Published::list_answer(&rows, &page)))
}

/// `GET /api/destination/versions/<version>`: the document itself.
pub(super) async fn version(version: &str, call: &Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let published = find(version, call).await?;
    let etag = admin::etag(&published.document);
    Ok(Reply::ok(published.document).with("ETag", etag))
}

/// `POST /api/destination/versions/<version>/restore`.
pub(super) async fn restore(version: &str, call: &Call<'_>) -> Result<Reply, Refusal> {
    let query = Query::parse(&call.query(), &["note"])?;
    let note = admin::note(&query)?;
    let restored = find(version, call).await?;
    // Another release may have published it.
    let diagnostics = admin::check_document(&restored.document)?;
    let live = current(call).await?;
    let successor = Successor {
        note: note.as_deref(),
        restored_from: Some(restored.version),
        ..Successor::of(live.latest(), &restored.document, now())
    };
    let version = put(&live, &successor, call).await?;
    Ok(put_reply(&live, &restored.document, version, &diagnostics))
}

async fn current(call: &Call<'_>) -> Result<Live, Refusal> {
    let live: Result<Live, StoreError> = live::current(call.env).await;
    Ok(live?)
}

async fn find(version: &str, call: &Call<'_>) -> Result<Published, Refusal> {
    let nothing = Refusal::NoSuch { what: "version" };
    let number = admin::number_in_path(version).ok_or_else(|| nothing.clone())?;
    let rows = call.rows(&Published::numbered(number)).await?;
    let published = Published::read(&rows).filter(|published| !published.is_withdrawal());
    published.ok_or(nothing)
}

/// Stores a document as the next version: its number, or `None` when it is the one in force. Nobody overwrites what they
/// have not seen.
async fn put(
    live: &Live,
    successor: &Successor<'_>,
    call: &Call<'_>,
) -> Result<Option<i64>, Refusal> {
    admin::may_change(call.header("if-match").as_deref(), &live.etag())?;
    if live.is_published(successor.document) {
        return Ok(None);
    }
    let rows = call.rows(&successor.insert()).await?;
    let stored = Published::read(&rows);
    // This isolate is to use it at once.
    let live = current(call).await?;
    match stored {
        Some(stored) => Ok(Some(stored.version)),
        None => Err(Refusal::Changed {
            current: live.etag(),
        }),
    }
}

fn put_reply(
    live: &Live,
    document: &str,
    version: Option<i64>,
    diagnostics: &[Diagnostic],
) -> Reply {
    let publication = Publication {
        before: live.text(),
        after: document,
        version,
        diagnostics,
    };
    Reply::ok(publication.to_json()).with("ETag", admin::etag(document))
}
