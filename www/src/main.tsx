// The playground: a destination document and sample events, and what becomes of them.
//
// `state/` holds all that changes: `work` (the document and the samples, every change a step that can be undone), `view`
// (what is shown of it) and `answers` (what the engine says of it); all else there is derived. `engine/` is a Web Worker
// that does whatever could take long, in typed questions and answers. `panels/` holds the parts of the page, one a file,
// `dialogs/` what opens over it, `controls/` what they are made of. `share/` is the work as a link, `desk/` the Worker
// that served the page. Panels read signals and call functions of `state/`.

import { effect } from "@preact/signals";
import { render } from "preact";
import { loadParts } from "./controls/later";
import { Page } from "./panels/page";
import { engine, followAdvice, followWork } from "./state/answers";
import { keepWork, restore } from "./state/kept";
import { followModes } from "./state/modes";
import { followPaths } from "./state/paths";
import { followRows, hasResult } from "./state/rows";
import { say, theme } from "./state/view";

restore();
keepWork();
followWork();
followRows();
followAdvice();
followModes();
followPaths();
openLink();
addEventListener("hashchange", openLink);
effect(() => {
  if (!hasResult.value) return;
  engine.complete();
  loadParts();
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

const root = document.getElementById("page");
if (root) render(<Page />, root);

/** Opens the work in the page's address, if there is some. */
function openLink(): void {
  if (location.hash === "") return;
  import("./share/open").then(
    ({ openLink }) => openLink(),
    () => say("The link could not be opened: a part of this page did not load."),
  );
}
