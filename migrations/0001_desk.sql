-- What the desk shows. Times are milliseconds since 1970; lists and objects are JSON text.
-- Whether a call was made is the ledger's to know (Durable Object `Ledger`); this is what people read.

-- The delivery log: what became of each call of each event. One row a call, rewritten when more becomes of it.
-- No bodies and no personal data beside the ids senders chose: bodies are in `failed_events`, as long as they are needed.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL,
  mapping TEXT NOT NULL,            -- '' when the whole message is meant: it could not be read, or not be mapped
  action TEXT,                      -- trackPurchase, …
  event TEXT,                       -- the event's type, for track events with the name: `track Order Completed`
  send_once_key TEXT,
  status TEXT NOT NULL CHECK (status IN ('sent', 'duplicate', 'refused', 'held', 'waiting', 'stopped', 'failed')),
  attempts INTEGER NOT NULL,        -- calls made to Friendbuy
  uncertain INTEGER NOT NULL,       -- those of them whose answer is unknown
  http_status INTEGER,              -- of the last answer
  event_id TEXT,                    -- Friendbuy's; of the first event when the status is `duplicate`
  reference TEXT,                   -- Friendbuy's, for its support
  duplicate_of TEXT,                -- the message that was sent under the same key
  codes TEXT,                       -- codes of the diagnostics, a JSON list
  next_at INTEGER,                  -- when it is tried again
  at INTEGER NOT NULL,              -- when it was first logged
  updated_at INTEGER NOT NULL,
  UNIQUE (message_id, mapping)
) STRICT;

-- Every index is paid for with each row. Most rows are `sent`, and a page of those needs no index.
CREATE INDEX deliveries_by_key ON deliveries (send_once_key);
CREATE INDEX deliveries_by_time ON deliveries (at);
CREATE INDEX deliveries_by_status ON deliveries (status, at) WHERE status <> 'sent';

-- What a person has to look at, with everything it takes to send it again.
CREATE TABLE failed_events (
  id INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL,
  mapping TEXT NOT NULL,            -- as in `deliveries`; '' with `mappings` null stands for all of them
  reason TEXT NOT NULL CHECK (reason IN ('refused', 'held', 'failed', 'unreadable')),
  mappings TEXT,                    -- the mappings a dead letter stood for, a JSON list; null for all
  event TEXT NOT NULL,              -- the event, JSON text; of an unreadable message, the message
  call_path TEXT,
  call_body TEXT,
  answer_status INTEGER,
  answer_body TEXT,                 -- its beginning
  diagnostics TEXT,                 -- a JSON list
  at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  resolved_at INTEGER,
  resolution TEXT CHECK (resolution IN ('sent', 'resent', 'edited', 'dismissed', 'erased')),
  UNIQUE (message_id, mapping)
) STRICT;

CREATE INDEX failed_events_open ON failed_events (id) WHERE resolved_at IS NULL;
CREATE INDEX failed_events_by_time ON failed_events (at);

-- How many calls ended how, by day (UTC, days since 1970); kept when log rows are purged.
CREATE TABLE counts (
  day INTEGER NOT NULL,
  mapping TEXT NOT NULL,
  action TEXT,
  status TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, mapping, status)
) STRICT, WITHOUT ROWID;

-- What the sender says of itself: for /healthz and the desk. One row a kind of state.
CREATE TABLE sender_state (
  name TEXT PRIMARY KEY,            -- `credentials`, `pace`
  state TEXT NOT NULL,
  detail TEXT,                      -- a JSON object
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every destination document that was ever in force; the last one is.
CREATE TABLE document_versions (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  etag TEXT NOT NULL,
  document TEXT NOT NULL,
  note TEXT,
  restored_from INTEGER REFERENCES document_versions (version),
  at INTEGER NOT NULL
) STRICT;

-- Requests to erase a person's data. Who it is travels through the queue alone.
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,  -- of the event that asked for it; `desk-…` when the desk did
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('customerId', 'email')),
  subject_hash TEXT NOT NULL,       -- SHA-256, to find it by
  status TEXT NOT NULL CHECK (status IN ('waiting', 'accepted', 'refused', 'failed')),
  job_id TEXT,                      -- Friendbuy's
  http_status INTEGER,
  reference TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER,
  at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX erasures_by_subject ON erasures (subject_hash);
CREATE INDEX erasures_by_time ON erasures (at);
