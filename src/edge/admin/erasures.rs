//! Requests to erase somebody.

use super::{Call, Reply, now};
use crate::admin::{self, Erasure, Erasures, Query, Refusal, Subject};
use crate::edge::queue::NotTaken;
use crate::edge::{erasure, unique};

/// `POST /api/erasures`.
pub(super) async fn request(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let subject = Subject::of(&call.json().await?)?;
    let message_id = format!("desk-{}", unique());
    // Into the queue first, and a row that nobody works on is never shown; whoever is first there stores it.
    erasure::enqueue(&message_id, &subject, call.env)
        .await
        .map_err(|NotTaken| Refusal::Storage)?;
    let rows = call.rows(&subject.insert(&message_id, now())).await?;
    let erasure = Erasure::read(&rows).ok_or(Refusal::Storage)?;
    Ok(shown(erasure.id, 202, call)
        .await?
        .with("Location", format!("/api/erasures/{}", erasure.id)))
}

/// `GET /api/erasures`.
pub(super) async fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let erasures = Erasures::of(&call.query())?;
    let rows = call.rows(&erasures.select()).await?;
    Ok(Reply::ok(erasures.answer(&rows)))
}

/// `GET /api/erasures/<id>`.
pub(super) async fn one(id: &str, call: &Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let id = admin::number_in_path(id).ok_or(NOTHING)?;
    shown(id, 200, call).await
}

const NOTHING: Refusal = Refusal::NoSuch { what: "erasure" };

async fn shown(id: i64, status: u16, call: &Call<'_>) -> Result<Reply, Refusal> {
    let rows = call.rows(&Erasure::show(id)).await?;
    let answer = Erasure::answer(&rows).ok_or(NOTHING)?;
    Ok(Reply::new(status, answer))
}
