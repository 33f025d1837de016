import { useEffect, useState } from "preact/hooks";
import { say } from "../state/view";
import type { Delivery, Status } from "./api";
import { api, live } from "./connection";
import { DeliveryView } from "./delivery";
import { time } from "./document";
import { ask, busy } from "./trouble";

/** What became of a delivery: a word for it, and how much it matters. */
export const statuses = {
  sent: { label: "Sent", tone: "call", about: "Friendbuy has it" },
  duplicate: { label: "Duplicate", tone: "accent", about: "The same call was sent before" },
  waiting: { label: "Waiting", tone: "warning", about: "It is tried again by itself" },
  stopped: { label: "Stopped", tone: "warning", about: "Friendbuy refuses the credentials" },
  refused: { label: "Refused", tone: "error", about: "By a mapping, or by Friendbuy, for good" },
  held: { label: "Held", tone: "error", about: "An answer was lost; somebody has to decide" },
  failed: { label: "Failed", tone: "error", about: "It was tried too often" },
} as const satisfies Record<Status, { label: string; tone: string; about: string }>;

const NAMES = Object.keys(statuses) as Status[];
/** The ones that can be sent again as they are. */
const RESENDABLE: readonly string[] = ["refused", "failed"];

interface Filter {
  status: string;
  mapping: string;
  key: string;
  messageId: string;
  event: string;
}

const nothing: Filter = { status: "", mapping: "", key: "", messageId: "", event: "" };

const texts = {
  event: "Event",
  mapping: "Mapping",
  messageId: "Message ID",
  key: "Send-once key",
} satisfies Partial<Record<keyof Filter, string>>;

/** The delivery log: search, inspect, send again. */
export function Deliveries() {
  const [filter, setFilter] = useState(nothing);
  const [asked, setAsked] = useState(nothing);
  const [found, setFound] = useState<Delivery[]>();
  const [next, setNext] = useState<string>();
  const [open, setOpen] = useState<number>();

  const search = async (cursor?: string) => {
    const answer = await ask(async () => api.value?.deliveries({ ...asked }, cursor));
    if (!answer) return;
    setFound((before) =>
      cursor && before ? [...before, ...answer.deliveries] : answer.deliveries,
    );
    setNext(answer.next);
  };
  useEffect(() => void search(), [asked]);

  const resendAll = async () => {
    const chosen = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
    const answer = await ask(async () => api.value?.resendMany(chosen));
    if (!answer) return;
    const { queued, skipped, more } = answer;
    say(
      `${queued.length} sent again, ${skipped.length} left${more ? "; there are more, press once more" : ""}.`,
    );
    await search();
  };
  if (open !== undefined) {
    return (
      <DeliveryView
        id={open}
        onClose={() => {
          setOpen(undefined);
          void search();
        }}
      />
    );
  }
  const mappings = live.value ? idsOf(live.value.text) : [];
  return (
    <>
      <form
        class="desk-filter"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked({ ...filter });
        }}
      >
        <label class="stacked">
          <span class="label">Status</span>
          <select
            value={filter.status}
            onChange={(event) => setFilter({ ...filter, status: event.currentTarget.value })}
          >
            <option value="">Any</option>
            {NAMES.map((status) => (
              <option key={status} value={status}>
                {statuses[status].label}
              </option>
            ))}
          </select>
        </label>
        {(Object.keys(texts) as (keyof typeof texts)[]).map((name) => (
          <label key={name} class="stacked">
            <span class="label">{texts[name]}</span>
            <input
              type="text"
              list={name === "mapping" ? "desk-mappings" : undefined}
              value={filter[name]}
              onInput={(event) =>
                setFilter({ ...filter, [name]: event.currentTarget.value.trim() })
              }
            />
          </label>
        ))}
        <datalist id="desk-mappings">
          {mappings.map((id) => (
            <option key={id} value={id} />
          ))}
        </datalist>
        <button type="submit" class="primary" disabled={busy.value}>
          Search
        </button>
      </form>
      {found && (
        <Found found={found} onOpen={setOpen}>
          {RESENDABLE.includes(asked.status) && found.length > 0 && (
            <button type="button" disabled={busy.value} onClick={() => void resendAll()}>
              Send all of these again
            </button>
          )}
          {next && (
            <button type="button" class="quiet" onClick={() => void search(next)}>
              More
            </button>
          )}
        </Found>
      )}
    </>
  );
}

interface FoundProps {
  found: Delivery[];
  onOpen(id: number): void;
  children: preact.ComponentChildren;
}

function Found({ found, onOpen, children }: FoundProps) {
  if (found.length === 0) return <p class="empty">No delivery is like that.</p>;
  return (
    <>
      <div class="desk-scroll">
        <table class="desk-table">
          <thead>
            <tr>
              <th scope="col">Status</th>
              <th scope="col">Event</th>
              <th scope="col">Mapping</th>
              <th scope="col">When</th>
              <th scope="col">Attempts</th>
            </tr>
          </thead>
          <tbody>
            {found.map((delivery) => (
              <tr key={delivery.id}>
                <td class="beside">
                  <StatusBadge status={delivery.status} />
                </td>
                <th scope="row">
                  <button type="button" class="link" onClick={() => onOpen(delivery.id)}>
                    {delivery.event ?? delivery.messageId}
                  </button>
                </th>
                <td>{delivery.mapping}</td>
                <td>{time(delivery.at)}</td>
                <td class="spare">{delivery.attempts}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="actions">{children}</div>
    </>
  );
}

export function StatusBadge({ status }: { status: Status }) {
  const { label, tone, about } = statuses[status];
  return (
    <span class={`badge ${tone}`} title={about}>
      {label}
    </span>
  );
}

/** The ids of a document's mappings; nothing if it is not one. */
function idsOf(document: string): string[] {
  try {
    const { mappings } = JSON.parse(document) as { mappings?: { id?: string }[] };
    return (mappings ?? []).map(({ id }) => id ?? "").filter(Boolean);
  } catch {
    return [];
  }
}
