// What is said when the engine has no answer.

import type { Trouble } from "../engine/client";

export const troubles = {
  "not-loaded": {
    title: "The mapping engine did not load",
    about: "The connection may be gone, or the browser too old for WebAssembly. Your work is kept.",
  },
  "too-slow": {
    title: "That took too long",
    about: "The engine was stopped after four seconds. Fewer events at once will help.",
  },
  crashed: {
    title: "The mapping engine stopped",
    about: "This should not happen. Your work is kept; changing it starts the engine anew.",
  },
} satisfies Record<Trouble, { title: string; about: string }>;
