import type { ComponentType } from "preact";
import { later } from "../controls/later";
import { NoticeBar } from "../controls/notice";
import { DialogPlace } from "../dialogs/dialogs";
import { useShortcuts } from "../shortcuts";
import { destination, mappings } from "../state/mappings";
import { type View, view } from "../state/view";
import { DocumentPanel } from "./document";
import { EventPanel } from "./event";
import { FirstMapping } from "./first-mapping";
import { MappingHead } from "./mapping-head";
import { MappingList } from "./mapping-list";
import { Problems } from "./problems";
import { Steps } from "./steps";
import { TopBar } from "./top-bar";
import { TriggerStep } from "./trigger/step";
import { TroubleState } from "./trouble";

const bodies = {
  trigger: TriggerStep,
  test: later(() => import("./test/step").then(({ TestStep }) => TestStep)),
  fields: later(() => import("./fields/step").then(({ FieldsStep }) => FieldsStep)),
  review: later(() => import("./review/step").then(({ ReviewStep }) => ReviewStep)),
  document: DocumentPanel,
} satisfies Record<View, ComponentType>;

export function Page() {
  useShortcuts();
  const shown = destination.value ? view.value : "document";
  const isEmpty = shown !== "document" && mappings.value.length === 0;
  const Body = isEmpty ? FirstMapping : bodies[shown];
  return (
    <>
      <a class="skip" href="#step">
        Skip to the mapping
      </a>
      <TopBar />
      <div class="frame">
        <aside class="side" aria-label="Document">
          <MappingList />
          <Problems />
        </aside>
        <main class="middle">
          <TroubleState />
          {shown !== "document" && !isEmpty && <MappingHead />}
          {shown !== "document" && !isEmpty && <Steps />}
          <Body />
        </main>
        <EventPanel />
      </div>
      <NoticeBar />
      <DialogPlace />
    </>
  );
}
