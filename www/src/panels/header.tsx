import type { ComponentType } from "preact";
import { theme } from "../state";
import { type Theme, themes } from "../stored";
import { DarkIcon, LightIcon, SystemIcon } from "./icons";

const looks = {
  system: { label: "As the system", Icon: SystemIcon },
  light: { label: "Light", Icon: LightIcon },
  dark: { label: "Dark", Icon: DarkIcon },
} satisfies Record<Theme, { label: string; Icon: ComponentType }>;

export function Header() {
  return (
    <header class="top">
      <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" />
        <path d="M8 11h7a5 5 0 0 1 5 5 5 5 0 0 0 5 5m-4-4 4.5 4-4.5 4M8 10.9v.1" />
      </svg>
      <span class="wordmark" aria-hidden="true">
        friendbuy-edge
      </span>
      <div class="top-words">
        <h1>See what Friendbuy receives for each of your Segment events</h1>
        <p>
          Paste events, check your mappings, read the exact calls. It all happens in this page:
          nothing is sent anywhere.
        </p>
      </div>
      <fieldset class="segments segments-icons">
        <legend class="hidden">Colours</legend>
        {themes.map((name) => {
          const { label, Icon } = looks[name];
          return (
            <label key={name} title={label}>
              <input
                type="radio"
                name="theme"
                checked={theme.value === name}
                onChange={() => {
                  theme.value = name;
                }}
              />
              <Icon />
              <span class="hidden">{label}</span>
            </label>
          );
        })}
      </fieldset>
    </header>
  );
}
