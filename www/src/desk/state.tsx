import { stats } from "./connection";
import { time } from "./document";

/** Counts of the Worker by their names: a word for each, and what it means. */
const names: Record<string, { word: string; about: string }> = {
  waiting: { word: "waiting", about: "They are tried again by themselves" },
  stopped: { word: "stopped", about: "Friendbuy refuses the credentials" },
  held: { word: "held", about: "An answer was lost; somebody has to decide" },
  refused: { word: "refused", about: "By a mapping, or by Friendbuy, for good" },
  failed: { word: "failed", about: "They were tried too often" },
  unreadable: { word: "unreadable", about: "They could not be read as events" },
};

/** What is open, and how the sender is. */
export function SenderState() {
  const counts = stats.value;
  if (!counts) return null;
  const { held: _, ...underWay } = counts.open; // held ones need attention, they are counted there
  const attention = some(counts.needsAttention);
  return (
    <ul class="desk-state" aria-label="State">
      {attention.length === 0 && <li class="badge call">Nothing needs attention</li>}
      {attention.map(([name, count]) => (
        <Count key={name} name={name} count={count} tone="error" />
      ))}
      {some(underWay).map(([name, count]) => (
        <Count key={name} name={name} count={count} tone="warning" />
      ))}
      {counts.sender.map(({ name, state, updatedAt }) => (
        <li key={name} class="badge" title={updatedAt && `since ${time(updatedAt)}`}>
          {name}: {state}
        </li>
      ))}
    </ul>
  );
}

const some = (counts: Record<string, number>) =>
  Object.entries(counts).filter(([, count]) => count > 0);

function Count({ name, count, tone }: { name: string; count: number; tone: string }) {
  const { word, about } = names[name] ?? { word: name, about: undefined };
  return (
    <li class={`badge ${tone}`} title={about}>
      {count} {word}
      {tone === "error" && <span class="hidden">, needs attention</span>}
    </li>
  );
}
