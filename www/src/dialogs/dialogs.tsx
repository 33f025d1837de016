// The dialogs of the tools menu. Each is loaded when it is first opened.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { withStyles } from "../controls/later";
import { dialog, say } from "../state/view";

interface Tool {
  title: string;
  about: string;
  load(): Promise<ComponentType>;
}

export const tools: Record<string, Tool> = {
  desk: {
    title: "Your Worker…",
    about: "Load, publish and restore its document; look after deliveries",
    load: () => import("./desk").then(({ DeskDialog }) => DeskDialog),
  },
  import: {
    title: "Import from Segment…",
    about: "From the Public API, destination-kit or Terraform",
    load: () => import("./import").then(({ ImportDialog }) => ImportDialog),
  },
  compare: {
    title: "Compare versions…",
    about: "Which calls another version of the document changes",
    load: () => import("./compare").then(({ CompareDialog }) => CompareDialog),
  },
  share: {
    title: "Share by link…",
    about: "Document and events in a link that no server sees",
    load: () => import("./share").then(({ ShareDialog }) => ShareDialog),
  },
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
    const tool = name === undefined ? undefined : tools[name];
    if (name === undefined || !tool) return;
    withStyles(tool.load()).then(
      (Body) => setLoaded({ name, Body }),
      () => {
        dialog.value = undefined;
        say("This part of the page did not load. The connection may be gone.");
      },
    );
  }, [name]);
  return loaded && loaded.name === name ? <loaded.Body /> : null;
}
