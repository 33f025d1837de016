import { stats } from "./connection";
import { time } from "./document";

const names: Record<string, string> = {
  waiting: "waiting for their next attempt",
  stopped: "stopped: the credentials are refused",
  held: "held, their answer was lost",
  refused: "refused",
  failed: "failed too often",
  unreadable: "unreadable",
};

/** What is open, and how the sender is. */
export function SenderState() {
  const counts = stats.value;
  if (!counts) return null;
  const { held: _, ...underWay } = counts.open; // held ones need attention, they are counted there
  const open = count(underWay);
  const attention = count(counts.needsAttention);
  return (
    <ul class="desk-state" aria-label="State">
      <li class={attention ? "badge error" : "badge call"}>
        {attention ? `Need attention: ${attention}` : "Nothing needs attention"}
      </li>
      {open && <li class="badge warning">On their way: {open}</li>}
      {counts.sender.map(({ name, state, updatedAt }) => (
        <li key={name} class="badge" title={updatedAt && `since ${time(updatedAt)}`}>
          {name}: {state}
        </li>
      ))}
    </ul>
  );
}

const count = (counts: Record<string, number>) =>
  Object.entries(counts)
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${number} ${names[name] ?? name}`)
    .join(", ");
