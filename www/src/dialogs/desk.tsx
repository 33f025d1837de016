import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { closeDialog, Dialog } from "../controls/dialog";
import { Connect } from "../desk/connect";
import { api, disconnect, reconnect, refresh } from "../desk/connection";
import { Deliveries } from "../desk/deliveries";
import { DocumentDesk } from "../desk/document";
import { SenderState } from "../desk/state";
import { ask, busy, forget, Trouble } from "../desk/trouble";

const tabs = {
  document: { title: "Document", Body: DocumentDesk },
  deliveries: { title: "Deliveries", Body: Deliveries },
} satisfies Record<string, { title: string; Body: ComponentType }>;

type Tab = keyof typeof tabs;

/** The Worker that served this page: its document, its history, its deliveries. */
export function DeskDialog() {
  const [tab, setTab] = useState<Tab>("document");
  useEffect(() => {
    forget();
    void ask(reconnect);
  }, []);
  const isConnected = api.value !== undefined;
  const { Body } = tabs[tab];
  return (
    <Dialog
      wide
      title="Your Worker"
      {...(!isConnected && {
        about:
          "Load, publish and restore the document that is in force, and look after deliveries.",
      })}
      actions={
        <>
          {isConnected && (
            <button type="button" class="quiet" onClick={disconnect}>
              Disconnect
            </button>
          )}
          <button type="button" class="quiet" onClick={closeDialog}>
            Close
          </button>
        </>
      }
    >
      {isConnected && (
        <div class="desk-head">
          <fieldset class="segments">
            <legend class="hidden">What to look at</legend>
            {(Object.keys(tabs) as Tab[]).map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name="desk-tab"
                  checked={tab === name}
                  onChange={() => {
                    forget();
                    setTab(name);
                  }}
                />
                {tabs[name].title}
              </label>
            ))}
          </fieldset>
          <SenderState />
          <button
            type="button"
            class="quiet"
            disabled={busy.value}
            onClick={() => void ask(refresh)}
          >
            Refresh
          </button>
        </div>
      )}
      <Trouble />
      {isConnected ? <Body /> : <Connect />}
    </Dialog>
  );
}
