//! Asking the ledger.

use std::time::Duration;

use futures_util::future::{Either, select};
use worker::js_sys::futures::JsFuture;
use worker::js_sys::{Promise, Reflect};
use worker::wasm_bindgen::prelude::wasm_bindgen;
use worker::wasm_bindgen::{JsCast, JsValue};
use worker::{Delay, Env, web_sys};

use crate::delivery::{Claim, Decision, LedgerKey, LedgerLost, Settled, Settlement};

/// The binding of the Durable Objects.
const BINDING: &str = "LEDGER";

/// How long one question may stay unanswered.
const PATIENCE: Duration = Duration::from_secs(5);

// Not the crate's own: it reads every answer as a stream, which costs more than all the rest of a question.
#[wasm_bindgen(wasm_bindgen = worker::wasm_bindgen)]
extern "C" {
    type Objects;
    #[wasm_bindgen(method, catch, js_name = getByName)]
    fn get_by_name(this: &Objects, name: &str) -> Result<Object, JsValue>;

    type Object;
    #[wasm_bindgen(method, catch)]
    fn fetch(
        this: &Object,
        url: &str,
        init: &web_sys::RequestInit,
    ) -> Result<Promise<web_sys::Response>, JsValue>;
}

/// The ledger of this Worker.
pub(super) struct Ledger {
    objects: Objects,
    shards: u32,
}

impl Ledger {
    /// The ledger; `None` when the Worker was deployed without one.
    pub(super) fn of(env: &Env, shards: u32) -> Option<Self> {
        let binding = Reflect::get(env, &BINDING.into()).ok()?;
        let objects = binding.is_object().then(|| binding.unchecked_into())?;
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

    async fn fetch(&self, key: &LedgerKey, request: String) -> Result<String, JsValue> {
        let shard = key.shard(self.shards).to_string();
        let init = web_sys::RequestInit::new();
        init.set_method("POST");
        init.set_body(&request.into());
        let url = format!("http://ledger/{}", key.as_text());
        let response = self.objects.get_by_name(&shard)?.fetch(&url, &init)?;
        let response = JsFuture::from(response).await?;
        if response.status() != 200 {
            return Err(JsValue::NULL);
        }
        let text = JsFuture::from(response.text()?).await?;
        text.as_string().ok_or(JsValue::NULL)
    }
}
