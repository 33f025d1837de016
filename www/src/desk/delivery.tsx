import { useEffect, useState } from "preact/hooks";
import { closeDialog } from "../controls/dialog";
import { Findings } from "../controls/findings";
import { BackIcon } from "../controls/icons";
import { addSamples } from "../state/samples";
import { say, view } from "../state/view";
import { json } from "../text/document";
import type { WholeDelivery } from "./api";
import { api } from "./connection";
import { StatusBadge, statuses } from "./deliveries";
import { time } from "./document";
import { ask, busy } from "./trouble";

const pretty = (value: unknown) => (typeof value === "string" ? value : json(value));

/** One delivery: what it was, what was called, what Friendbuy answered, and the ways to send it again. */
export function DeliveryView({ id, onClose }: { id: number; onClose: () => void }) {
  const [delivery, setDelivery] = useState<WholeDelivery>();
  useEffect(() => {
    void ask(async () => setDelivery(await api.value?.delivery(id)));
  }, [id]);
  return (
    <>
      <button type="button" class="quiet desk-back" onClick={onClose}>
        <BackIcon /> All deliveries
      </button>
      {delivery && <Whole delivery={delivery} onClose={onClose} />}
    </>
  );
}

function Whole({ delivery, onClose }: { delivery: WholeDelivery; onClose: () => void }) {
  const { kept, status } = delivery;
  return (
    <article class="desk-delivery">
      <header class="block-head">
        <h3>{delivery.event ?? delivery.messageId}</h3>
        <StatusBadge status={status} />
      </header>
      <p class="about">{statuses[status].about}.</p>
      <Facts delivery={delivery} />
      {kept?.diagnostics && <Findings findings={kept.diagnostics} />}
      {kept?.callBody !== undefined && (
        <section>
          <h4>The call: POST {kept.callPath}</h4>
          <pre class="code boxed">{pretty(kept.callBody)}</pre>
        </section>
      )}
      {kept?.answerBody !== undefined && (
        <section>
          <h4>Friendbuy’s answer: {kept.answerStatus}</h4>
          <pre class="code boxed">{kept.answerBody}</pre>
        </section>
      )}
      <Resend delivery={delivery} onDone={onClose} />
    </article>
  );
}

function Facts({ delivery }: { delivery: WholeDelivery }) {
  const facts: [string, string | number | undefined][] = [
    ["Mapping", delivery.mapping],
    ["Action", delivery.action],
    ["Message ID", delivery.messageId],
    ["Send-once key", delivery.sendOnceKey],
    ["Received", time(delivery.at)],
    ["Last changed", delivery.updatedAt && time(delivery.updatedAt)],
    ["Next attempt", delivery.nextAttemptAt && time(delivery.nextAttemptAt)],
    ["Attempts", delivery.attempts],
    ["Answers that were lost", delivery.uncertain || undefined],
    ["Friendbuy’s event", delivery.eventId],
    ["Friendbuy’s reference", delivery.reference],
    ["HTTP status", delivery.httpStatus],
    ["Findings", delivery.codes?.join(", ") || undefined],
  ];
  return (
    <dl class="desk-facts">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Whether an answer may have been lost, so that a second call may reward a second time. */
const isRisky = ({ status }: WholeDelivery) =>
  status === "sent" || status === "duplicate" || status === "held";

function Resend({ delivery, onDone }: { delivery: WholeDelivery; onDone: () => void }) {
  const original = delivery.kept?.event === undefined ? "" : pretty(delivery.kept.event);
  const [event, setEvent] = useState(original);
  const [decided, setDecided] = useState(false);
  const risky = isRisky(delivery);
  if (delivery.status === "waiting" || delivery.status === "stopped") return null;
  const resend = async () => {
    const edited = event.trim() === original.trim() ? undefined : event;
    const answer = await ask(async () =>
      api.value?.resend(delivery.id, {
        ...(edited !== undefined && { event: edited }),
        force: risky && decided,
      }),
    );
    if (!answer) return;
    say("It is on its way again.");
    onDone();
  };
  return (
    <section class="desk-resend">
      <h4>Send again</h4>
      <label class="stacked">
        <span class="label">
          {original ? "The event, as it is kept; change what was wrong" : "The event is not kept"}
        </span>
        <textarea
          class="code-input"
          rows={10}
          spellcheck={false}
          placeholder="Paste the event to send in its place"
          value={event}
          onInput={(input) => setEvent(input.currentTarget.value)}
        />
      </label>
      {risky && (
        <label class="switch">
          <input
            type="checkbox"
            checked={decided}
            onChange={(input) => setDecided(input.currentTarget.checked)}
          />
          <span>
            Friendbuy may have counted the first call. I have looked in Friendbuy’s account, and it
            is to be sent all the same.
          </span>
        </label>
      )}
      <div class="actions">
        {original && (
          <button
            type="button"
            onClick={() => {
              addSamples([event]);
              view.value = "review";
              closeDialog();
            }}
          >
            Try it on the page
          </button>
        )}
        <button
          type="button"
          class="primary"
          disabled={busy.value || event.trim() === "" || (risky && !decided)}
          onClick={() => void resend()}
        >
          Send again
        </button>
      </div>
    </section>
  );
}
