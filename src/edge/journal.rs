//! The delivery log: what became of each call, written once for a whole delivery of messages.
//!
//! The log is for people; the ledger alone decides what is sent. So a log that can't be written neither stops a call nor
//! repeats one: an event that was sent is done, logged or not. Only what a person has to look at stays in the queue until the
//! log holds it, and the ledger answers for it when it comes back.

use worker::wasm_bindgen::JsValue;

use super::log::{self, Level, number};
use super::now;
use super::settings::DeliveryLog;
use super::store::{Statement, Store};
use crate::delivery::{Entry, Outcome, Status};
use crate::json::write_list;
use crate::limits::MAX_JOURNAL_BYTES;

/// Rows of the log. What was sent stays sent; attempts never become fewer.
const DELIVERIES: &str = "
INSERT INTO deliveries (message_id, mapping, action, event, send_once_key, status, attempts, uncertain, http_status,
  event_id, reference, duplicate_of, codes, next_at, at, updated_at)
SELECT value->>'message', value->>'mapping', value->>'action', value->>'event', value->>'key', value->>'status',
  value->>'attempts', value->>'uncertain', value->>'httpStatus', value->>'eventId', value->>'reference',
  value->>'duplicateOf', value->>'codes', ?2 + 1000 * (value->>'nextIn'), ?2, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (message_id, mapping) DO UPDATE SET
  action = coalesce(excluded.action, action), event = coalesce(excluded.event, event),
  send_once_key = coalesce(excluded.send_once_key, send_once_key), status = excluded.status,
  attempts = max(attempts, excluded.attempts), uncertain = max(uncertain, excluded.uncertain),
  http_status = coalesce(excluded.http_status, http_status), event_id = coalesce(excluded.event_id, event_id),
  reference = coalesce(excluded.reference, reference), duplicate_of = excluded.duplicate_of,
  codes = coalesce(excluded.codes, codes), next_at = excluded.next_at, updated_at = excluded.updated_at
WHERE deliveries.status <> 'sent' OR excluded.status = 'sent'";

/// The same for calls that need no row of their own, and may have one from an earlier attempt.
const DELIVERED: &str = "
UPDATE deliveries SET status = entry.value->>'status', event_id = coalesce(entry.value->>'eventId', event_id),
  attempts = max(attempts, entry.value->>'attempts'), uncertain = max(uncertain, entry.value->>'uncertain'),
  http_status = coalesce(entry.value->>'httpStatus', http_status), next_at = NULL, updated_at = ?2
FROM json_each(?1) AS entry
WHERE message_id = entry.value->>'message' AND mapping = entry.value->>'mapping'
  AND (deliveries.status <> 'sent' OR entry.value->>'status' = 'sent')";

/// Bodies of what a person has to look at. What is looked at again is open again.
const FAILED: &str = "
INSERT INTO failed_events (message_id, mapping, reason, mappings, event, call_path, call_body, answer_status, answer_body,
  diagnostics, at, updated_at)
SELECT value->>'message', value->>'mapping', value->>'reason', value->>'mappings', value->>'event', value->>'callPath',
  value->>'callBody', value->>'answerStatus', value->>'answerBody', value->>'diagnostics', ?2, ?2
FROM json_each(?1) WHERE true
ON CONFLICT (message_id, mapping) DO UPDATE SET
  reason = excluded.reason, mappings = excluded.mappings, event = excluded.event,
  call_path = coalesce(excluded.call_path, call_path), call_body = coalesce(excluded.call_body, call_body),
  answer_status = coalesce(excluded.answer_status, answer_status),
  answer_body = coalesce(excluded.answer_body, answer_body),
  diagnostics = coalesce(excluded.diagnostics, diagnostics), updated_at = excluded.updated_at,
  resolved_at = NULL, resolution = NULL";

/// What was sent makes of others that stand under its key, and came to nothing, its duplicates. The ledger forgets that it was
/// sent; whoever has an older one sent again must not need it to remember.
const SUPERSEDED: &str = "
UPDATE deliveries SET status = 'duplicate', duplicate_of = sent.value->>'message', event_id = sent.value->>'eventId',
  next_at = NULL, updated_at = ?2
FROM json_each(?1) AS sent
WHERE sent.value->>'status' = 'sent' AND send_once_key = sent.value->>'key'
  AND deliveries.status IN ('refused', 'held', 'failed')";

/// What was sent needs nobody any more. The plus keeps the index of open events out of the plan: there may be many.
const RESOLVED: &str = "
UPDATE failed_events SET resolved_at = ?2, updated_at = ?2, resolution = 'sent'
WHERE +resolved_at IS NULL AND (message_id, mapping) IN (
  SELECT value->>'message', value->>'mapping' FROM json_each(?1) WHERE value->>'status' = 'sent')";

/// Nor do its duplicates.
const RESOLVED_TOO: &str = "
UPDATE failed_events SET resolved_at = ?2, updated_at = ?2, resolution = 'sent'
WHERE +resolved_at IS NULL AND (message_id, mapping) IN (
  SELECT line.message_id, line.mapping FROM json_each(?1) AS sent
  CROSS JOIN deliveries AS line ON line.send_once_key = sent.value->>'key'
  WHERE sent.value->>'status' = 'sent' AND line.status = 'duplicate')";

/// How many calls ended how.
const COUNTS: &str = "
INSERT INTO counts (day, mapping, status, action, count)
SELECT CAST(?2 AS INTEGER) / 86400000, value->>'mapping', value->>'status', max(value->>'action'), count(*)
FROM json_each(?1)
WHERE value->>'fresh' AND value->>'status' NOT IN ('waiting', 'stopped') GROUP BY 2, 3
ON CONFLICT (day, mapping, status) DO UPDATE SET count = count + excluded.count, action = coalesce(excluded.action, action)";

/// What the sender says of itself.
const STATE: &str = "
INSERT INTO sender_state (name, state, detail, updated_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (name) DO UPDATE SET state = excluded.state, detail = excluded.detail, updated_at = excluded.updated_at
WHERE state <> excluded.state OR detail IS NOT excluded.detail";

/// Something the sender says of itself.
pub(super) struct SenderState {
    pub(super) name: &'static str,
    pub(super) state: &'static str,
    pub(super) detail: Option<String>,
}

/// Writes entries and states. Whether the log holds them now.
pub(super) async fn write(
    store: Option<&Store>,
    entries: &[Entry],
    states: &[SenderState],
    kept: DeliveryLog,
) -> bool {
    let Some(store) = store else {
        return false;
    };
    let mut first = true;
    for part in parts(entries) {
        let states = if first { states } else { &[] };
        first = false;
        if !write_part(store, part, states, kept).await {
            return false;
        }
    }
    true
}

async fn write_part(
    store: &Store,
    entries: &[Entry],
    states: &[SenderState],
    kept: DeliveryLog,
) -> bool {
    let statements = statements(entries, states, kept);
    if statements.is_empty() {
        return true;
    }
    for attempt in 1..=2 {
        match store.run(&statements).await {
            Ok(_) => return true,
            Err(error) => log::line(Level::Error, "delivery log", |object| {
                object.text("message", &error.0);
                number(object, "entries", entries.len());
                number(object, "attempt", attempt);
            }),
        }
    }
    false
}

fn statements(
    entries: &[Entry],
    states: &[SenderState],
    kept: DeliveryLog,
) -> Vec<Statement<'static>> {
    // JavaScript has no other numbers, and this one is exact for the next 285,000 years.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970")]
    let now = JsValue::from(now() as f64);
    let list = |entries: &[&Entry]| {
        let mut json = String::new();
        write_list(&mut json, entries, |entry, out| entry.write_delivery(out));
        JsValue::from(json)
    };
    let mut statements = Vec::new();
    let mut add = |sql, json: JsValue| statements.push(Statement::new(sql, [json, now.clone()]));
    let is_plain = |entry: &&Entry| {
        matches!(
            entry.status,
            Status::After(Outcome::Sent | Outcome::Duplicate)
        )
    };
    let (brief, rows): (Vec<&Entry>, Vec<&Entry>) = entries
        .iter()
        .partition(|entry| kept == DeliveryLog::Problems && is_plain(entry));
    if !rows.is_empty() {
        add(DELIVERIES, list(&rows));
    }
    if !brief.is_empty() {
        add(DELIVERED, list(&brief));
    }
    let failed: Vec<_> = entries.iter().filter(|entry| entry.is_needed()).collect();
    if !failed.is_empty() {
        let mut json = String::new();
        write_list(&mut json, failed, |entry, out| {
            entry.write_failed(out);
        });
        add(FAILED, json.into());
    }
    let sent: Vec<_> = entries.iter().filter(is_plain).collect();
    if !sent.is_empty() {
        let sent = list(&sent);
        for sql in [RESOLVED, SUPERSEDED, RESOLVED_TOO] {
            add(sql, sent.clone());
        }
    }
    if !entries.is_empty() {
        add(COUNTS, list(&entries.iter().collect::<Vec<_>>()));
    }
    statements.extend(states.iter().map(|state| {
        let detail = state.detail.as_deref().map_or(JsValue::NULL, JsValue::from);
        Statement::new(
            STATE,
            [state.name.into(), state.state.into(), detail, now.clone()],
        )
    }));
    statements
}

/// Cuts entries into lists that one round trip takes.
fn parts(entries: &[Entry]) -> Vec<&[Entry]> {
    if entries.is_empty() {
        return vec![entries];
    }
    let weight = |entry: &Entry| {
        let failed = entry.failed.as_ref();
        let failed = failed.map_or(0, |failed| {
            let call = failed.kept_call().map_or(0, |(_, body)| body.len());
            let texts = [&failed.answer, &failed.diagnostics].into_iter().flatten();
            failed.event.len() + call + texts.map(String::len).sum::<usize>()
        });
        2 * failed + 512
    };
    let mut parts = Vec::new();
    let (mut begin, mut bytes) = (0, 0);
    for (index, entry) in entries.iter().enumerate() {
        let more = weight(entry);
        if bytes + more > MAX_JOURNAL_BYTES && index > begin {
            parts.extend(entries.get(begin..index));
            (begin, bytes) = (index, 0);
        }
        bytes += more;
    }
    parts.extend(entries.get(begin..));
    parts
}
