import { useEffect, useState } from "preact/hooks";
import { report } from "../state";

/** The line of the window whose section is the current one. */
const MARGIN = "-30% 0px -70% 0px";

/** The way between the panels where they stand one below the other. */
export function Sections() {
  const [current, setCurrent] = useState("events");
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const entered = entries.find(({ isIntersecting }) => isIntersecting);
        if (entered) setCurrent(entered.target.id);
      },
      { rootMargin: MARGIN },
    );
    for (const panel of document.querySelectorAll(".panel")) observer.observe(panel);
    return () => observer.disconnect();
  }, []);

  const { events = [], mappings = [] } = report.value ?? {};
  const calls = events.reduce((sum, event) => sum + event.calls.length, 0);
  const sections = [
    { id: "events", title: "Events", count: events.length },
    { id: "calls", title: "Calls", count: calls },
    { id: "mappings", title: "Mappings", count: mappings.length },
  ];
  return (
    <nav class="sections" aria-label="Sections">
      {sections.map(({ id, title, count }) => (
        <a key={id} href={`#${id}`} aria-current={id === current}>
          {title} <span class="count">{count || ""}</span>
        </a>
      ))}
    </nav>
  );
}
