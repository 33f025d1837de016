import type { ComponentType } from "preact";
import { DarkIcon, LightIcon, RedoIcon, SystemIcon, UndoIcon } from "../controls/icons";
import { Menu } from "../controls/menu";
import { tools } from "../dialogs/dialogs";
import { replaceDocument } from "../state/mappings";
import { dialog, say, type Theme, theme, themes, view } from "../state/view";
import { redo, redoable, undo, undoable } from "../state/work";
import { emptyDocument, standardDocument } from "../text/document";
import { ModeSwitch } from "./mode";

const looks = {
  system: { label: "Colours as the system has them", Icon: SystemIcon },
  light: { label: "Light colours", Icon: LightIcon },
  dark: { label: "Dark colours", Icon: DarkIcon },
} satisfies Record<Theme, { label: string; Icon: ComponentType }>;

export function TopBar() {
  return (
    <header class="top">
      <div class="brand">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="7" />
          <path d="M8 11h7a5 5 0 0 1 5 5 5 5 0 0 0 5 5m-4-4 4.5 4-4.5 4M8 10.9v.1" />
        </svg>
        <h1>
          <span class="wordmark">friendbuy-edge</span>
          <span class="tagline">Segment events to Friendbuy calls</span>
        </h1>
      </div>
      <ModeSwitch />
      <div class="top-tools">
        <History />
        <Menu
          label="Tools"
          groups={[
            {
              title: "The document",
              items: Object.entries(tools).map(([name, { title, about }]) => ({
                title,
                about,
                choose: () => {
                  dialog.value = name;
                },
              })),
            },
            {
              title: "Start over",
              items: [
                {
                  title: "Standard mappings",
                  about: "Identify, Order Completed and Signed Up, as Segment sets them up",
                  choose: () => startOver(standardDocument),
                },
                {
                  title: "Empty document",
                  about: "No mapping yet",
                  choose: () => startOver(emptyDocument),
                },
              ],
            },
          ]}
        />
        <Look />
      </div>
    </header>
  );
}

function startOver(document: string): void {
  replaceDocument(document);
  view.value = "trigger";
  say("The document is replaced; the events are the same.", { undo: true });
}

function History() {
  const buttons = [
    { what: "Undo", label: undoable.value, act: undo, Icon: UndoIcon, keys: "Ctrl+Z" },
    { what: "Redo", label: redoable.value, act: redo, Icon: RedoIcon, keys: "Ctrl+Shift+Z" },
  ];
  return (
    <div class="joined">
      {buttons.map(({ what, label, act, Icon, keys }) => (
        <button
          key={what}
          type="button"
          class="square"
          disabled={label === undefined}
          title={
            label === undefined ? `Nothing to ${what.toLowerCase()}` : `${what}: ${label} (${keys})`
          }
          aria-label={label === undefined ? what : `${what}: ${label}`}
          onClick={act}
        >
          <Icon />
        </button>
      ))}
    </div>
  );
}

/** One button that goes through the looks: there are only three. */
function Look() {
  const present = theme.value;
  const next = themes[(themes.indexOf(present) + 1) % themes.length] ?? "system";
  const { label, Icon } = looks[present];
  return (
    <button
      type="button"
      class="square"
      title={`${label}. Press for: ${looks[next].label.toLowerCase()}`}
      aria-label={`${label}. Press for: ${looks[next].label.toLowerCase()}`}
      onClick={() => {
        theme.value = next;
      }}
    >
      <Icon />
    </button>
  );
}
