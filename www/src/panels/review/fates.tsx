import type { EventMember } from "friendbuy-edge";
import { Prose } from "../../controls/prose";
import { eventReview } from "../../state/event";
import { pin, point } from "../../state/lit";
import { nameOf } from "../../state/mappings";
import { pathText } from "../../text/pointer";
import { fateWord, whyNot } from "../../text/reasons";

/** What of the event is in no call, and why. */
export function NotSent() {
  const members = eventReview.value?.members ?? [];
  const rest = members.filter(({ fate }) => fate !== "sent");
  const sent = members.length - rest.length;
  if (members.length === 0) return null;
  return (
    <section class="not-sent-list" aria-labelledby="not-sent-title">
      <h3 id="not-sent-title">What is not sent</h3>
      <p class="about">
        {sent} of {members.length} values of the event are in a call.
        {rest.length > 0 && " The others:"}
      </p>
      {rest.length > 0 && (
        <ul class="fates">
          {rest.map((member) => (
            <Item key={member.pointer} member={member} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ member }: { member: EventMember }) {
  const { pointer, fate } = member;
  const at = { kind: "event", pointer } as const;
  const message = (index: number) => eventReview.value?.findings[index]?.message;
  return (
    <li
      class={`fate-row ${fate}`}
      onPointerEnter={() => point(at)}
      onPointerLeave={() => point(undefined)}
    >
      <button
        type="button"
        class="fate-path"
        onFocus={() => point(at)}
        onBlur={() => point(undefined)}
        onClick={() => pin(at)}
      >
        <code>{pathText(pointer)}</code>
      </button>
      <span class={`badge ${fate === "dropped" ? "warning" : fate === "refused" ? "error" : ""}`}>
        {fateWord(member)}
      </span>
      <span class="fate-why">
        {whyNot(member, nameOf, message).map((line) => (
          <span key={line}>
            <Prose text={line} />
          </span>
        ))}
      </span>
    </li>
  );
}
