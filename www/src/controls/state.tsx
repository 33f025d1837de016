import type { ComponentChildren } from "preact";

interface StateProps {
  title: string;
  tone?: "error";
  children?: ComponentChildren;
}

/** What stands in the place of something when there is none. */
export function State({ title, tone, children }: StateProps) {
  return (
    <div class={`state ${tone ?? ""}`} role={tone === "error" ? "alert" : "status"}>
      <h3>{title}</h3>
      {children}
    </div>
  );
}
