import { batch, effect } from "@preact/signals";
import { render } from "preact";
import { Engine } from "./engine";
import { Page } from "./panels/page";
import { attempt, catalogue, destination, events, keepWork, report, theme, trouble } from "./state";

const engine = new Engine({
  ready: (actions) => {
    catalogue.value = actions;
  },
  report: (answer) =>
    batch(() => {
      report.value = answer;
      trouble.value = undefined;
    }),
  trouble: (what) =>
    batch(() => {
      report.value = undefined;
      trouble.value = what;
    }),
});

effect(() => {
  void attempt.value;
  engine.ask({ events: events.value, document: destination.value });
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});
keepWork();

const root = document.getElementById("page");
if (root) render(<Page />, root);
