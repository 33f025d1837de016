//! The delivery log, and sending again.

use super::{Call, Reply, Statement, now};
use crate::admin::{self, Delivery, Filter, Query, Refusal, Resend, ResendMany, Resent};
use crate::edge::queue::{self, NotTaken};

/// `GET /api/deliveries`.
pub(super) async fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (filter, page) = Filter::of(&call.query())?;
    let rows = call.rows(&filter.select(&page)).await?;
    Ok(Reply::ok(Filter::answer(&rows, &page)))
}

/// `GET /api/deliveries/<id>`.
pub(super) async fn one(id: &str, call: &Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let delivery = Delivery { id: number(id)? };
    let rows = call.rows(&delivery.select()).await?;
    let answer = Delivery::answer(&rows).ok_or(NOTHING)?;
    Ok(Reply::ok(answer))
}

/// `POST /api/deliveries/<id>/resend`.
pub(super) async fn resend(id: &str, call: &mut Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let id = number(id)?;
    let wish = Resend::of(&call.json().await?)?;
    let rows = call.rows(&Resend::select(id)).await?;
    let resent = wish.decide(&rows, now())?;
    send(std::slice::from_ref(&resent), call).await?;
    Ok(Reply::new(202, resent.to_json()))
}

/// `POST /api/deliveries/resend`.
pub(super) async fn resend_many(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    Query::parse(&call.query(), &[])?;
    let wish = ResendMany::of(&call.json().await?)?;
    let rows = call.rows(&wish.select()).await?;
    let many = wish.decide(&rows, now());
    send(&many.resent, call).await?;
    Ok(Reply::new(202, many.to_json()))
}

const NOTHING: Refusal = Refusal::NoSuch { what: "delivery" };

fn number(id: &str) -> Result<i64, Refusal> {
    admin::number_in_path(id).ok_or(NOTHING)
}

/// Into the queue, then into the log. Should the log not be written, the ledger still sees to it that nothing is sent twice.
async fn send(resent: &[Resent], call: &Call<'_>) -> Result<(), Refusal> {
    let store = call.store()?;
    for resent in resent.chunks(RESENT_AT_ONCE) {
        let messages: Vec<_> = resent.iter().map(|resent| resent.message.clone()).collect();
        let sent = queue::send(call.env, &messages).await;
        sent.map_err(|NotTaken| Refusal::Storage)?;
        let log = resent.iter().flat_map(|resent| &resent.log);
        let log: Vec<Statement<'_>> = log.map(Into::into).collect();
        store.run(&log).await?;
    }
    Ok(())
}

/// Deliveries that go into the queue together, and into the log in one transaction.
const RESENT_AT_ONCE: usize = 50;
