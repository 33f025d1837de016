import { useState } from "preact/hooks";
import { connect } from "./connection";
import { ask, busy } from "./trouble";

/** Asks for the admin token. */
export function Connect() {
  const [token, setToken] = useState("");
  const [keep, setKeep] = useState(false);
  return (
    <form
      class="desk-connect"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(() => connect(token.trim(), keep));
      }}
    >
      <label class="stacked">
        <span class="label">Admin token</span>
        <input
          type="password"
          autocomplete="off"
          required
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </label>
      <label class="switch">
        <input
          type="checkbox"
          checked={keep}
          onChange={(event) => setKeep(event.currentTarget.checked)}
        />
        <span>Keep it until this tab is closed</span>
      </label>
      <p class="about">
        It is the Worker’s secret <code>ADMIN_TOKEN</code>. It goes to the Worker that served this
        page, never into a link, and into no storage but this tab’s.
      </p>
      <button type="submit" class="primary" disabled={busy.value || token.trim() === ""}>
        Connect
      </button>
    </form>
  );
}
