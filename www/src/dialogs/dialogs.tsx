// The dialogs of the tools menu. Each is loaded when it is first opened.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dialog, say } from "../state/view";

interface Tool {
  title: string;
  about: string;
  load(): Promise<ComponentType>;
}

export const tools: Record<string, Tool> = {
  export: {
    title: "Export…",
    about: "The document as a file, for the Worker or the command line",
    load: () => import("./export").then(({ ExportDialog }) => ExportDialog),
  },
};

/** Where the open dialog stands. */
export function DialogPlace() {
  const name = dialog.value;
  const [loaded, setLoaded] = useState<{ name: string; Body: ComponentType }>();
  useEffect(() => {
    if (name === undefined) return;
    tools[name]?.load().then(
      (Body) => setLoaded({ name, Body }),
      () => {
        dialog.value = undefined;
        say("This part of the page did not load. The connection may be gone.");
      },
    );
  }, [name]);
  return loaded && loaded.name === name ? <loaded.Body /> : null;
}
