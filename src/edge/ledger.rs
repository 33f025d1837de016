//! Asking the ledger.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::wasm_bindgen::JsValue;
use worker::{Delay, Env, Method, ObjectNamespace, Request, RequestInit};

use crate::delivery::{Claim, Decision, LedgerKey, LedgerLost, Settled, Settlement};

/// The binding of the Durable Objects.
const BINDING: &str = "LEDGER";

/// How long one question may stay unanswered.
const PATIENCE: Duration = Duration::from_secs(5);

/// The ledger of this Worker.
pub(super) struct Ledger {
    objects: ObjectNamespace,
    shards: u32,
}

impl Ledger {
    /// The ledger; `None` when the Worker was deployed without one.
    pub(super) fn of(env: &Env, shards: u32) -> Option<Self> {
        let objects = env.durable_object(BINDING).ok()?;
        Some(Self { objects, shards })
    }

    /// Asks for a call.
    pub(super) async fn claim(
        &self,
        key: &LedgerKey,
        claim: &Claim,
    ) -> Result<Decision, LedgerLost> {
        let answer = self.ask(key, claim.to_text()).await?;
        Decision::from_text(&answer).map_err(|_| LedgerLost)
    }

    /// Tells how it ended.
    pub(super) async fn settle(
        &self,
        key: &LedgerKey,
        settlement: &Settlement,
    ) -> Result<Settled, LedgerLost> {
        let answer = self.ask(key, settlement.to_text()).await?;
        Settled::from_text(&answer).map_err(|_| LedgerLost)
    }

    async fn ask(&self, key: &LedgerKey, request: String) -> Result<String, LedgerLost> {
        let answer = Box::pin(self.fetch(key, request));
        match select(answer, Delay::from(PATIENCE)).await {
            Either::Left((answer, _)) => answer.map_err(|_| LedgerLost),
            Either::Right(_) => Err(LedgerLost),
        }
    }

    async fn fetch(&self, key: &LedgerKey, request: String) -> worker::Result<String> {
        let shard = self
            .objects
            .get_by_name(&key.shard(self.shards).to_string())?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post)
            .with_body(Some(JsValue::from(request)));
        let url = format!("http://ledger/{}", key.as_text());
        let request = Request::new_with_init(&url, &init)?;
        let mut response = shard.fetch_with_request(request).await?;
        match response.status_code() {
            200 => response.text().await,
            status => Err(format!("status {status}").into()),
        }
    }
}
